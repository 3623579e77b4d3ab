"""All issuers of a folder of results at once: each year against the one before, each government against those below it.

Takes the folder that ``gouji extract`` wrote, gives :class:`Comparison` after :class:`Comparison` with its findings. Bodies are
matched by :mod:`nlp.batch.bodies`; where several reports claim the same body and year, none of them is compared. Never reads a
report's file.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.batch.bodies import Body, is_child, is_government, match_bodies
from nlp.batch.rebuild import rebuild_reports
from nlp.checks.levels import ChildSet, check_levels
from nlp.checks.years import check_years
from nlp.outputs.store import connect
from nlp.settings import Settings
from nlp.types import Finding

__all__ = ["Comparison", "Entry", "Overview", "as_rows", "compare_levels", "compare_years", "read_entries"]

_CHUNK = 150
_FAMILIES = 40
"""Comparisons whose reports are held at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A report of the folder: its id, file, what it says of itself, the body that it belongs to, and how its name matched."""

    report_id: str
    path: str
    issuer: str
    year: int
    level: str | None
    body: Body
    parent: str | None = None

    @property
    def matched(self) -> str:
        """same, spelling or renamed."""
        return self.body.names.get(self.issuer, "same")


@dataclass(frozen=True, slots=True)
class Comparison:
    """``current`` against ``others``: last year's report, or those of the bodies below."""

    current: Entry
    others: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    complete: bool = False


@dataclass(slots=True)
class Overview:
    """What was left aside: reports without issuer or year, several reports of a body and year, years that are missing."""

    reports: int = 0
    bodies: int = 0
    compared: int = 0
    nameless: int = 0
    ambiguous: list[tuple[str, int, int]] = field(default_factory=list)
    gaps: list[tuple[str, int, int]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def read_entries(out: Path, overview: Overview) -> list[Entry]:
    """The readable reports of a folder with their bodies. Raises :class:`ConfigurationError` if the folder holds none."""
    connection = connect(out)
    try:
        rows = connection.execute(
            'SELECT report_id, path, issuer, "year", "level" FROM reports WHERE status <> \'unreadable\' ORDER BY path'
        ).fetchall()
        parents = _parents(connection)
    finally:
        connection.close()
    overview.reports = len(rows)
    named = [row for row in rows if row[2] and row[3] is not None]
    overview.nameless = len(rows) - len(named)
    years: dict[str, set[int | None]] = defaultdict(set)
    for _, _, issuer, year, _ in named:
        years[issuer].add(year)
    bodies = match_bodies(years)
    overview.bodies = len({id(body) for body in bodies.values()})
    return [
        Entry(key, path, issuer, year, level, bodies[issuer], parents.get(key))
        for key, path, issuer, year, level in named
    ]


def _parents(connection: Any) -> dict[str, str]:
    """What a list said in its column ``parent``, by report."""
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'metadata' AND column_name IN ('parent', '上级')"
    ).fetchall()
    if not columns:
        return {}
    column = columns[0][0]
    rows = connection.execute(f'SELECT report_id, CAST("{column}" AS VARCHAR) FROM metadata')  # noqa: S608 - one of two names
    return {key: parent for key, parent in rows.fetchall() if key and parent}


# -- years ----------------------------------------------------------------------------------------------------------


def compare_years(out: Path, settings: Settings, overview: Overview) -> Iterator[Comparison]:
    """Every report against the same body's report of the year before. ``overview`` is filled on the way."""
    pairs = list(_pairs(read_entries(out, overview), overview))
    overview.compared = len(pairs)
    connection = connect(out)
    try:
        for start in range(0, len(pairs), _CHUNK):
            some = pairs[start : start + _CHUNK]
            reports = rebuild_reports(connection, dict.fromkeys(entry.report_id for pair in some for entry in pair))
            for old, new in some:
                findings = check_years(reports[new.report_id], reports[old.report_id], settings)
                yield Comparison(new, (old,), _kept(findings, settings))
    finally:
        connection.close()


def _pairs(entries: Sequence[Entry], overview: Overview) -> Iterator[tuple[Entry, Entry]]:
    by_body: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_body[id(entry.body)].append(entry)
    for own in by_body.values():
        years = _one_a_year(own, overview)
        known = sorted(years)
        for before, after in zip(known, known[1:], strict=False):
            old, new = years[before], years[after]
            if after - before > 1:
                overview.gaps.append((own[0].body.name, before, after))
            elif old is not None and new is not None:
                yield old, new


def _one_a_year(entries: Sequence[Entry], overview: Overview) -> dict[int, Entry | None]:
    """A body's report of each year; None where several claim to be it."""
    years: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        years[entry.year].append(entry)
    chosen: dict[int, Entry | None] = {}
    for year, several in years.items():
        chosen[year] = several[0] if len(several) == 1 else None
        if len(several) > 1:
            overview.ambiguous.append((several[0].body.name, year, len(several)))
    return chosen


