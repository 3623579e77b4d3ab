"""Bodies, instruments, places, platforms: words with tags in, ranges out."""

from __future__ import annotations

import pytest

from nlp.language.entities import find_entities
from nlp.language.segment import Segmenter
from nlp.quantities import find_quantities


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(find_quantities)


@pytest.mark.parametrize(
    ("text", "group", "found"),
    [
        ("澜江区人民政府办公室负责", "organs", ["澜江区人民政府办公室"]),
        ("市司法局、区财政局会同县公安局、和县教育局", "organs", ["市司法局", "区财政局", "县公安局", "县教育局"]),
        ("国务院办公厅印发", "organs", ["国务院办公厅"]),
        ("区政府常务会议", "organs", ["区政府"]),
        ("县政府信息公开", "organs", []),  # 政府信息 is no body
        ("办公室同步公开", "organs", []),  # which one is not said
        ("《中华人民共和国政府信息公开条例》", "organs", []),
        ("按《条例》和《关于落实〈办法〉的通知》", "instruments", ["《条例》", "《关于落实〈办法〉的通知》"]),
        ("书名号没有闭合《条例", "instruments", []),
        ("依照衡住建规〔2021〕3号办理", "instruments", ["衡住建规〔2021〕3号"]),
        ("（国办发〔2019〕14号）", "instruments", ["国办发〔2019〕14号"]),
        ("2021年3号楼", "instruments", []),
        ("北京市和上海市", "places", ["北京市", "上海市"]),
        ("澜江区人民政府", "places", []),  # part of a body
        ("各社区、小区", "places", []),
        ("“一网通办”和“随申办”", "platforms", ["一网通办", "随申办"]),
    ],
)
def test_entities(segmenter: Segmenter, text: str, group: str, found: list[str]) -> None:
    pieces = segmenter.cut(text)
    words = [text[piece.start : piece.end] for piece in pieces]
    entities = find_entities(words, [piece.tag for piece in pieces])
    assert ["".join(words[e.start : e.end]) for e in entities if e.group == group] == found
