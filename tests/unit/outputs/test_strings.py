"""The data file of texts: complete in both languages, with the same places to fill."""

from __future__ import annotations

import string

import pytest

from nlp.errors import ConfigurationError
from nlp.outputs import strings
from nlp.outputs.strings import load_strings
from nlp.types import CellState, Severity, Verdict


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_have_the_same_texts_and_places():
    chinese, english = load_strings("zh"), load_strings("en")
    keys = chinese._table.keys()
    assert keys == english._table.keys()
    for key in keys:
        assert places(chinese(key)) == places(english(key)), key
        assert chinese(key).strip(), key
        assert english(key).strip(), key


def test_every_verdict_state_and_severity_has_a_word():
    words = load_strings("zh")
    for verdict in Verdict:
        assert words(f"verdict.{verdict.value}")
    for state in CellState:
        assert words(f"state.{state.value}")
    for severity in Severity:
        assert words(f"severity.{severity.value}")


@pytest.mark.parametrize(
    "content", ["a: 1", "a: {zh: 甲}", "a: {zh: 甲, en: {b: c}}", "a: {zh: 甲, en: yes}", "- a", "a: ["]
)
def test_a_mistake_in_the_file_names_the_file(content, monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "strings.yaml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(strings.resources, "files", lambda package: tmp_path)
    with pytest.raises(ConfigurationError, match=r"strings\.yaml"):
        load_strings.__wrapped__("zh")


def test_an_unknown_key_is_a_configuration_error():
    with pytest.raises(ConfigurationError, match=r"strings\.yaml: no\.such"):
        load_strings("zh")("no.such")
