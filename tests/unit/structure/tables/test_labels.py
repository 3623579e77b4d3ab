"""Recognising labels in damaged text."""

from __future__ import annotations

import pytest

from nlp.structure.tables.labels import label_book, labels_in, normalise_label


@pytest.mark.parametrize(
    ("text", "ordinal", "bare"),
    [
        ("（三）不予公开", "p3", "不予公开"),
        ("1.属于国家秘密", "a1", "属于国家秘密"),
        ("1 、属于国家秘密", "a1", "属于国家秘密"),
        ("⑴属于国家秘密", "a1", "属于国家秘密"),
        ("四、结转下年度继续办理", "c4", "结转下年度继续办理"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "p2", "部分公开"),
        ("3.危及“三安全一稳定”", "a3", "危及三安全一稳定"),
        ("规章(县级无此项)", "", "规章"),
        ("现行有效件数（历史累计）", "", "现行有效件数"),
        ("结果<br>维持", "", "结果维持"),
        ("（三）不予公开 1.属于国家秘密", "p3", "不予公开1属于国家秘密"),
    ],
)
def test_normalise(text: str, ordinal: str, bare: str) -> None:
    assert normalise_label(text) == (ordinal, bare)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("本年新收政府信息公开申请数", "new"),
        ("上年转结政府信息公开申请数量", "carried_in"),
        ("属于三类内容事务信息", "refused.internal_affairs"),
        ("属于四类过程性性信息", "refused.process_information"),
        ("其他法律行政止公开", "refused.forbidden_by_law"),
        ("逾期不补正", "other.not_corrected"),
        ("逾期不缴费", "other.fee_unpaid"),
        ("结转下一年度继续办理", "carried_out"),
        ("要求行政机关确认或重新", "rejected.reconfirmation"),
    ],
)
def test_rows_by_other_printings(text: str, row: str) -> None:
    hit = label_book("requests").hits("", text)[0]
    assert (hit.entry.kind, hit.entry.id) == ("row", row)


@pytest.mark.parametrize(
    "text",
    [
        "全年收到的政府信息公开申请中予以公开的占到了大多数其余依法作出处理",
        "加强培训",
        "存在的主要问题及改进情况",
    ],
)
def test_prose_is_no_label(text: str) -> None:
    assert not any(hit.score >= 0.5 for hit in label_book("requests").hits("", text))


def test_labels_side_by_side_are_told_apart() -> None:
    assert [bare for _, bare in labels_in("商业企业 科研机构 其他")] == ["商业企业", "科研机构", "其他"]
    assert [bare for _, bare in labels_in("结果维持结果纠正其他结果尚未审结总计")] == [
        "结果维持",
        "结果纠正",
        "其他结果",
        "尚未审结",
        "总计",
    ]
    assert [bare for _, bare in labels_in("（一） 予以公开")] == ["予以公开"]


def test_a_misprint_is_recognised_only_among_the_labels_that_may_stand_there() -> None:
    book = label_book("requests")
    between = [entry for entry in book.rows if entry.id.startswith("rejected.")]
    found = book.fuzzy("要求提拱公开出版吻", between)
    assert found is not None
    assert found.id == "rejected.publication"
    assert book.fuzzy("其他主动公开文件", between) is None


@pytest.mark.parametrize(
    "printed", ["第二十条第（五）项", "第二十条第(五)项", "第二十条 第 ( 五 ) 项", "第二十条第五项"]
)
def test_headings_of_bands_keep_their_item(printed: str) -> None:
    hit = label_book("disclosure").hits(*normalise_label(printed))[0]
    assert (hit.entry.kind, hit.entry.id) == ("band", "article_20_5")
