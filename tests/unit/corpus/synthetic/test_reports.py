"""Reports of the press are consistent: in themselves, from year to year, from level to level, and prose with tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.checks.formula import evaluate
from nlp.corpus.synthetic import make_family, make_report, make_series
from nlp.corpus.synthetic.annex import make_annex_report
from nlp.corpus.synthetic.figures import PARTS
from nlp.forms import identities, load_form
from nlp.types import Interval

SEEDS = range(40)


def unbalanced(cells: dict[str, Decimal], form: str) -> list[str]:
    return [
        identity.label
        for identity in identities(load_form(form))
        if all(cell in cells for cell in (*identity.left, *identity.right))
        and sum(cells[cell] for cell in identity.left) != sum(cells[cell] for cell in identity.right)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_identity_of_the_form_holds(seed: int) -> None:
    content = make_report(f"unit/{seed}")
    cells = dict(content.cells)
    assert unbalanced(cells, content.requests_form) == []
    expected = {c for c in load_form(content.requests_form).cell_ids() if not c.startswith("disclosure.")}
    expected |= {c for c in load_form(content.disclosure_form).cell_ids() if c.startswith("disclosure.")}
    assert set(cells) == expected
    assert all(value >= 0 for cell, value in cells.items() if not cell.endswith(".change"))


@pytest.mark.parametrize("seed", range(10))
def test_the_sums_of_the_annex_hold(seed: int) -> None:
    content = make_annex_report(seed)
    assert unbalanced(dict(content.cells), "annex") == []
    assert set(content.cells) == set(load_form("annex").cell_ids())


@pytest.mark.parametrize("seed", SEEDS)
def test_every_figure_of_the_prose_is_what_its_formula_says(seed: int) -> None:
    content = make_report(f"unit/{seed}")
    intervals = {cell: Interval.point(value) for cell, value in content.cells.items()}
    checked = 0
    for _part, _index, passage in content.passages():
        for mark in passage.marks:
            assert 0 <= mark.start < mark.end <= len(passage.text)
            if not mark.formula or mark.value is None or "previous(" in mark.formula:
                continue
            computed = evaluate(mark.formula, intervals.get)
            assert computed is not None, mark
            scale = Decimal(10_000) if mark.unit == "亿元" else Decimal(1)
            assert abs(computed.midpoint / scale - mark.value) <= Decimal("0.5").scaleb(-mark.places), (
                passage.text,
                mark,
            )
            if mark.kind not in ("all", "none"):
                printed = "".join(c for c in passage.quote(mark) if c.isdigit() or c in ".-")
                assert Decimal(printed) == mark.value
            checked += 1
    assert checked > 0 or content.issuer.level in ("department", "township")


def test_years_carry_over() -> None:
    for seed in range(8):
        series = make_series(seed, (2019, 2020, 2021, 2022, 2023))
        for older, newer in zip(series, series[1:], strict=False):
            for part in (*PARTS, "total"):
                assert newer.cells[f"requests.carried_in.{part}"] == older.cells[f"requests.carried_out.{part}"]
            assert newer.previous == older.cells
            if older.disclosure_form == newer.disclosure_form == "2021":
                row = "disclosure.normative_documents"
                stock = older.cells[f"{row}.in_force"] + newer.cells[f"{row}.issued"] - newer.cells[f"{row}.repealed"]
                assert newer.cells[f"{row}.in_force"] == stock
            if older.disclosure_form == newer.disclosure_form == "2019":
                for row in ("licensing", "penalties", "fees"):
                    items = older.cells[f"disclosure.{row}.prior_items"] + older.cells[f"disclosure.{row}.change"]
                    assert newer.cells[f"disclosure.{row}.prior_items"] == items


def test_a_government_is_the_sum_of_its_bodies() -> None:
    family = make_family("unit", (2020, 2021), 5)
    parent = family[0].issuer
    for year in (2020, 2021):
        children = [c for c in family if c.year == year and c.issuer.name != parent.name]
        assert len(children) == 5
        assert {c.issuer.parent for c in children} == {parent.name}
        above = next(c for c in family if c.year == year and c.issuer.name == parent.name)
        for cell, value in above.cells.items():
            factor = [
                Decimal(10_000) if c.procurement_unit == "元" and cell.endswith("procurement.amount") else 1
                for c in children
            ]
            total = sum(c.cells[cell] / f for c, f in zip(children, factor, strict=True))
            own = value / (10_000 if above.procurement_unit == "元" and cell.endswith("procurement.amount") else 1)
            assert abs(own - total) < Decimal("0.0002"), cell


def test_the_same_seed_gives_the_same_report() -> None:
    assert make_report("same") == make_report("same")
    assert make_report("same") != make_report("other")


@pytest.mark.parametrize("level", ["province", "city", "county", "department", "township"])
def test_levels_can_be_asked_for(level: str) -> None:
    content = make_report("level", level=level, year=2022)
    assert (content.issuer.level, content.year) == (level, 2022)
    assert content.issuer.is_government == (level in ("province", "city", "county"))
