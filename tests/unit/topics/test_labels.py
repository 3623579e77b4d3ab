"""Label sets: the shipped one and one's own."""

from __future__ import annotations

import pytest

from nlp.errors import ConfigurationError
from nlp.topics.labels import build_labels, default_labels, parse_labels

OWN = """
name: mine
families:
  function:
    zh: 类
    en: kind
    kind: single
    labels: {report: {zh: 报告}, letter: {zh: 信, definition: A letter.}}
"""


def test_the_shipped_set() -> None:
    labels = default_labels()
    assert {name: len(family.labels) for name, family in labels.families.items()} == {
        "function": 8,
        "five": 5,
        "domains": 21,
    }
    assert labels.families["domains"].most == 3
    assert all(
        label.definition and label.zh and label.en for family in labels.families.values() for label in family.labels
    )


def test_a_set_of_ones_own() -> None:
    labels = parse_labels(OWN, "mine.yaml")
    assert labels.families["function"].ids == ("report", "letter")
    assert labels.families["function"].labels[0].en == "report"


def test_it_survives_plain_values() -> None:
    assert build_labels(default_labels().to_plain(), "x") == default_labels()


FAULTS = [
    (OWN.replace("single", "multi"), "mine.yaml: families.function.kind"),
    (OWN.replace("name: mine", "nam: mine"), "mine.yaml: name"),
    (OWN.replace("zh: 信", "zi: 信"), "mine.yaml: families.function.labels.letter.zi"),
    (OWN.replace("kind: single", "kind: single\n    silent: [poem]"), "mine.yaml: families.function.silent"),
    (
        OWN.replace("kind: single", "kind: single\n    within: {overture: [letter]}"),
        "mine.yaml: families.function.within.overture",
    ),
    (OWN.replace("function:", "mood:"), "mine.yaml: families.mood"),
    ("[", "mine.yaml: not YAML"),
]


@pytest.mark.parametrize(("source", "message"), FAULTS)
def test_faults_name_file_and_key(source: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_labels(source, "mine.yaml")
    assert str(caught.value).startswith(message)
