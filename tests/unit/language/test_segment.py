"""Words of report prose, as tables: the text with its words set apart by bars."""

from __future__ import annotations

import pytest

from nlp.language.segment import Segmenter
from nlp.quantities import find_quantities


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(find_quantities)


NUMBERS = [
    "全年|共|收到|申请|486|件|，|占|88.68%|。",
    "资金|143780.54万|元",
    "发布|信息|3.2万余|条",
    "共|1,234|件",
    "２０２１年|，|较|上年|增长|６．２％",
    "2020年|1月|1日|至|12月|31日",
    "2021年度|报告",
    "6月底|前|完成",
    "6月|初步|完成",
    "提前|30|日|公开",
    "在|20|个|工作日|内|答复",
    "下降|1.7|个|百分点",
    "第五十|条",
    "国务院令|第711|号",
    "〔|2021|〕|30|号",
    "一|、|总体|情况",
    "（|二|）|依申请公开",
    "一|是|主动|公开",
    "3|至|5|件",
    "二十六|个|领域",
    "三分之一|以上",
    "“|三公|”|经费",
    "“|双随机|、|一公开|”",
    "12345|热线",
    "拨打|0000-5550118",
    "网址|www.linjiang.example",
    "一网通办|平台",
    "增加|204|；",
]

NAMES = [
    "澜江区|人民政府|办公室",
    "国务院|办公厅",
    "区|政府|常务会议",
    "市|司法局",
    "丰屏市|市场监督管理局",
    "县|住房和城乡建设局",
    "国家水文监测局|公布",
    "《|中华人民共和国|政府|信息|公开|条例|》",
]

TERMS = [
    "行政|规范性文件|12|件",
    "予以|公开|3|件",
    "不予|处理|1|件",
    "政府|信息|公开|工作|年度|报告",
    "按时|办结率|100%",
    "每|月|公布",
    "我|局|依法|答复",
    "各|部门|、|各级|政府",
    "行政复议|、|行政诉讼",
]


@pytest.mark.parametrize("barred", NUMBERS + NAMES + TERMS)
def test_words(segmenter: Segmenter, barred: str) -> None:
    assert segmenter.words(barred.replace("|", "")) == barred.split("|")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("收到政府信\n息公开申请", ["收到", "政府", "信\n息", "公开", "申请"]),  # a line wrap inside a word
        ("总体情况\n\n收到申请", ["总体", "情况", "收到", "申请"]),  # a blank line ends a word
        ("行政许可\t行政处罚", ["行政许可", "行政处罚"]),  # cells of a table
        ("2025 年有 1 件", ["2025 年", "有", "1", "件"]),
        ("共有1\n234件", ["共有", "1\n234", "件"]),
        ("", []),
        (" \n\u3000", []),
        ("ABC-1 型", ["ABC-1", "型"]),
    ],
)
def test_blanks(segmenter: Segmenter, text: str, words: list[str]) -> None:
    assert segmenter.words(text) == words


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("收到申请486件", ["v", "v", "m", "q"]),
        ("澜江区人民政府", ["ns", "nt"]),
        ("2020年，均已答复", ["t", "w", "d", "d", "vn"]),
        ("一网通办", ["nz"]),
        ("惠民公开栏", ["n", "n"]),
    ],
)
def test_tags(segmenter: Segmenter, text: str, tags: list[str]) -> None:
    assert [piece.tag for piece in segmenter.cut(text)] == tags


def test_the_finder_of_numbers_comes_from_outside() -> None:
    """Without any finder, figures still stay whole: the words around them are all that changes."""
    bare = Segmenter(lambda _: ())
    assert bare.words("共收到486件，占88.68%") == ["共", "收到", "486", "件", "，", "占", "88.68%"]
