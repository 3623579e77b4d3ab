"""Pictures: everything escaped, marks nested, verdicts coloured."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

import nlp
from nlp.language.picture import Mark, Picture


class Balance(HTMLParser):
    """Collects the text of a page and complains of elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Balance:
    page = Balance()
    page.feed(html)
    assert page.open == []
    return page


def test_escaped() -> None:
    text = "<script>alert('&')</script>占5%"
    html = Picture(text, (Mark(0, 8, "claims", "<b>", '"><img>'),)).html()
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert text in read(html).text.replace("<b>", "")


@pytest.mark.parametrize(
    "marks",
    [
        (),
        ((0, 4), (1, 2)),  # nested
        ((0, 3), (2, 5)),  # crossing
        ((0, 6), (0, 3), (3, 6)),
        ((2, 2), (5, 6)),  # empty
    ],
)
def test_the_text_is_whole(marks: tuple[tuple[int, int], ...]) -> None:
    text = "甲乙丙丁戊己"
    html = Picture(text, tuple(Mark(start, end, "dates") for start, end in marks)).html()
    assert read(html).text.startswith(text)


def test_of_a_document(samples) -> None:  # type: ignore[no-untyped-def]
    zh = nlp.load_pipeline()
    doc = zh((samples / "linjiang_2020.txt").read_text(encoding="utf-8"))
    html = doc._.picture()._repr_html_()
    assert "requests.received" in html
    assert "#bfe3d3" in html  # a claim that the tables bear out
    assert "http" not in re.sub(r"www\.\S+", "", read(html).text)
    sentence = next(s for s in doc.sents if "486件" in s.text)
    part = sentence._.picture()
    assert part.text == sentence.text
    assert "486件" in read(part.html()).text
    assert len(part.html()) < len(html) / 5


def test_a_mismatch_is_red() -> None:
    zh = nlp.load_pipeline()
    doc = zh("收到申请5件，占88.68%。")
    doc._.report = {"findings": [{"claim": span.id_, "verdict": "mismatch"} for span in doc.spans["claims"]]}
    assert "#f6b8b1" in doc._.picture().html()


def test_words() -> None:
    doc = nlp.load_pipeline()("收到申请5件")
    picture = doc._.picture(["words"])
    assert picture.words == (("收到", "v"), ("申请", "v"), ("5", "m"), ("件", "q"))
    assert read(picture.html()).text == "收到v申请v5m件q"


def test_chosen_groups() -> None:
    doc = nlp.load_pipeline()("2020年，澜江区人民政府收到申请5件")
    assert {mark.group for mark in doc._.picture(["organs"]).marks} == {"organs"}
    assert {mark.note for mark in doc._.picture(["entities"]).marks} == {"DATE", "ORG", "QUANTITY"}