def _kept(findings: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    silenced = set(settings.silenced)
    return tuple(f for f in findings if f.rule not in silenced and f.fingerprint not in silenced)


# -- levels ---------------------------------------------------------------------------------------------------------


def compare_levels(
    out: Path,
    settings: Settings,
    overview: Overview,
    *,
    complete: bool = False,
    child_set: ChildSet | None = None,
) -> Iterator[Comparison]:
    """Every government against the reports of the bodies directly below it, of the same year.

    Who stands below is told by a child set, by the column ``parent`` of the list that was extracted, or by the names.
    ``complete`` (or the child set's own) says that no child is missing.
    """
    entries = read_entries(out, overview)
    families = list(_families(entries, overview, child_set, complete=complete))
    overview.compared = len(families)
    connection = connect(out)
    try:
        for start in range(0, len(families), _FAMILIES):
            some = families[start : start + _FAMILIES]
            ids = dict.fromkeys(entry.report_id for parent, children, _ in some for entry in (parent, *children))
            reports = rebuild_reports(connection, ids, ("cells",))
            for parent, children, whole in some:
                findings = check_levels(
                    reports[parent.report_id],
                    [reports[child.report_id] for child in children],
                    complete=whole,
                    settings=settings,
                )
                yield Comparison(parent, children, _kept(findings, settings), whole)
    finally:
        connection.close()


def _families(
    entries: Sequence[Entry], overview: Overview, child_set: ChildSet | None, *, complete: bool
) -> Iterator[tuple[Entry, tuple[Entry, ...], bool]]:
    by_year: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_year[entry.year].append(entry)
    for year in sorted(by_year):
        own = _unambiguous(by_year[year], overview)
        if child_set is not None:
            yield from _listed(child_set, own, year, overview, complete=complete)
        else:
            for parent, children in _by_parent(own).items():
                yield parent, tuple(children), complete


def _unambiguous(entries: Sequence[Entry], overview: Overview) -> list[Entry]:
    by_body: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_body[id(entry.body)].append(entry)
    for several in by_body.values():
        if len(several) > 1:
            overview.ambiguous.append((several[0].body.name, several[0].year, len(several)))
    return [several[0] for several in by_body.values() if len(several) == 1]


def _by_parent(entries: Sequence[Entry]) -> Mapping[Entry, list[Entry]]:
    governments = [entry for entry in entries if is_government(entry.body) and entry.body.place]
    by_name = {name: entry for entry in entries for name in entry.body.names}
    by_unit: dict[str, list[Entry]] = defaultdict(list)
    for entry in governments:
        by_unit[entry.body.place[-1]].append(entry)
    families: dict[Entry, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.parent is not None:
            named = by_name.get(entry.parent)
            if named is not None and named is not entry:
                families[named].append(entry)
            continue
        place = entry.body.place
        near = {id(one): one for unit in place[-2:] for one in by_unit.get(unit, ())}
        candidates = [one for one in near.values() if is_child(entry.body, one.body)]
        if len(candidates) == 1:
            families[candidates[0]].append(entry)
    return families


def _listed(
    child_set: ChildSet, entries: Sequence[Entry], year: int, overview: Overview, *, complete: bool
) -> Iterator[tuple[Entry, tuple[Entry, ...], bool]]:
    by_name = {name: entry for entry in entries for name in entry.body.names}

    def find(name: str) -> Entry | None:
        return by_name.get(name) or next((entry for entry in entries if entry.path.endswith(name)), None)

    children = {name: find(name) for name in child_set.children}
    found = [entry for entry in dict.fromkeys(children.values()) if entry is not None]
    if not found:
        return
    parent = find(child_set.parent) if child_set.parent else None
    if parent is None:
        above = [one for one in entries if all(is_child(child.body, one.body) for child in found)]
        parent = above[0] if len(above) == 1 else None
    if parent is None:
        overview.missing.append(f"{child_set.parent or '?'} {year}")
        return
    missing = [name for name, entry in children.items() if entry is None]
    overview.missing.extend(f"{name} {year}" for name in missing)
    below = tuple(entry for entry in found if entry is not parent)
    yield parent, below, (complete or child_set.complete) and not missing


def as_rows(comparison: Comparison) -> list[dict[str, Any]]:
    """The findings of a comparison as flat rows."""
    from nlp.outputs.values import parse_delta, value_number

    current, others = comparison.current, comparison.others
    rows = []
    for finding in comparison.findings:
        left, right, delta = value_number(finding.left), value_number(finding.right), parse_delta(finding.delta)
        rows.append(
            {
                "issuer": current.issuer,
                "year": current.year,
                "compared_with": others[0].issuer if len(others) == 1 else f"{len(others)}",
                "matched": others[0].matched if current.matched == "same" and len(others) == 1 else current.matched,
                "rule": finding.rule,
                "verdict": finding.verdict.value,
                "severity": finding.severity.value,
                "left": None if left is None else float(left),
                "right": None if right is None else float(right),
                "delta": None if delta is None else float(delta),
                "cells": " ".join(finding.cells),
                "message": finding.message,
                "path": current.path,
                "other_paths": json.dumps([other.path for other in others], ensure_ascii=False),
                "fingerprint": finding.fingerprint,
            }
        )
    return rows
