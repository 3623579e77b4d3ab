"""The press's layouts: every cell right where nothing is lost, never a wrong cell without a mark where something is."""

from __future__ import annotations

import random

import pytest

from tests.unit.structure.tables.table_judge import judge
from tests.unit.structure.tables.table_press import DAMAGES, LAYOUTS, report

SURE = tuple(layout for layout in LAYOUTS if layout not in ("glued", "numbers_apart"))


@pytest.mark.parametrize("layout", SURE)
@pytest.mark.parametrize("kind", ["2019", "2021", "mixed"])
def test_whole_tables_are_read_whole(layout: str, kind: str) -> None:
    for seed in range(4):
        document, content = report(random.Random(seed), layout, set(), kind=kind, error=seed % 2 == 1)
        verdict = judge(document, content)
        assert not verdict.faults, (seed, verdict.faults[:5])
        assert verdict.right == len(content.texts)


@pytest.mark.parametrize("damage", DAMAGES)
def test_one_damage_at_a_time(damage: str) -> None:
    for index, layout in enumerate(LAYOUTS):
        rng = random.Random(index)
        document, content = report(rng, layout, {damage}, blanks=0.0, error=index % 3 == 0)
        verdict = judge(document, content)
        assert not verdict.silent, (layout, verdict.faults[:5])
        if layout in SURE and damage not in ("missing_label", "no_headers"):
            assert verdict.right == len(content.texts), (layout, verdict.faults[:5])


@pytest.mark.parametrize("layout", ["grid", "grid_pages", "tabs", "pipes"])
@pytest.mark.parametrize("blank_text", ["", "-", "/"])
def test_drawn_blanks_stay_in_their_places(layout: str, blank_text: str) -> None:
    for seed in range(3):
        document, content = report(random.Random(seed), layout, set(), blanks=0.6, blank_text=blank_text)
        verdict = judge(document, content)
        assert verdict.right == len(content.texts), verdict.faults[:5]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_vanished_blanks_never_move_a_number_in_silence(layout: str) -> None:
    for seed in range(6):
        document, content = report(random.Random(seed), layout, set(), blanks=(0.2, 0.8, 1.0)[seed % 3])
        verdict = judge(document, content)
        assert not verdict.silent, verdict.silent[:5]


def test_the_judge_sees_a_wrong_cell() -> None:
    document, content = report(random.Random(1), "single", set())
    cell = next(iter(content.texts))
    content.texts[cell] = "987654"
    assert [fault[0] for fault in judge(document, content).silent] == [cell]
