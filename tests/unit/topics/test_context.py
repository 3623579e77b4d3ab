"""Headings and sections as callers give them."""

from __future__ import annotations

import pytest

from nlp.topics.context import Context, contexts_of

CASES = [
    ("nothing", "公开信息。", None, None, Context()),
    ("a single string", "公开信息。", "（一）主动公开", None, Context(("主动公开",), (), "disclosure")),
    (
        "outermost first",
        "公开信息。",
        ("一、总体情况", "（四）平台建设"),
        "overview",
        Context(("平台建设", "总体情况"), (), "overview"),
    ),
    (
        "section from the outermost title",
        "x",
        ("五、存在的主要问题及改进情况",),
        None,
        Context(("存在的主要问题及改进情况",), (), "problems"),
    ),
    ("an unknown section is none", "x", (), "chapter nine", Context()),
    (
        "the opening of an item is no title",
        "x",
        ("（二）改进措施", "一是拓展主动公开"),
        "problems",
        Context(("改进措施",), ("一是拓展主动公开",), "problems"),
    ),
    (
        "a title that runs into the text",
        "（二）依申请公开。全年收到申请3件。",
        ("一、总体情况",),
        "overview",
        Context(("依申请公开", "总体情况"), (), "overview"),
    ),
    (
        "and is not counted twice",
        "（二）依申请公开情况全年收到申请3件。",
        ("一、总体情况", "（二）依申请公开情况"),
        "overview",
        Context(("依申请公开情况", "总体情况"), (), "overview"),
    ),
]


@pytest.mark.parametrize(("text", "headings", "section", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_context(text: str, headings: object, section: str | None, expected: Context) -> None:
    plain = text.replace("（", "(").replace("）", ")")
    assert contexts_of([plain], [headings], [section]) == [expected]  # type: ignore[list-item]
