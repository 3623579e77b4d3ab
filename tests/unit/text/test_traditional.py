"""Traditional characters are read as their simplified forms, and simplified text is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.text import fold, view_of
from nlp.text.traditional import TRADITIONAL

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("行政復議、行政訴訟", "行政复议、行政诉讼"),
        ("總體情況", "总体情况"),
        ("上年結轉政府信息公開申請數量", "上年结转政府信息公开申请数量"),
        ("監督保障與改進措施", "监督保障与改进措施"),
    ],
)
def test_words_of_reports(written: str, meant: str) -> None:
    assert fold(written) == meant
    assert view_of(written).text == meant


def test_no_pair_is_of_a_character_that_simplified_text_writes() -> None:
    both = [chr(code) for code in TRADITIONAL if _in_gb2312(chr(code))]
    assert sorted(both) == sorted("於後徵")
    assert all(_in_gb2312(chr(code)) for code in TRADITIONAL.values())


def test_the_simplified_corpora_stay_as_they_are() -> None:
    changed: set[str] = set()
    for file in sorted((ROOT / "corpora").rglob("part_*.jsonl")):
        text = file.read_text(encoding="utf-8")
        changed |= {char for char in set(text) if ord(char) in TRADITIONAL}
    assert not changed


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
