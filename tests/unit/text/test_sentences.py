"""Sentences and clauses: where prose is cut, and where it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.text.sentences import split_clauses, split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("收到申请86件。答复85件。", ["收到申请86件。", "答复85件。"]),
        ("做到了吗？做到了！继续做。", ["做到了吗？", "做到了！", "继续做。"]),
        ("收到86件；答复85件。", ["收到86件；答复85件。"]),
        # brackets and quotation marks that close are never cut
        ("答复85件（含上年2件。另有3件转下年）。公开60件。", ["答复85件（含上年2件。另有3件转下年）。", "公开60件。"]),
        ("坚持“公开为常态。不公开为例外”，做到应公开尽公开。", ["坚持“公开为常态。不公开为例外”，做到应公开尽公开。"]),
        ("他说：“照章办事。”群众满意。", ["他说：“照章办事。”", "群众满意。"]),
        ("落实“照章办事。”的要求。", ["落实“照章办事。”的要求。"]),
        # one that never closes shields nothing
        ("建设“一网通办。继续推进。", ["建设“一网通办。", "继续推进。"]),
        ("参见（附件。共3件。", ["参见（附件。", "共3件。"]),
        # full stops that end nothing
        ("金额12.5万元，占4.61%。", ["金额12.5万元，占4.61%。"]),
        ("1. 国家秘密。2. 内部事务。", ["1. 国家秘密。", "2. 内部事务。"]),
        ("网址www.example.gov.cn可查。", ["网址www.example.gov.cn可查。"]),
        # a Latin full stop after Chinese text
        ("收到12件.答复12件.", ["收到12件.", "答复12件."]),
        ("全部办结.2022年新收3件", ["全部办结.", "2022年新收3件"]),
        # wraps and blank lines
        ("收到申请\n86件。", ["收到申请\n86件。"]),
        ("收到申请86件\n\n答复85件", ["收到申请86件", "答复85件"]),
        ("（一）主动公开方面。发布120条。", ["（一）主动公开方面。", "发布120条。"]),
        ("  \n", []),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [s.of(text) for s in split_sentences(text)] == sentences


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("收到86件，答复85件；另有3件转下年。", ["收到86件，", "答复85件；", "另有3件转下年。"]),
        ("收到86件,答复85件;另有3件转下年.", ["收到86件,", "答复85件;", "另有3件转下年."]),
        ("如下：一是公开；二是监督。", ["如下：", "一是公开；", "二是监督。"]),
        ("答复85件（含上年2件，另有3件转下年），占98.8%。", ["答复85件（含上年2件，另有3件转下年），", "占98.8%。"]),
        ("当面、网络、信函各1件。", ["当面、网络、信函各1件。"]),
        # separators of thousands, decimal points, times
        ("发布1,972条，1,234,567人次。", ["发布1,972条，", "1,234,567人次。"]),
        ("不予公开67,占4.61%", ["不予公开67,", "占4.61%"]),
        ("分别为5, 6件", ["分别为5,", "6件"]),
        ("于10:30开会，时长1:2", ["于10:30开会，", "时长1:2"]),
        ("1、公开；2、监督。", ["1、公开；", "2、监督。"]),
    ],
)
def test_clauses(text: str, clauses: list[str]) -> None:
    assert [s.of(text) for s in split_clauses(text)] == clauses


PIECES = st.lists(
    st.sampled_from(
        [
            "收到",
            "12件",
            "，",
            "。",
            "；",
            "“",
            "”",
            "（",
            "）",
            "\n",
            "\n\n",
            " ",
            "1.",
            ",",
            ".",
            "5",
            "》",
            "《",
            "！",
            "：",
        ]
    ),
    max_size=60,
)


@given(PIECES)
def test_spans_are_in_order_and_lose_nothing_but_blanks(pieces: list[str]) -> None:
    text = "".join(pieces)
    for split in (split_sentences, split_clauses):
        spans = split(text)
        assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
        assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())
        assert all(s.of(text) == s.of(text).strip() for s in spans)


@given(PIECES)
def test_clauses_lie_within_sentences(pieces: list[str]) -> None:
    text = "".join(pieces)
    sentences = split_sentences(text)
    assert all(any(s.contains(c) for s in sentences) for c in split_clauses(text))
