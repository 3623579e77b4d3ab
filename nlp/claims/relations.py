"""The formulas of relations: counts, shares, growth, multiples and rates of a bound measure.

Takes a :class:`~nlp.claims.bind.Bound` and the report's cells, gives readings. Weights of combined readings multiply;
at most eight are kept. Never evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nlp.claims.bind import Bound
from nlp.claims.measures import CellBook, Template, measure_book, previous_formula
from nlp.types import Reading

__all__ = [
    "as_fraction",
    "change_readings",
    "count_readings",
    "growth_readings",
    "rate_readings",
    "share_readings",
    "times_readings",
]

_PARENT = re.compile(r"(requests\.[a-z_]+)\.")
_GROUP = re.compile(r"disputes\.([a-z_]+)\.")
_LAWSUITS = ("litigation_direct", "litigation_after_reconsideration")
_MOST = 8
_RECEIVED = frozenset({"requests.received", "requests.new", "requests.applicants", "requests.taken_in"})


def count_readings(bound: Bound, book: CellBook, factor: float) -> tuple[Reading, ...]:
    """What a count may equal."""
    return book.readings(bound.templates, bound.why, bound.column, factor)


def change_readings(readings: Iterable[Reading], how: str) -> tuple[Reading, ...]:
    """The same readings over the report of the year before (``how`` = "previous")."""
    return tuple(
        Reading(previous_formula(reading.formula), reading.weight, f"{how}:{reading.why}") for reading in readings
    )


def share_readings(part: Bound, book: CellBook, words: str, whole: Bound | None = None) -> tuple[Reading, ...]:
    """A part over each whole it may be a share of. ``words`` is the cue, ``whole`` what it names (占不予公开总数的)."""
    wholes = _wholes(part, words) if whole is None else list(whole.templates)
    pairs = []
    for part_template, part_weight in part.templates:
        numerator = book.expand(part_template, part.column)
        if part.table == "disputes" and whole is None:
            wholes = _cases(part_template)
        for whole_template, whole_weight in wholes:
            denominator = book.expand(whole_template)
            if numerator != denominator:
                formula = f"100 * {_grouped(numerator)} / {_grouped(denominator)}"
                pairs.append((formula, part_weight * whole_weight))
    pairs.sort(key=lambda pair: -pair[1])
    return _kept(pairs[:_MOST], book, f"share:{part.why}", part.certainty)


def _wholes(part: Bound, words: str) -> list[Template]:
    if part.table != "requests":
        return []
    new, both, concluded = (
        "requests.new.total",
        "requests.new.total + requests.carried_in.total",
        "requests.concluded.total",
    )
    if part.measure in _RECEIVED or part.column != "total" or "申请" in words:
        wholes: list[Template] = [(new, 0.6), (both, 0.25), (concluded, 0.15)]
    else:
        wholes = [(concluded, 0.6), (new, 0.2), (both, 0.2)]
    parent = part.measure.rsplit(".", 1)[0]
    if part.measure == "requests.sum":
        parents = set(_PARENT.findall(part.templates[0][0]))
        parent = parents.pop() if len(parents) == 1 else ""
    if parent in ("requests.refused", "requests.unavailable", "requests.rejected", "requests.other"):
        lines = f"{parent}.*.{{c}}" if parent != "requests.other" else "requests.other*.{c}"
        wholes.append((lines, 0.15))
    return wholes


def _cases(template: str) -> list[Template]:
    """All cases, or those concluded, of the groups whose part a formula is."""
    groups = tuple(dict.fromkeys(_GROUP.findall(template)))
    if template.endswith(".total"):
        # 复议后起诉31件,占65.96%: of all lawsuits, or of all cases
        groups = _LAWSUITS if groups[-1] in _LAWSUITS and len(groups) == 1 else ("reconsideration", *_LAWSUITS)
    total = " + ".join(f"disputes.{group}.total" for group in groups)
    pending = " - ".join(f"disputes.{group}.pending" for group in groups)
    return [(total, 0.7), (f"{total} - {pending}", 0.3)]


def growth_readings(subject: Bound, book: CellBook, *, down: bool, absolute: bool) -> tuple[Reading, ...]:
    """Growth over the year before, in percent or (``absolute``) in number; a fall counts downwards."""
    pairs = []
    for template, weight in subject.templates:
        formula = book.expand(template, subject.column)
        before = previous_formula(formula)
        if down:
            difference = f"{_grouped(before)} - {_grouped(formula)}"
        else:
            difference = f"{_grouped(formula)} - {_grouped(before)}"
        pairs.append((difference if absolute else f"100 * ({difference}) / {_grouped(before)}", weight))
    return _kept(pairs[:_MOST], book, f"growth:{subject.why}", subject.certainty)


def times_readings(subject: Bound, book: CellBook, *, minus_one: bool) -> tuple[Reading, ...]:
    """A multiple of the year before (是上年的2倍), or the growth in multiples (增长1倍)."""
    pairs = []
    for template, weight in subject.templates:
        formula = book.expand(template, subject.column)
        ratio = f"{_grouped(formula)} / {_grouped(previous_formula(formula))}"
        pairs.append((f"{ratio} - 1" if minus_one else ratio, weight))
    return _kept(pairs[:_MOST], book, f"times:{subject.why}", subject.certainty)


def rate_readings(sense: str, frame: str, book: CellBook) -> tuple[Reading, ...]:
    """Rates that have a name: 公开率, 维持率, 纠错率 ..."""
    if sense in ("rate_upheld", "rate_corrected", "rate_decided"):
        if frame not in ("reconsideration", "litigation", *_LAWSUITS):
            return ()
        groups = ("reconsideration",) if frame == "reconsideration" else _LAWSUITS
        if sense == "rate_decided":
            whole = " + ".join(f"disputes.{group}.total" for group in groups)
            waiting = " - ".join(f"disputes.{group}.pending" for group in groups)
            return _kept([(f"100 * ({whole} - {waiting}) / {_grouped(whole)}", 0.8)], book, f"rate:{sense}", 1.0)
        column = "upheld" if sense == "rate_upheld" else "corrected"
        pairs = _rates_of(groups, column)
        if frame in _LAWSUITS:  # 复议后起诉25件,维持17件,维持率68%: of these, or of all lawsuits
            pairs = [(formula, weight / 2) for formula, weight in [*_rates_of((frame,), column), *pairs]]
        return _kept(pairs, book, f"rate:{sense}", 1.0)
    if frame != "requests":
        return ()
    rate = measure_book().rates[sense]
    return _kept(
        [(template, weight) for template, weight in rate.readings], book, f"rate:{sense}", 0.5 if rate.soft else 1.0
    )


def as_fraction(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """三分之二 is compared with the ratio itself, not with its percentage."""
    return tuple(replace(reading, formula=reading.formula.removeprefix("100 * ")) for reading in readings)


def _rates_of(groups: Sequence[str], column: str) -> list[Template]:
    """The share of an outcome in the cases concluded of some groups, and in all of them."""
    part = " + ".join(f"disputes.{group}.{column}" for group in groups)
    total = " + ".join(f"disputes.{group}.total" for group in groups)
    pending = " - ".join(f"disputes.{group}.pending" for group in groups)
    return [
        (f"100 * {_grouped(part)} / ({total} - {pending})", 0.5),
        (f"100 * {_grouped(part)} / {_grouped(total)}", 0.4),
    ]


def _kept(pairs: Iterable[Template], book: CellBook, why: str, certainty: float) -> tuple[Reading, ...]:
    found: dict[str, Reading] = {}
    for formula, weight in pairs:
        if formula not in found and book.has(formula):
            found[formula] = Reading(formula, round(weight * certainty, 4), why)
    return tuple(found.values())


def _grouped(formula: str) -> str:
    return f"({formula})" if " + " in formula or " - " in formula else formula
