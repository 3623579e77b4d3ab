"""The statutory forms as data."""

from __future__ import annotations

from importlib import resources

import pytest

from nlp.errors import ConfigurationError
from nlp.forms import FORMAT_IDS, identities, identities_for, load_form, parse_form, select_format
from nlp.types import Cell, CellState, Span, Table


def source(name: str) -> str:
    return resources.files("nlp.forms").joinpath("data", name).read_text(encoding="utf-8")


@pytest.mark.parametrize(("format_id", "cells", "sums"), [("2019", 198, 40), ("2021", 200, 42), ("annex", 58, 7)])
def test_sizes(format_id: str, cells: int, sums: int) -> None:
    form = load_form(format_id)
    assert len(form.cell_ids()) == cells
    assert len(set(form.cell_ids())) == cells
    assert len(identities(form)) == sums


def test_identity_families() -> None:
    count: dict[str, int] = {}
    for identity in identities(load_form("2021")):
        count[identity.rule] = count.get(identity.rule, 0) + 1
    assert count == {"requests.row_sum": 25, "requests.column_sum": 7, "requests.balance": 7, "disputes.row_sum": 3}


def test_every_identity_is_over_cells_of_the_form() -> None:
    for format_id in FORMAT_IDS:
        form = load_form(format_id)
        for identity in identities(form):
            assert all(cell in form for cell in (*identity.left, *identity.right))


@pytest.mark.parametrize(
    ("cell", "unit", "zh", "en"),
    [
        ("requests.new.person", "件", "本年新收政府信息公开申请数量·自然人", "New requests this year, natural persons"),
        ("requests.refused.state_secret.total", "件", "不予公开：属于国家秘密·总计", "Refused: state secret, total"),
        ("requests.concluded.total", "件", "办理结果总计·总计", "Concluded in total, total"),
        (
            "disputes.litigation_direct.upheld",
            "件",
            "行政诉讼（未经复议直接起诉）·结果维持",
            "Litigation, direct, upheld",
        ),
        (
            "disclosure.fees.amount",
            "万元",
            "行政事业性收费·本年收费金额",
            "Administrative fees, amount charged this year",
        ),
    ],
)
def test_units_and_labels(cell: str, unit: str, zh: str, en: str) -> None:
    form = load_form("2021")
    assert (form.unit(cell), form.label(cell), form.label(cell, "en")) == (unit, zh, en)


def test_row_and_column_ids() -> None:
    form = load_form("2019")
    assert len(form.row_ids("requests")) == 23
    assert form.column_ids("requests")[-1] == "total"
    assert form.column_ids("disputes") == ("upheld", "corrected", "other", "pending", "total")
    with pytest.raises(KeyError):
        form.unit("requests.other.misc.person")


def table(cells: list[str]) -> Table:
    made = {cell: Cell(cell, None, CellState.BLANK, "", "件", Span(0, 0)) for cell in cells}
    return Table("requests", "2021", made, Span(0, 0))


def test_identities_follow_the_rows_that_are_printed() -> None:
    old = list(load_form("2019").cell_ids("requests"))
    new = list(load_form("2021").cell_ids("requests"))
    sums = [i for i in identities_for({"requests": table(old)}) if i.rule == "requests.column_sum"]
    assert len(sums) == 7
    assert "requests.other.person" in sums[0].left
    assert len(sums[0].left) == 19
    sums = [i for i in identities_for({"requests": table(new)}) if i.rule == "requests.column_sum"]
    assert "requests.other.misc.person" in sums[0].left
    assert len(sums[0].left) == 21


def test_no_identity_over_a_row_that_is_missing() -> None:
    cells = [cell for cell in load_form("2021").cell_ids("requests") if not cell.startswith("requests.granted.")]
    found = identities_for({"requests": table(cells)})
    assert {i.rule for i in found} == {"requests.row_sum", "requests.balance"}
    totals = [cell for cell in load_form("2021").cell_ids("requests") if cell.endswith(".total")]
    assert {i.rule for i in identities_for({"requests": table(totals)})} == {"requests.column_sum", "requests.balance"}


def test_format_by_the_lines_that_only_one_form_has() -> None:
    assert select_format(["issued", "licensing", "decisions"]) == "2021"
    assert select_format(["prior_items", "change", "decisions"]) == "2019"
    assert select_format(["licensing", "decisions"]) is None


def test_faulty_files_are_named_with_their_key() -> None:
    good = source("format_2021.yaml")
    with pytest.raises(ConfigurationError, match=r"x\.yaml: tables\.0\.colour"):
        parse_form(
            good.replace("    zh: 主动公开政府信息情况", "    colour: red\n    zh: 主动公开政府信息情况", 1), "x.yaml"
        )
    with pytest.raises(ConfigurationError, match="no column has the id 'persons'"):
        parse_form(good.replace("left: [person,", "left: [persons,", 1), "x.yaml")
    with pytest.raises(ConfigurationError, match="an id stands twice"):
        parse_form(good.replace("{id: coercion,", "{id: penalties,", 1), "x.yaml")
    with pytest.raises(ConfigurationError, match="not YAML"):
        parse_form("a: [", "x.yaml")
    with pytest.raises(ConfigurationError, match="unknown format"):
        load_form("2008")
