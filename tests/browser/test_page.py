"""The page in a real browser: clicking, walking by keyboard, printing; no network, no console errors.

Needs Debian's ``chromium`` and ``chromedriver`` (or their places in GOUJI_CHROMIUM and GOUJI_CHROMEDRIVER) and selenium.
"""

from __future__ import annotations

import base64
import json
import os
import shutil

import pytest

from nlp.errors import UnreadableInputError
from nlp.outputs.html import render_page
from tests.outputs import invented

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed (pip install selenium)")
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

CHROMIUM = os.environ.get("GOUJI_CHROMIUM") or shutil.which("chromium")
DRIVER = os.environ.get("GOUJI_CHROMEDRIVER") or shutil.which("chromedriver")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no chromium on this machine (apt install chromium)"),
    pytest.mark.skipif(not DRIVER, reason="no chromedriver on this machine (apt install chromium-driver)"),
]

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-prefers-reduced-motion",
)
SUSPECT = "requests.unavailable.not_held.total"
FULL_SUM = {f"requests.unavailable.{name}.total" for name in ("not_held", "needs_creation", "still_unclear")}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}", "--window-size=1280,800"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    one, two = invented.build_2021(), invented.build_2019()
    (folder / "one.html").write_text(render_page([one]), encoding="utf-8")
    errors = [UnreadableInputError("坏.pdf", "文件是空的", "empty")]
    (folder / "many.html").write_text(render_page([one, two], errors=errors), encoding="utf-8")
    (folder / "turned.html").write_text(render_page([two, one]), encoding="utf-8")
    return folder


@pytest.fixture
def one(browser, pages):
    """The page of one report, freshly loaded; afterwards the console must be empty and nothing fetched."""
    return loaded(browser, pages / "one.html")


@pytest.fixture(autouse=True)
def quiet(request):
    """Nothing was written to the console and nothing was asked of a network."""
    yield
    if "browser" not in request.fixturenames:
        return
    browser = request.getfixturevalue("browser")
    assert [entry for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}] == []
    asked = []
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            asked.append(message["params"]["request"]["url"])
    assert [url for url in asked if not url.startswith(("file://", "data:", "about:", "chrome://"))] == []


def loaded(browser, path, fragment=""):
    browser.get("about:blank")
    browser.get(f"{path.as_uri()}{fragment}")
    return browser


