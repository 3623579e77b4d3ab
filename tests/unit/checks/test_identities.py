"""Sums of the tables: any one wrong cell is named with its old value, and nothing is said of a right table."""

from __future__ import annotations

import random

import pytest

from nlp.checks.examples import build_context
from nlp.checks.identities import check_identities
from nlp.checks.registry import Example
from nlp.types import Finding, Severity, Verdict
from tests.unit.checks.sheets import consistent


def findings(
    cells: dict[str, int | str],
    format_id: str = "2019",
    *,
    lang: str = "zh",
    inferred: tuple[str, ...] = (),
    text: str = "",
    claims: tuple[dict[str, object], ...] = (),
) -> list[Finding]:
    example = Example(
        about="a table", format=format_id, year=2020, cells=cells, inferred=inferred, text=text, claims=claims
    )
    return list(check_identities(build_context(example, lang)))


def slips(value: int) -> list[int]:
    """Other values a person might have written: a digit swapped, lost, added, wrong, and something else altogether."""
    text = str(value)
    found = {value + 1, value + 37, int(text[1:] or "0"), int(text[:-1] or "0"), int(text + "3"), int(text[::-1])}
    return sorted(found - {value})


@pytest.mark.parametrize("format_id", ["2019", "2021"])
def test_a_right_table_says_nothing(format_id: str) -> None:
    assert findings({**consistent(format_id)}, format_id) == []


@pytest.mark.parametrize("format_id", ["2019", "2021"])
def test_any_wrong_request_cell_is_named_with_its_old_value(format_id: str) -> None:
    right = consistent(format_id)
    cells = [cell for cell in right if cell.startswith("requests.")]
    assert len(cells) == (161 if format_id == "2019" else 175)
    for cell in cells:
        for wrong in slips(right[cell]):
            found = findings({**right, cell: wrong}, format_id)
            assert len(found) == 1, (cell, wrong, [f.message for f in found])
            (finding,) = found
            assert finding.verdict is Verdict.MISMATCH
            assert finding.severity is Severity.ERROR
            assert finding.cells[0] == cell
            assert [(r.changes[0].cell, r.changes[0].old, r.changes[0].new) for r in finding.repairs] == [
                (cell, str(wrong), str(right[cell]))
            ]
            assert finding.evidence[0].cell == cell
            assert str(wrong) in finding.message
            assert str(right[cell]) in finding.message


def test_any_wrong_dispute_cell_is_among_the_repairs_listed() -> None:
    right = consistent("2021")
    for cell in [cell for cell in right if cell.startswith("disputes.")]:
        for wrong in slips(right[cell]):
            (finding,) = findings({**right, cell: wrong}, "2021")
            assert finding.rule == "disputes.row_sum"
            repairs = {(r.changes[0].cell, r.changes[0].new) for r in finding.repairs if len(r.changes) == 1}
            assert (cell, str(right[cell])) in repairs
            assert all(int(new) >= 0 for _, new in repairs)


def test_prose_decides_between_the_repairs_of_a_dispute() -> None:
    cells = {**consistent("2021"), "disputes.reconsideration.pending": 9}
    text = "行政复议80件，结果维持63件，尚未审结4件。"
    claims = (
        {"measure": "x", "quote": "80件", "value": 80, "readings": ["disputes.reconsideration.total"]},
        {"measure": "x", "quote": "63件", "value": 63, "readings": ["disputes.reconsideration.upheld"]},
        {"measure": "x", "quote": "4件", "value": 4, "readings": ["disputes.reconsideration.pending"]},
    )
    (plain,) = findings({**cells}, "2021", text=text)
    (finding,) = findings({**cells}, "2021", text=text, claims=claims)
    first = finding.repairs[0]
    assert (first.changes[0].cell, first.changes[0].new) == ("disputes.reconsideration.pending", "4")
    assert first.supported_by == ("c3",)
    assert "4件" in finding.message
    assert plain.repairs[0].supported_by == ()
    # the prose contradicts a change of the total and of those upheld, so these come last
    assert {repair.changes[0].cell for repair in finding.repairs[-2:]} == {
        "disputes.reconsideration.total",
        "disputes.reconsideration.upheld",
    }


@pytest.mark.parametrize(
    ("cell", "wrong", "kind"),
    [
        ("requests.granted.person", 421, "digit_swap"),
        ("requests.granted.person", 42, "missing_digit"),
        ("requests.granted.person", 4122, "extra_digit"),
        ("requests.granted.person", 419, "wrong_digit"),
        ("requests.granted.person", -412, "sign"),
        ("requests.granted.person", 7, "wrong_cell"),
    ],
)
def test_slips_are_named(cell: str, wrong: int, kind: str) -> None:
    (finding,) = findings({**consistent("2019"), cell: wrong})
    assert finding.repairs[0].kind == kind
    assert finding.repairs[0].changes[0].new == "412"


def swapped(right: dict[str, int], a: str, b: str) -> dict[str, int | str]:
    return {**right, a: right[b], b: right[a]}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("requests.unavailable.not_held.person", "requests.unavailable.not_held.company"),
        ("requests.granted.company", "requests.partly_granted.company"),
        ("requests.concluded.total", "requests.carried_out.total"),
        ("disputes.reconsideration.pending", "disputes.reconsideration.total"),
    ],
)
def test_swapped_neighbours_are_named(a: str, b: str) -> None:
    (finding,) = findings(swapped(consistent("2019"), a, b))
    swaps = [repair for repair in finding.repairs if repair.kind == "neighbours_swapped"]
    assert {change.cell for change in swaps[0].changes} == {a, b}
    assert finding.repairs[0].kind == "neighbours_swapped"


