"""The plain form of texts and titles."""

from __future__ import annotations

import pytest

from nlp.topics.plain import plain_heading, plain_text

TEXTS = [
    ("公 开\n信息 ３１２ 条", "公开信息0条"),
    ("办结1,234件，占45.23%。", "办结0件,占0%。"),
    ("12345热线受理 3 件", "市民热线热线受理0件"),
    ("第123456号", "第0号"),
    ("“一网通办”、‘双随机’", "一网通办、双随机"),
    ("印发〈方案〉", "印发《方案》"),
    ("信息\n- 3 -\n公开", "信息公开"),
    ("网站 IPv6 改造", "网站ipv0改造"),
    ("", ""),
    ("  \n", ""),
]


@pytest.mark.parametrize(("text", "plain"), TEXTS)
def test_plain_text(text: str, plain: str) -> None:
    assert plain_text(text) == plain


HEADINGS = [
    ("（一）主动公开情况", "主动公开情况"),
    ("一、总体情况", "总体情况"),
    ("1.重点领域", "重点领域"),
    ("(2) 回应关切。", "回应关切"),
    ("第五部分 存在的问题", "存在的问题"),
    ("二是规范办理", "二是规范办理"),
    ("一、", "一、"),
]


@pytest.mark.parametrize(("heading", "plain"), HEADINGS)
def test_plain_heading(heading: str, plain: str) -> None:
    assert plain_heading(heading) == plain
