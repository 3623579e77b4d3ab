"""Repairs mend: whatever is wrong in a table, what is proposed makes its sums hold, and nothing is said of right tables."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.checks.digits import classify_change
from nlp.checks.repair import Equation, diagnose, failing

ROWS, COLUMNS = 6, 4


def equations() -> list[Equation]:
    """Row sums, column sums and a balance, as in the statutory table but smaller."""
    found = []
    rows = [f"t.r{r}" for r in range(ROWS)]
    for row in (*rows, "t.done", "t.in", "t.out"):
        found.append(Equation("t.row_sum", tuple(f"{row}.c{c}" for c in range(COLUMNS)), (f"{row}.total",)))
    for column in (*[f"c{c}" for c in range(COLUMNS)], "total"):
        found.append(Equation("t.column_sum", tuple(f"{row}.{column}" for row in rows), (f"t.done.{column}",)))
        found.append(Equation("t.balance", (f"t.in.{column}",), (f"t.done.{column}", f"t.out.{column}")))
    return found


EQUATIONS = equations()


@st.composite
def tables(draw: st.DrawFn) -> dict[str, int]:
    """A consistent table."""
    detail = [[draw(st.integers(0, 999)) for _ in range(COLUMNS)] for _ in range(ROWS)]
    out = [draw(st.integers(0, 99)) for _ in range(COLUMNS)]
    done = [sum(row[c] for row in detail) for c in range(COLUMNS)]
    sheet = {f"r{r}": row for r, row in enumerate(detail)}
    sheet |= {"done": done, "in": [done[c] + out[c] for c in range(COLUMNS)], "out": out}
    cells = {}
    for row, values in sheet.items():
        cells |= {f"t.{row}.c{c}": value for c, value in enumerate(values)}
        cells[f"t.{row}.total"] = sum(values)
    return cells


@given(tables())
def test_a_right_table_has_nothing_to_mend(table: dict[str, int]) -> None:
    assert failing(EQUATIONS, table) == ()
    assert diagnose(EQUATIONS, table) == ()


@given(tables(), st.data())
def test_a_single_wrong_cell_is_found_with_its_old_value(table: dict[str, int], data: st.DataObject) -> None:
    cell = data.draw(st.sampled_from(sorted(table)))
    wrong = data.draw(st.integers(0, 20000).filter(lambda value: value != table[cell]))
    (diagnosis,) = diagnose(EQUATIONS, {**table, cell: wrong})
    (mend,) = diagnosis.mends
    assert [(change.cell, change.old, change.new) for change in mend.changes] == [(cell, wrong, table[cell])]


@given(tables(), st.data())
@settings(max_examples=60)
def test_every_mend_mends_all_and_proposes_no_negative_count(table: dict[str, int], data: st.DataObject) -> None:
    cells = data.draw(st.lists(st.sampled_from(sorted(table)), min_size=1, max_size=4, unique=True))
    damaged = {**table, **{cell: data.draw(st.integers(0, 2000)) for cell in cells}}
    broken = failing(EQUATIONS, damaged)
    diagnoses = diagnose(EQUATIONS, damaged)
    assert sorted(eq.label + str(eq.cells) for d in diagnoses for eq in d.equations) == sorted(
        eq.label + str(eq.cells) for eq in broken
    )
    held = [eq for eq in EQUATIONS if eq not in broken]
    for diagnosis in diagnoses:
        for mend in diagnosis.mends:
            assert 0 < mend.score <= 1
            mended = {**damaged, **{change.cell: change.new for change in mend.changes}}
            assert failing(diagnosis.equations, mended) == ()
            assert failing(held, mended) == ()
            assert all(change.new >= 0 and change.old == damaged[change.cell] for change in mend.changes)


@given(tables(), st.data())
@settings(max_examples=40)
def test_unknown_cells_never_raise(table: dict[str, int], data: st.DataObject) -> None:
    missing = data.draw(st.lists(st.sampled_from(sorted(table)), max_size=12, unique=True))
    known = {cell: value for cell, value in table.items() if cell not in missing}
    assert diagnose(EQUATIONS, known) == ()
    for cell in list(known)[:1]:
        for diagnosis in diagnose(EQUATIONS, {**known, cell: known[cell] + 7}):
            assert all(change.cell not in missing for mend in diagnosis.mends for change in mend.changes)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_every_change_has_a_kind(a: int, b: int) -> None:
    kinds = {"digit_swap", "missing_digit", "extra_digit", "wrong_digit", "sign", "wrong_cell"}
    assert classify_change(a, b) in kinds
    assert classify_change(-a - 1, a + 1) == "sign"


@given(st.integers(10, 10**8), st.data())
def test_a_lost_and_an_added_digit_are_opposites(number: int, data: st.DataObject) -> None:
    text = str(number)
    place = data.draw(st.integers(1, len(text) - 1))
    shorter = int(text[:place] + text[place + 1 :])
    assert classify_change(shorter, number) == "missing_digit"
    assert classify_change(number, shorter) == "extra_digit"
