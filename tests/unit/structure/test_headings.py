"""What a line says of itself: marks, titles, titles with text glued to them."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlp.errors import ConfigurationError
from nlp.structure.headings import KIN, STRONG, chinese_ordinal, classify_title, find_mark, glued_title
from nlp.structure.wording import read_headings

TITLES = yaml.safe_load(Path(__file__).with_name("titles.yaml").read_text(encoding="utf-8"))
CASES = [(title, None if key == "none" else key) for key, titles in TITLES.items() for title in titles]


@pytest.mark.parametrize(("title", "key"), CASES)
def test_title_names_its_part(title: str, key: str | None) -> None:
    found = classify_title(title)
    if key is None:
        assert found.strength < KIN
    else:
        assert found.key == key
        assert found.strength >= KIN


@pytest.mark.parametrize("title", ["收到和处理政府信息公开申请清况", "存在的主要问题及改迸情况"])
def test_misprinted_title_is_known_and_said_to_be_misprinted(title: str) -> None:
    found = classify_title(title)
    assert found.strength >= STRONG
    assert found.misprinted


@pytest.mark.parametrize(
    ("line", "style", "ordinal", "rest"),
    [
        ("一、总体情况", "cjk", 1, "总体情况"),
        ("一 、总 体 情 况", "cjk", 1, "总 体 情 况"),
        ("十一、附则", "cjk", 11, "附则"),
        ("l六、其他需要报告的事项", "cjk", 6, "其他需要报告的事项"),
        ("**二、主动公开**", "cjk", 2, "主动公开**"),
        ("（三）信息管理", "paren", 3, "信息管理"),
        ("(三) 信息管理", "paren", 3, "信息管理"),
        ("第四部分 其他", "part", 4, "其他"),
        ("3.信息管理", "digit", 3, "信息管理"),
        ("3、信息管理", "digit", 3, "信息管理"),
        ("（3）信息管理", "digit_paren", 3, "信息管理"),
        ("③信息管理", "digit_paren", 3, "信息管理"),
        ("二是更新不快", "run", 2, "更新不快"),
        ("二要加快更新", "run", 2, "加快更新"),
    ],
)
def test_mark(line: str, style: str, ordinal: int, rest: str) -> None:
    mark = find_mark(line)
    assert mark is not None
    assert (mark.style, mark.ordinal, line[mark.length :].strip()) == (style, ordinal, rest)


@pytest.mark.parametrize(
    "line", ["一步做好解读", "2023年，全县", "1.5万件", "2.35%", "一要求就办", "一般情况", "（居）务公开", "12"]
)
def test_no_mark(line: str) -> None:
    assert find_mark(line) is None


def test_stray_character_is_told() -> None:
    mark = find_mark("l六、其他")
    assert mark is not None
    assert mark.stray == "l"


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("7", 7), ("⑤", 5)]
)
def test_ordinal(text: str, number: int) -> None:
    assert chinese_ordinal(text) == number


@pytest.mark.parametrize(
    ("text", "key", "title"),
    [
        ("总体情况2020年，我局公开信息", "overview", "总体情况"),
        ("总 体 情 况 我局公开信息", "overview", "总 体 情 况"),
        ("其他需要报告的事项 无", "other", "其他需要报告的事项"),
        ("其他需要报告的事项：无。", "other", "其他需要报告的事项"),
        ("主动公开政府信息情况第二十条第（一）项", "disclosure", "主动公开政府信息情况"),
        ("基本情况 2022年，我镇", "overview", "基本情况"),
    ],
)
def test_glued_title(text: str, key: str, title: str) -> None:
    found = glued_title(text)
    assert found is not None
    assert (found[0], text[: found[2]]) == (key, title)


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息情况良好，群众满意",
        "总体情况的统计由县局负责",
        "基本情况掌握得不够，答复偏慢",
        "今年我局公开信息",
    ],
)
def test_a_subject_of_a_sentence_is_no_title(text: str) -> None:
    assert glued_title(text) is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("parts: {}\ntitles: {}\n", "headings.yaml"),
        (
            "parts: {}\ntitles: {nowhere: {strong: ['a']}}\ncanonical: {}\nweak: []\nitems: a\nlabels: a\nendings: a\nsentence: a\ntopics: a\n",
            "titles.nowhere",
        ),
        (
            "parts: {}\ntitles: {other: {strong: ['{x}']}}\ncanonical: {}\nweak: []\nitems: a\nlabels: a\nendings: a\nsentence: a\ntopics: a\n",
            "titles.other.strong",
        ),
        (
            "parts: {}\ntitles: {other: {strong: ['(']}}\ncanonical: {}\nweak: []\nitems: a\nlabels: a\nendings: a\nsentence: a\ntopics: a\n",
            "titles.other.strong",
        ),
    ],
)
def test_a_wrong_data_file_is_refused_with_file_and_key(text: str, where: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_headings(text)
    assert where in str(caught.value)
