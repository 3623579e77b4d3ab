"""Cue words: what is counted, what is crossed out, and the shipped lists."""

from __future__ import annotations

import pytest

from nlp.errors import ConfigurationError
from nlp.topics.cues import COUNTS, CueBank, CueList, Cues, default_cues, parse_cues
from nlp.topics.grams import Codes
from nlp.topics.labels import default_labels
from nlp.topics.plain import plain_text

LIST = CueList(
    {
        "fiscal": (("预算", "三公经费"), ("资金",)),
        "welfare": (("养老", "低保"), ()),
        "work": (("养老保险",), ()),
    }
)

BANK = CueBank({"x": LIST})


def _counted(text: str, label: str) -> dict[str, float]:
    table = BANK.count(Codes.of([plain_text(text)]))["x"][0]
    return {name: round(float(table[LIST.labels.index(label), i]), 2) for i, name in enumerate(COUNTS)}


CASES = [
    (
        "two different words",
        "公布预算和三公经费。",
        "fiscal",
        {"strong": 1.1, "share": 1.0, "opening": 1.0, "lead": 1.0},
    ),
    ("the same word twice is one word", "预算公开。预算上网。", "fiscal", {"strong": 0.69}),
    ("a word inside a longer one", "养老保险参保人数。", "welfare", {"strong": 0.0}),
    ("the longer one counts", "养老保险参保人数。", "work", {"strong": 0.69}),
    ("blanks inside a word", "公布预 算。", "fiscal", {"strong": 0.69}),
    ("usual words are apart", "资金到账。", "fiscal", {"strong": 0.0, "usual": 0.69}),
    ("a mere enumeration", "围绕教育、低保、养老等领域发布信息。", "welfare", {"strong": 0.0, "passing": 1.1}),
    ("a statement with 、 in it", "公布低保发放标准、人数和每月金额。", "welfare", {"strong": 0.69, "passing": 0.0}),
    ("not in the opening", "政策上网,公布预算。", "fiscal", {"opening": 0.0, "share": 1.0}),
    ("half of the text", "公布预算。公布低保。", "fiscal", {"share": 0.5, "lead": 0.5}),
]


@pytest.mark.parametrize(("text", "label", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_counts(text: str, label: str, expected: dict[str, float]) -> None:
    counted = _counted(text, label)
    assert {name: counted[name] for name in expected} == expected


def test_texts_are_counted_apart() -> None:
    table = BANK.count(Codes.of(["预", "算", "", "预算"]))["x"]
    assert table[:, 0, 0].tolist() == pytest.approx([0, 0, 0, 0.693147], abs=1e-5)


def test_slogans_are_crossed_out() -> None:
    assert default_cues().crossed_out("推进决策、执行、管理、服务、结果五公开") == "推进五公开"


def test_the_shipped_lists_fit_the_shipped_labels() -> None:
    cues = default_cues()
    for name, family in default_labels().families.items():
        assert set(cues.families[name]) == set(family.ids)
        assert all(cues.families[name][label][0] for label in family.ids)


def test_no_word_is_nothing_but_a_number() -> None:
    for labels in default_cues().families.values():
        for tiers in labels.values():
            assert not [word for tier in tiers for word in tier if len(plain_text(word).strip("0")) == 0]


FAULTS = [
    ("families: [1]", "cues.yaml: families"),
    ("families:\n  five:\n    a: {stong: x}", "cues.yaml: families.five.a.stong"),
    ("families: {", "cues.yaml: not YAML"),
]


@pytest.mark.parametrize(("source", "message"), FAULTS)
def test_faults_name_file_and_key(source: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_cues(source, "cues.yaml")
    assert str(caught.value).startswith(message)


def test_cues_survive_plain_values() -> None:
    from nlp.topics.cues import build_cues

    cues = default_cues()
    assert build_cues(cues.to_plain()) == Cues(dict(cues.families), cues.passing, cues.apart)


@pytest.mark.parametrize(
    ("text", "family", "label"),
    [
        ("市政府常务会议研究政务公开", "domains", "culture_public"),  # no 市政
        ("做好政务公开工作", "domains", "projects"),  # no 开工
        ("由区人民政府办公室编写", "domains", "welfare"),  # no 民政
        ("编制基层政务公开标准目录", "domains", "procurement"),  # no 开标
    ],
)
def test_no_cue_is_read_across_two_words(text: str, family: str, label: str) -> None:
    cues = default_cues()
    bank = CueBank(
        {family: CueList({name: (strong, usual) for name, (strong, usual, _) in cues.families[family].items()})}
    )
    counted = bank.count(Codes.of([cues.crossed_out(plain_text(text))]))[family]
    assert not counted[0, list(cues.families[family]).index(label), :2].any()
    assert "民政" in cues.crossed_out("县民政局")


def test_a_bar_must_stand_between_two_words() -> None:
    with pytest.raises(ConfigurationError, match="apart"):
        parse_cues("apart: 市政府\nfamilies: {}\n", "own.yaml")
