"""Two annotators of claims: what counts as the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.corpus.claim_agreement import agreement_of_claims
from nlp.corpus.claims import ClaimRow
from nlp.errors import ConfigurationError

ROW = ClaimRow.model_validate(
    {
        "id": "a-1",
        "office": "a",
        "level": "county",
        "issuer": "青禾县人民政府",
        "year": 2023,
        "format": "2021",
        "headings": ["依申请公开"],
        "section": "overview",
        "text": "收到申请3件，办结3件。",
        "cells": {"requests.new.total": 3},
        "mentions": [],
        "claims": [
            {"quote": "3件", "n": 1, "relation": "equals", "formula": "requests.new.total", "verdict": "match"},
            {"quote": "3件", "n": 2, "relation": "equals", "formula": "requests.concluded.total", "verdict": "match"},
        ],
    }
)


def compare(folder: Path, *claims: dict[str, object]) -> tuple[int, int, int]:
    file = folder / "second.jsonl"
    file.write_text(json.dumps({"id": "a-1", "claims": list(claims)}, ensure_ascii=False), encoding="utf-8")
    found = agreement_of_claims([ROW], file)
    return found.same, found.verdicts, found.whole


def claim(n: int, formula: str, verdict: str = "match", **more: object) -> dict[str, object]:
    return {"quote": "3件", "n": n, "relation": "equals", "formula": formula, "verdict": verdict, **more}


def test_the_same_cells_at_the_same_place(tmp_path: Path) -> None:
    both = (claim(1, "requests.new.total"), claim(2, "requests.concluded.total"))
    assert compare(tmp_path, *both) == (2, 2, 1)


def test_other_cells_are_not_the_same(tmp_path: Path) -> None:
    assert compare(tmp_path, claim(1, "requests.new.total"), claim(2, "requests.new.total")) == (1, 1, 0)


def test_a_reading_listed_beside_is(tmp_path: Path) -> None:
    second = claim(2, "requests.new.total", other=["requests.concluded.total"])
    assert compare(tmp_path, claim(1, "requests.new.total"), second) == (2, 2, 1)


def test_a_claim_more_is_a_difference(tmp_path: Path) -> None:
    three = (claim(1, "requests.new.total"), claim(2, "requests.concluded.total"), claim(2, "requests.new.total"))
    assert compare(tmp_path, *three) == (2, 2, 0)


@pytest.mark.parametrize(("verdict", "agreed"), [("match_rounded", 2), ("mismatch", 1)])
def test_right_is_right_however_it_is_called(tmp_path: Path, verdict: str, agreed: int) -> None:
    both = (claim(1, "requests.new.total"), claim(2, "requests.concluded.total", verdict))
    assert compare(tmp_path, *both) == (2, agreed, 1)


def test_an_unknown_passage_is_named(tmp_path: Path) -> None:
    file = tmp_path / "second.jsonl"
    file.write_text('{"id": "b-9", "claims": []}', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="b-9"):
        agreement_of_claims([ROW], file)
