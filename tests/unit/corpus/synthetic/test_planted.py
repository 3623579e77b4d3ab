"""Planted errors are one error each, where they say, and never what another reading allows."""

from __future__ import annotations

import random

import pytest

from nlp.corpus.synthetic import ERRORS, make_report, plant
from nlp.forms import identities, load_form


def planted_once(name: str) -> tuple[object, object]:
    for seed in range(400):
        content = make_report(f"plant/{seed}")
        made = plant(content, name, random.Random(seed))
        if made is not None:
            return content, made
    pytest.fail(f"no report has a place for {name}")


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_changes_one_thing_and_says_what(name: str) -> None:
    content, made = planted_once(name)
    assert made.error == name
    changed = {cell for cell in content.cells if made.content.cells.get(cell) != content.cells[cell]}
    if ERRORS[name].kind == "table":
        assert changed == set(made.place.cells)
        assert made.content.parts == content.parts
    elif name not in ("hidden_request", "old_template"):
        assert changed == set()
    if made.place.start >= 0 and made.place.index >= 0:
        part = next(p for p in made.content.parts if p.key == made.place.part)
        text = part.passages[made.place.index].text
        assert made.place.end <= len(text)
        if name != "placeholder" and made.new:
            assert made.new in text
    if made.truth:
        assert made.truth == {cell: content.cells[cell] for cell in made.place.cells}


@pytest.mark.parametrize("name", [n for n, e in ERRORS.items() if e.kind == "table" and n != "misfilled_column"])
def test_errors_in_the_tables_break_an_identity(name: str) -> None:
    _, made = planted_once(name)
    cells = made.content.cells
    form = load_form(made.content.requests_form)
    broken = [
        i
        for i in identities(form)
        if all(c in cells for c in (*i.left, *i.right))
        and sum(cells[c] for c in i.left) != sum(cells[c] for c in i.right)
    ]
    assert broken


def test_marks_stay_on_their_figures_after_planting() -> None:
    content, made = planted_once("count_off")
    for part, index, passage in made.content.passages():
        old = next(p for p in content.parts if p.key == part.key).passages[index]
        assert len(passage.marks) == len(old.marks)
        for before, after in zip(old.marks, passage.marks, strict=True):
            if (part.key, index, after.start) != (made.place.part, made.place.index, made.place.start):
                assert passage.quote(after) == old.quote(before)
