"""Sentences are read as well as pinned, part by part, and the ranker is worth its place.

After a change of rules, corpus or ranker: ``python tests/bench/claims_corpus.py --write --pin``; look at the differences
before you keep them. Do not look at the failures of part x.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from nlp.corpus.claim_agreement import agreement_of_claims
from nlp.corpus.claim_parts import HELD_OUT, PARTS, Figures, digest_of, figures_of, load_part, measure

FOLDER = Path(__file__).parents[2] / "corpora" / "claims"
PIN = json.loads((Path(__file__).parent / "claims_corpus.json").read_text(encoding="utf-8"))
SLACK = 0.005


@cache
def measured(key: str, *, ranker: bool) -> Figures:
    part = next(part for part in PARTS if part.key == key)
    return figures_of(measure(load_part(FOLDER, part), ranker=ranker))


def test_the_pin_belongs_to_the_corpus() -> None:
    assert PIN["corpus"] == digest_of(FOLDER), "the corpus changed: measure and pin anew"


@pytest.mark.parametrize("key", PIN["parts"])
def test_a_part_is_read_as_well_as_pinned(key: str) -> None:
    reader = max(PIN["parts"][key], key=["rules", "ranker"].index)
    pinned, now = PIN["parts"][key][reader], measured(key, ranker=reader == "ranker")
    assert now.passages == pinned["passages"]
    assert now.mention_f1 >= pinned["mention_f1"] - SLACK
    assert now.link_f1 >= pinned["link_f1"] - SLACK
    assert now.false_mismatches <= pinned["false_mismatches"]


@pytest.mark.parametrize("key", [key for key in HELD_OUT if "ranker" in PIN["parts"].get(key, ())])
def test_the_ranker_is_worth_its_place(key: str) -> None:
    alone, together = measured(key, ranker=False), measured(key, ranker=True)
    assert together.link_f1 > alone.link_f1
    assert together.whole >= alone.whole
    assert together.false_mismatches == alone.false_mismatches
    assert together.mismatches_found == alone.mismatches_found


def test_two_annotators_agree_as_the_datasheet_says() -> None:
    rows = [
        row for key in ("z", "q", "r", "s", "v") for row in load_part(FOLDER, next(p for p in PARTS if p.key == key))
    ]
    found = agreement_of_claims(rows, FOLDER / "agreement" / "second.jsonl")
    said = (FOLDER / "DATASHEET.md").read_text(encoding="utf-8")
    assert f"{found.same} of {found.first} and {found.second} claims" in " ".join(said.split())
    assert f"{found.whole} of {found.passages} passages" in " ".join(said.split())
    assert f"link F1 {found.link_f1:.3f}" in said
