"""A government's report against those of the bodies below it.

Takes a parent's result and its children's, gives findings: for flows the parent is the sum of its children when the set is
complete, and at least their sum when it is not (DOMAIN 2.2). Also reads the list of children from a small TOML or CSV.
Never says ``mismatch`` about an incomplete set, and leaves stocks of documents out (joint documents count twice).
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.checks.context import CheckContext, Family
from nlp.checks.explain import format_value, join, sum_in_words
from nlp.checks.names import canonical_order, split_cell
from nlp.checks.registry import check
from nlp.errors import ConfigurationError
from nlp.settings import Settings
from nlp.types import Finding, Interval, ReportResult, Severity, Verdict

__all__ = ["ChildSet", "check_levels", "match_children", "read_child_set"]

_FLOW_DISCLOSURE = frozenset({"decisions", "amount"})
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_SHOWN = 8
_MAX_CHILDREN_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ChildSet:
    """Who belongs to a parent: names of issuers or paths of files. ``complete`` says that nobody is missing."""

    parent: str | None
    children: tuple[str, ...]
    complete: bool


class _ChildFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    parent: str | None = None
    complete: bool = False
    children: tuple[str, ...] = Field(min_length=1)


def read_child_set(path: str | Path) -> ChildSet:
    """Read a child set: TOML with ``parent``, ``complete`` and ``children``, or CSV whose first column (or the column
    ``issuer`` or ``path``) names the children; a CSV with a row ``*complete*`` is complete.

    Raises :class:`ConfigurationError` with file and key.
    """
    file = Path(path)
    try:
        if file.suffix.lower() == ".toml":
            content = _ChildFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
            return ChildSet(content.parent, content.children, content.complete)
        with file.open(encoding="utf-8-sig", newline="") as handle:
            return _from_rows(str(path), list(csv.reader(handle)))
    except OSError as error:
        raise ConfigurationError(str(path), f"cannot be read ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{path}: {'.'.join(map(str, first['loc']))}", first["msg"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(str(path), str(error)) from None


def _from_rows(path: str, rows: list[list[str]]) -> ChildSet:
    rows = [row for row in rows if row and any(cell.strip() for cell in row)]
    column = 0
    if rows:
        header = [cell.strip().lower() for cell in rows[0]]
        named = next((header.index(name) for name in ("issuer", "path", "child", "children") if name in header), None)
        if named is not None:
            column, rows = named, rows[1:]
    names = [row[column].strip() for row in rows if len(row) > column and row[column].strip()]
    complete = "*complete*" in names
    children = tuple(name for name in names if name != "*complete*")
    if not children:
        raise ConfigurationError(path, "names no child")
    return ChildSet(None, children, complete)


def match_children(child_set: ChildSet, results: Iterable[ReportResult]) -> tuple[Family, tuple[str, ...]]:
    """The family of a child set among results, and the names for which no report was found.

    A name matches the issuer or the end of the path. The family is complete only if the set says so and all were found.
    """
    available = list(results)
    found: list[ReportResult] = []
    missing = []
    for name in child_set.children:
        match = next((r for r in available if r.structure.metadata.issuer == name), None)
        if match is None:
            match = next((r for r in available if r.document.source.path.endswith(name)), None)
        if match is None:
            missing.append(name)
        elif not any(match is other for other in found):
            found.append(match)
    return Family(tuple(found), child_set.complete and not missing), tuple(missing)


def check_levels(
    parent: ReportResult,
    children: Sequence[ReportResult],
    *,
    complete: bool = False,
    settings: Settings | None = None,
) -> tuple[Finding, ...]:
    """All findings of a parent against its children."""
    context = CheckContext(
        parent.document,
        parent.structure,
        parent.quantities,
        parent.claims,
        settings or Settings(),
        family=Family(tuple(children), complete),
    )
    return tuple(check_sums(context))


@check("levels.sum")
def check_sums(context: CheckContext) -> Iterator[Finding]:
    """Σ children = parent on flow cells (complete set), Σ children <= parent (incomplete set)."""
    family = context.family
    if family is None or not family.children:
        return
    children = [child for child in family.children if child.structure.metadata.year == context.year]
    if len(children) < len(family.children):
        family = Family(tuple(children), complete=False)
    wrong: list[tuple[str, Interval, Interval]] = []
    checked = 0
    for table in context.structure.tables.values():
        for cell in canonical_order(table.cells):
            if not _is_flow(cell) or (stated := context.value(cell)) is None:
                continue
            unit = table.cells[cell].unit
            values = [_value(child, cell, unit) for child in children]
            known = [value for value in values if value is not None]
            if not known:
                continue
            total = known[0]
            for value in known[1:]:
                total = total + value
            whole = family.complete and len(known) == len(values)
            checked += 1
            if total.low > stated.high or (whole and not total.meets(stated)):
                wrong.append((cell, stated, total))
    if wrong:
        yield from _wrong(context, wrong, children, complete=family.complete)
    elif checked:
        yield _right(context, checked, len(children), complete=family.complete)


def _is_flow(cell: str) -> bool:
    table, _, column = split_cell(cell)
    if table in ("requests", "disputes"):
        return True
    return table == "disclosure" and column in _FLOW_DISCLOSURE


def _value(child: ReportResult, cell: str, unit: str) -> Interval | None:
    """A child's value in its parent's unit; None where the units cannot be compared (one prints 元, the other nothing)."""
    table = child.structure.tables.get(cell.partition(".")[0])
    found = table.cells.get(cell) if table is not None else None
    if found is None or found.value is None or found.unit == unit or not cell.endswith(".amount"):
        return None if found is None else found.value
    if found.unit not in _MONEY or unit not in _MONEY:
        return None
    return found.value * Interval.point(_MONEY[found.unit] / _MONEY[unit])


def _wrong(
    context: CheckContext,
    wrong: list[tuple[str, Interval, Interval]],
    children: list[ReportResult],
    *,
    complete: bool,
) -> Iterator[Finding]:
    """One finding per table: about its totals if they differ, else its single columns; all cells are told, totals first."""
    by_table: dict[str, list[tuple[str, Interval, Interval]]] = {}
    for item in wrong:
        by_table.setdefault(split_cell(item[0])[0], []).append(item)
    for items in by_table.values():
        totals = [item for item in items if item[0].endswith(".total")] or items
        told = [*totals, *(item for item in items if item not in totals)]
        cell, stated, total = totals[0]
        sure = complete and context.is_sure(cell)
        details = join(
            (
                f"{context.cell_label(name)} {format_value(printed)} / {format_value(summed)}"
                for name, printed, summed in told[:_SHOWN]
            ),
            context.lang,
        )
        if len(told) > _SHOWN:
            details += " 等" if context.lang == "zh" else " and others"
        stated_cell = context.cell(cell)
        unit = stated_cell.unit if stated_cell is not None else ""
        values = [value for child in children if (value := _value(child, cell, unit)) is not None]
        yield context.finding(
            "levels.sum",
            "differs" if complete else "exceeds",
            verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
            severity=None if sure else Severity.WARNING,
            evidence=context.cells_evidence([name for name, _, _ in totals], "left") or (context.top_evidence(),),
            left=stated,
            right=total,
            cells=[name for name, _, _ in items],
            children=len(children),
            cell=context.cell_label(cell),
            addends=sum_in_words(values) if len(values) <= _MAX_CHILDREN_SHOWN else format_value(total),
            details=details,
            count=len(items),
        )


def _right(context: CheckContext, checked: int, children: int, *, complete: bool) -> Finding:
    return context.finding(
        "levels.sum",
        "agrees" if complete else "within",
        verdict=Verdict.MATCH if complete else Verdict.UNDETERMINED,
        severity=Severity.INFO,
        evidence=(context.top_evidence(),),
        count=checked,
        children=children,
    )