def test_a_shifted_row_is_named() -> None:
    right = consistent("2019")
    row = [
        f"requests.unavailable.not_held.{column}"
        for column in ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total")
    ]
    values = [right[cell] for cell in row]
    (finding,) = findings({**right, **dict(zip(row, [0, *values[:-1]], strict=True))})
    assert finding.repairs[0].kind == "shifted"
    assert {change.cell: int(change.new) for change in finding.repairs[0].changes} == {
        cell: value for cell, value, printed in zip(row, values, [0, *values[:-1]], strict=True) if value != printed
    }


def test_independent_slips_get_a_finding_each() -> None:
    right = consistent("2019")
    wrong = {"requests.granted.person": 421, "requests.other.law_firm": 4, "requests.carried_out.company": 8}
    found = findings({**right, **wrong})
    assert {finding.cells[0] for finding in found} == set(wrong)
    for finding in found:
        assert finding.repairs[0].changes[0].new == str(right[finding.cells[0]])


def test_two_slips_in_one_row_are_mended_together() -> None:
    right = consistent("2019")
    wrong = {"requests.granted.person": 402, "requests.granted.company": 75}
    (finding,) = findings({**right, **wrong})
    assert {(c.cell, int(c.new)) for c in finding.repairs[0].changes} == {(cell, right[cell]) for cell in wrong}


def test_random_pairs_are_always_mended() -> None:
    right = consistent("2021")
    cells = [cell for cell in right if cell.startswith("requests.")]
    rng = random.Random(7)
    mended = 0
    for _ in range(60):
        a, b = rng.sample(cells, 2)
        wrong = {a: right[a] + rng.choice((1, 20, 100)), b: right[b] + rng.choice((2, 30, 500))}
        found = findings({**right, **wrong}, "2021")
        assert found
        first = [change for finding in found for change in (finding.repairs[0].changes if finding.repairs else ())]
        mended += {(c.cell, int(c.new)) for c in first} == {(a, right[a]), (b, right[b])}
    assert mended >= 57


def test_a_hopeless_table_is_one_finding_not_thirty() -> None:
    rng = random.Random(3)
    cells = {
        cell: value + rng.randrange(1, 500)
        for cell, value in consistent("2019").items()
        if cell.startswith("requests.")
    }
    (finding,) = findings({**cells})
    assert finding.repairs == ()
    assert finding.verdict is Verdict.UNDETERMINED  # such a table was more likely misread


# -- uncertainty and blanks -----------------------------------------------------------------------------------------


def test_inferred_cells_never_carry_a_mismatch() -> None:
    cells = {**consistent("2019"), "requests.granted.person": 421}
    (finding,) = findings(cells, inferred=("requests.granted.person",))
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.severity is Severity.WARNING
    assert "原件" in finding.message


def test_a_sum_of_sure_cells_is_still_a_mismatch() -> None:
    cells = {**consistent("2019"), "requests.granted.person": 421}
    (finding,) = findings(cells, inferred=("requests.other.person",))
    assert finding.verdict is Verdict.MISMATCH  # the row holds no inferred cell


@pytest.mark.parametrize("mark", ["", "-", "/"])
def test_blank_zeros_are_a_matter_of_form(mark: str) -> None:
    cells: dict[str, int | str] = {cell: value or mark for cell, value in consistent("2019").items()}
    found = findings(cells)
    assert {(finding.rule, finding.severity) for finding in found} == {("form.blank_cells", Severity.INFO)}
    assert all("等式均成立" in finding.message for finding in found)


def test_blank_totals_are_listed_with_their_values() -> None:
    right = consistent("2019")
    blank = [cell for cell in right if cell.startswith("requests.") and cell.endswith(".total")]
    (finding,) = findings({**right, **dict.fromkeys(blank, "")})[:1]
    assert finding.rule == "form.blank_cells"
    assert finding.severity is Severity.WARNING
    assert set(finding.cells) == {cell for cell in blank if right[cell]}
    assert f"填 {right['requests.concluded.total']}" in finding.message


def test_a_blank_that_should_hold_a_number_is_named() -> None:
    (finding,) = findings({**consistent("2019"), "requests.granted.person": ""})
    assert finding.rule == "form.blank_cells"
    assert finding.verdict is Verdict.UNDETERMINED
    assert finding.repairs[0].changes[0].old is None
    assert finding.repairs[0].changes[0].new == "412"


def test_several_missing_numbers_are_one_finding() -> None:
    blank = ("requests.granted.person", "requests.granted.company", "requests.other.person", "requests.new.company")
    found = findings({**consistent("2019"), **dict.fromkeys(blank, "")})
    assert [finding.rule for finding in found] == ["form.blank_cells"]
    assert found[0].verdict is Verdict.UNDETERMINED


def test_blanks_do_not_hide_a_wrong_number() -> None:
    cells: dict[str, int | str] = {cell: value or "" for cell, value in consistent("2019").items()}
    cells["requests.granted.person"] = 421
    found = [finding for finding in findings(cells) if finding.rule != "form.blank_cells"]
    assert [finding.cells[0] for finding in found] == ["requests.granted.person"]


def test_an_empty_table_is_said_to_be_empty() -> None:
    found = findings(dict.fromkeys((cell for cell in consistent("2019") if cell.startswith("disputes.")), ""))
    assert ["未填任何数字" in finding.message for finding in found] == [True]


def test_missing_operands_alone_are_no_finding() -> None:
    cells = {cell: value for cell, value in consistent("2019").items() if not cell.startswith("requests.carried_out")}
    assert findings({**cells}) == []


def test_messages_have_an_english_twin() -> None:
    (finding,) = findings({**consistent("2019"), "requests.granted.person": 421}, lang="en")
    assert finding.message.startswith('"granted / natural persons" is printed as 421 and should probably be 412')
    assert "two neighbouring digits" in finding.message
