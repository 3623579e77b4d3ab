"""Renderings: the same for the same seed, with the figures in them, damaged as asked."""

from __future__ import annotations

import pytest

from nlp.corpus.synthetic import DAMAGES, LAYOUTS, make_report, press
from nlp.corpus.synthetic.annex import make_annex_report
from nlp.corpus.synthetic.drawing import Drawn
from nlp.corpus.synthetic.geometry import layout, place, width_of, wrap
from nlp.corpus.synthetic.press import applicable, holds
from nlp.corpus.synthetic.survey import jobs, load_recipe

REPORT = make_report("press", level="county", year=2023, mixed=False)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    first, second = (
        press(REPORT, name, ("thousands", "lost_dates"), 3),
        press(REPORT, name, ("thousands", "lost_dates"), 3),
    )
    assert first.data == second.data
    assert first.name.endswith(f".{name.split('_', maxsplit=1)[0]}")
    assert set(first.drawing.printed) == set(REPORT.cells)


@pytest.mark.parametrize("name", [n for n in LAYOUTS if n.startswith(("txt", "md", "html"))])
def test_every_figure_is_printed(name: str) -> None:
    text = press(REPORT, name).data.decode()
    for cell, printed in press(REPORT, name).drawing.printed.items():
        assert printed.value == REPORT.cells[cell]
        assert printed.text in text, cell


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_changes_what_it_says_it_changes(damage: str) -> None:
    """A damage that changes nothing anywhere would be measured as harmless."""
    reports = [
        make_report(f"damage/{i}", level=level, year=year)
        for i, (level, year) in enumerate([("city", 2020), ("county", 2023)])
    ]
    changed = False
    layouts = DAMAGES[damage].layouts
    quick = [name for name in layouts if not name.startswith("pdf")] or list(layouts)[:1]
    for name in quick:
        changed = changed or any(press(r, name, (damage,), 1).data != press(r, name, (), 1).data for r in reports)
    assert changed


def test_damages_are_kept_to_their_layouts() -> None:
    assert applicable(("page_break", "thousands"), "txt_tabs") == {"thousands"}
    assert not holds(("blank_zeros",), "txt_cells")
    assert holds(("blank_zeros",), "html_clean")
    assert not holds((), "txt_glued")


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown layout"):
        press(REPORT, "odt_plain")
    with pytest.raises(KeyError):
        press(REPORT, "txt_tabs", ("moths",))


def test_recognition_errors_are_marked_as_such() -> None:
    printed = press(REPORT, "txt_tabs", ("ocr",), 5).drawing.printed
    corrupted = [p for p in printed.values() if p.corrupted]
    assert corrupted
    assert all(any(c in "OlS" for c in p.text) for p in corrupted)


def test_blank_zeros_have_no_value() -> None:
    printed = press(REPORT, "html_clean", ("blank_zeros",), 5).drawing.printed
    assert {p.value for p in printed.values() if p.text == ""} == {None}
    assert any(p.text == "" for p in printed.values())


def test_the_annex_can_be_pressed() -> None:
    content = make_annex_report(1)
    assert set(press(content, "html_clean").drawing.printed) == set(content.cells)


def test_cells_lie_where_a_browser_puts_them() -> None:
    rows = [[Drawn("a", rows=2), Drawn("b", cols=2)], [Drawn("c"), Drawn("d")]]
    assert [(p.row, p.col) for p in place(rows)] == [(0, 0), (0, 1), (1, 1), (1, 2)]


def test_wrapping_keeps_figures_whole() -> None:
    assert wrap("共收到12345件申请", 8) == ["共收到", "12345件", "申请"]
    assert all(width_of(line) <= 10 for line in wrap("一二三四五六七八九十", 10))


def test_merged_cells_are_centred_over_their_rows() -> None:
    rows = [[Drawn("高", rows=3), Drawn("1")], [Drawn("2")], [Drawn("3")]]
    pieces, tops = layout(rows, [10, 10])
    assert tops == [0.0, 1.0, 2.0, 3.0]
    assert next(p.line for p in pieces if p.text == "高") == 1.0


def test_the_recipe_plans_every_layout_and_damage() -> None:
    recipe = load_recipe()
    planned = list(jobs(recipe, recipe.long))
    assert len(planned) > 4000
    assert {job.layout for job in planned} == set(LAYOUTS)
    assert {d for job in planned for d in job.damages} == set(DAMAGES)