def find(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def lit(browser, attribute):
    elements = browser.find_elements(By.CSS_SELECTOR, f".report.open .lit[{attribute}]")
    return {element.get_attribute(attribute) for element in elements}


def press(browser, *keys):
    ActionChains(browser).send_keys(*keys).perform()


def selected(browser):
    items = browser.find_elements(By.CSS_SELECTOR, ".report.open .item[aria-selected=true]")
    return [int(item.get_attribute("data-index")) for item in items]


def in_view(browser, element):
    return browser.execute_script(
        "const b = arguments[0].getBoundingClientRect(), p = arguments[0].closest('.pane').getBoundingClientRect();"
        "return b.top >= p.top - 1 && b.bottom <= p.bottom + 1",
        element,
    )


def details(browser):
    return find(browser, ".report.open .details").text


def test_a_click_on_a_number_lights_its_cells_and_shows_the_formula(one):
    assert lit(one, "data-cell") == set()
    find(one, ".sheet [data-c=c15]").click()
    assert lit(one, "data-cell") == FULL_SUM
    assert lit(one, "data-c") == {"c15"}
    shown = details(one)
    for word in ("不符", "47件", "11件", "没有现成信息需要另行制作·总计", "相邻数位颠倒"):
        assert word in shown
    assert in_view(one, find(one, f"[data-cell='{SUSPECT}']"))


def test_a_click_on_a_number_that_agrees_shows_it_though_such_findings_are_hidden(one):
    item = find(one, ".item[data-group=pass]")
    assert not item.is_displayed()
    find(one, ".sheet [data-c=c7]").click()
    assert lit(one, "data-cell") == {"requests.carried_in.total"}
    assert "上年结转" in details(one)
    assert item.is_displayed()


def test_a_click_on_a_cell_shows_its_claims_and_findings(one):
    find(one, f"[data-cell='{SUSPECT}']").click()
    assert lit(one, "data-c") == {"c15"}
    assert lit(one, "data-cell") == {SUSPECT}
    shown = details(one)
    assert "47件" in shown
    assert "总计却写04" in shown
    assert in_view(one, find(one, "[data-c=c15]"))
    find(one, ".details .link").click()
    assert lit(one, "data-cell") == FULL_SUM


def test_a_cell_that_nothing_speaks_of_says_so(one):
    find(one, "[data-cell='disputes.reconsideration.upheld']").click()
    assert "没有提到" in details(one)
    assert lit(one, "data-c") == set()


def test_the_findings_are_walked_by_keyboard(one):
    order = [int(item.get_attribute("data-index")) for item in one.find_elements(By.CSS_SELECTOR, ".item")]
    walked = []
    for key in ("j", "j", Keys.ARROW_DOWN, "k", Keys.ARROW_UP, Keys.END, Keys.HOME):
        press(one, key)
        walked += selected(one)
    assert walked == [order[0], order[1], order[2], order[1], order[0], order[7], order[0]]
    focused = one.switch_to.active_element
    assert int(focused.get_attribute("data-index")) == order[0]
    outline = one.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press(one, Keys.ENTER)
    assert one.switch_to.active_element.get_attribute("data-c") == "c15"
    press(one, Keys.ESCAPE)
    assert selected(one) == []
    assert lit(one, "data-cell") == set()


def test_groups_are_shown_and_hidden(one):
    shown = [item for item in one.find_elements(By.CSS_SELECTOR, ".item") if item.is_displayed()]
    assert len(shown) == 8
    press(one, "4")
    press(one, "1")
    shown = {
        item.get_attribute("data-group") for item in one.find_elements(By.CSS_SELECTOR, ".item") if item.is_displayed()
    }
    assert shown == {"warning", "info", "pass"}
    for key in "234":
        press(one, key)
    assert "所选类别没有结果" in find(one, ".none").text


def test_marks_and_cells_work_by_keyboard(one):
    one.execute_script("document.querySelector('.sheet [data-c=c8]').focus()")
    press(one, Keys.ENTER)
    assert lit(one, "data-cell") == {"requests.concluded.total"}
    one.execute_script(f"document.querySelector(\"[data-cell='{SUSPECT}']\").focus()")
    press(one, Keys.ARROW_DOWN, Keys.ENTER)
    assert lit(one, "data-cell") == {"requests.unavailable.needs_creation.total"}
    press(one, Keys.ARROW_LEFT)
    cell = one.switch_to.active_element.get_attribute("data-cell")
    assert cell == "requests.unavailable.needs_creation.other_org"


def test_help_opens_and_closes(one):
    press(one, "?")
    assert find(one, "#help").is_displayed()
    press(one, Keys.ENTER)
    assert not find(one, "#help").is_displayed()


def test_unchecked_numbers_can_be_shown(one):
    find(one, ".unchecked").click()
    find(one, ".sheet .q").click()
    assert "14000–15000条" in details(one)


def test_deep_links(browser, pages):
    loaded(browser, pages / "one.html", "#f=15")
    assert selected(browser) == [15]
    find(browser, ".sheet [data-c=c15]").click()
    index = selected(browser)[0]
    assert browser.current_url.endswith(f"#f={index}")
    loaded(browser, pages / "many.html", "#r=1&cell=requests.granted.total")
    assert find(browser, "#r1").is_displayed()
    assert not find(browser, "#r0").is_displayed()
    assert lit(browser, "data-cell") == {"requests.granted.total"}
    loaded(browser, pages / "one.html", "#f=999&r=7")  # out of range: the page stands


def test_the_report_with_most_errors_is_shown_first(browser, pages):
    for name in ("many.html", "turned.html"):
        loaded(browser, pages / name)
        shown = [a for a in browser.find_elements(By.CSS_SELECTOR, "article") if a.is_displayed()]
        errors = [len(a.find_elements(By.CSS_SELECTOR, ".item[data-group='error']")) for a in shown]
        every = browser.find_elements(By.CSS_SELECTOR, "article")
        most = max(len(a.find_elements(By.CSS_SELECTOR, ".item[data-group='error']")) for a in every)
        assert errors == [most]


def test_several_reports_one_at_a_time(browser, pages):
    loaded(browser, pages / "many.html")
    assert [a.is_displayed() for a in browser.find_elements(By.CSS_SELECTOR, "article")] == [True, False]
    find(browser, "[data-open='1']").click()
    assert [a.is_displayed() for a in browser.find_elements(By.CSS_SELECTOR, "article")] == [False, True]
    assert "沐河区人民政府" in find(browser, "#r1 h1").text
    press(browser, "[")
    assert find(browser, "#r0").is_displayed()
    assert "文件是空的" in find(browser, ".index").text


@pytest.mark.parametrize("width", [1600, 1280, 1000, 420])
def test_nothing_sticks_out(browser, pages, width):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    try:
        loaded(browser, pages / "one.html")
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        for pane in browser.find_elements(By.CSS_SELECTOR, ".pane"):
            assert browser.execute_script("return arguments[0].scrollWidth - arguments[0].clientWidth", pane) <= 0
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_print_hides_nothing_and_cuts_nothing(one):
    one.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        for item in one.find_elements(By.CSS_SELECTOR, ".item"):
            assert item.is_displayed()
        for pane in one.find_elements(By.CSS_SELECTOR, ".pane, .list, .wide"):
            assert one.execute_script("return getComputedStyle(arguments[0]).overflowY", pane) == "visible"
        tops = [
            one.execute_script("return arguments[0].getBoundingClientRect().top", pane)
            for pane in one.find_elements(By.CSS_SELECTOR, ".pane")
        ]
        assert tops == sorted(tops)
        assert len(set(tops)) == 3
    finally:
        one.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    printed = one.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})
    text = pdf_text(base64.b64decode(printed["data"]))
    for word in (
        "总计却写04",
        "相邻数位颠倒",
        "文中“186件”与表格相符",
        "全年新出台行政规范性文件",
        "重复申请",
        "尚未审结",
        "GB18030",
        "公开内容概览",
    ):
        assert word in text, word


def pdf_text(content):
    pypdfium2 = pytest.importorskip("pypdfium2")
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split())
