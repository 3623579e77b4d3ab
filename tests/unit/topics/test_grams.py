"""N-grams as numbers: what is found is what a slow and obvious way finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nlp.topics.grams import Codes, Lookup, gram_keys, string_key

TEXT = st.text(st.sampled_from("公开信息申请，。ab"), max_size=12)


@given(st.lists(TEXT, max_size=5))
def test_grams_are_those_of_each_text_alone(texts: list[str]) -> None:
    owner, keys = gram_keys(Codes.of(texts), (1, 2, 3), 5)
    found = sorted(zip(owner.tolist(), keys.tolist(), strict=True))
    expected = sorted(
        (i, string_key(text[p : p + n], 5))
        for i, text in enumerate(texts)
        for n in (1, 2, 3)
        for p in range(len(text) - n + 1)
    )
    assert found == expected


def test_spaces_and_lengths_do_not_mix() -> None:
    keys = {string_key(text, space) for text in ("公", "公开", "开公", "公开公") for space in (1, 2, 3)}
    assert len(keys) == 12


@given(st.lists(st.integers(0, 2**64 - 1), max_size=60, unique=True), st.integers(1, 4))
def test_lookup_finds_every_key_and_no_other(keys: list[int], bits: int) -> None:
    known, strange = np.array(keys[::2], dtype=np.uint64), np.array(keys[1::2], dtype=np.uint64)
    lookup = Lookup(known, bits)
    asked = np.concatenate([strange, known])
    places, numbers = lookup.find(asked)
    assert sorted(places.tolist()) == list(range(len(strange), len(asked)))
    assert (known[numbers] == asked[places]).all()
