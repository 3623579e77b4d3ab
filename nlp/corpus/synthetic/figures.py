"""Cells of the statutory tables: realistic in size, and consistent with every identity, with last year and with the level above.

Takes a random generator, an issuer and last year's cells; gives the cells of a year by id as decimals. Never writes text.

Consistent means (DOMAIN sections 2.1 and 2.2): row sums, column sums, balance and dispute sums hold; what is carried in is
what was carried out, column by column; documents in force are last year's plus issued minus repealed; the items of the
previous year (format 2019) are last year's plus last year's change; a parent's cells are the sums of its children's.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.corpus.synthetic.names import Issuer

__all__ = ["PARTS", "RESULTS_2019", "RESULTS_2021", "Cells", "Profile", "add_up", "make_profile", "next_year"]

Cells = dict[str, Decimal]

PARTS = ("person", "company", "research", "nonprofit", "law_firm", "other_org")
"""Columns of applicants; their sum is ``total``."""

_SHARED = (
    "granted", "partly_granted",
    "refused.state_secret", "refused.forbidden_by_law", "refused.security_stability", "refused.third_party",
    "refused.internal_affairs", "refused.process_information", "refused.enforcement_files", "refused.administrative_query",
    "unavailable.not_held", "unavailable.needs_creation", "unavailable.still_unclear",
    "rejected.petition", "rejected.repeated", "rejected.publication", "rejected.excessive", "rejected.reconfirmation",
)  # fmt: skip
RESULTS_2019: tuple[str, ...] = (*_SHARED, "other")
RESULTS_2021: tuple[str, ...] = (*_SHARED, "other.not_corrected", "other.fee_unpaid", "other.misc")
"""Rows that add up to ``concluded``."""

GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending")

_NEW = {"province": 1500.0, "city": 620.0, "county": 150.0, "department": 6.0, "township": 1.6}
_NONE = {"province": 0.0, "city": 0.0, "county": 0.03, "department": 0.35, "township": 0.55}
_DECISIONS = {"province": 400_000.0, "city": 150_000.0, "county": 20_000.0, "department": 300.0, "township": 25.0}
_DOCUMENTS = {"province": 60.0, "city": 25.0, "county": 8.0, "department": 1.2, "township": 0.3}
_USUAL = {
    "granted": 8.0, "partly_granted": 2.5, "refused.state_secret": 0.08, "refused.forbidden_by_law": 0.3,
    "refused.security_stability": 0.1, "refused.third_party": 0.4, "refused.internal_affairs": 0.5,
    "refused.process_information": 0.5, "refused.enforcement_files": 0.7, "refused.administrative_query": 0.6,
    "unavailable.not_held": 6.0, "unavailable.needs_creation": 0.6, "unavailable.still_unclear": 0.5,
    "rejected.petition": 0.9, "rejected.repeated": 0.7, "rejected.publication": 0.1, "rejected.excessive": 0.12,
    "rejected.reconfirmation": 0.15, "other": 1.6, "other.not_corrected": 0.6, "other.fee_unpaid": 0.06, "other.misc": 1.2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What an office is like over the years: how many applications, whose, with which results."""

    new: float
    growth: float
    columns: tuple[float, ...]
    results: Mapping[str, float]
    decisions: Mapping[str, float]
    documents: float
    regulations: float
    fees: float
    fee_places: int
    disputes: float
    upheld: float


def make_profile(rng: random.Random, issuer: Issuer) -> Profile:
    """A profile drawn for an issuer's level."""
    level = issuer.level
    new = 0.0 if rng.random() < _NONE[level] else _NEW[level] * math.exp(rng.gauss(0, 0.8)) * (4 if issuer.busy else 1)
    if rng.random() < 0.12:
        columns: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    else:
        columns = (
            1.0,
            rng.uniform(0, 0.12),
            rng.choice([0, 0.004]),
            rng.choice([0, 0.008]),
            rng.uniform(0, 0.04),
            rng.uniform(0, 0.03),
        )
    decisions = {
        row: (0.0 if rng.random() < missing else _DECISIONS[level] * factor * math.exp(rng.gauss(0, 1.0)))
        for row, factor, missing in (
            ("licensing", 1.0, 0.35 if level in ("department", "township") else 0.02),
            ("penalties", 1.4, 0.35 if level in ("department", "township") else 0.02),
            ("coercion", 0.03, 0.6 if level in ("department", "township") else 0.1),
            ("other_services", 0.8, 0.4),
        )
    }
    return Profile(
        new=new,
        growth=rng.gauss(0.03, 0.15),
        columns=columns,
        results={row: weight * math.exp(rng.gauss(0, 0.7)) for row, weight in _USUAL.items()},
        decisions=decisions,
        documents=_DOCUMENTS[level] * math.exp(rng.gauss(0, 0.6)) if rng.random() > 0.15 else 0.0,
        regulations={"province": 4.0, "city": 1.0}.get(level, 0.0),
        fees=0.0 if rng.random() < 0.3 else _DECISIONS[level] / 20 * math.exp(rng.gauss(0, 1.2)),
        fee_places=rng.choice([0, 1, 2, 2, 2, 4, 6]),
        disputes=rng.choice([0.0, 0.02, 0.05, 0.12]) * (1 if new > 3 else 0.4),
        upheld=rng.uniform(0.5, 0.95),
    )


def next_year(
    rng: random.Random, profile: Profile, form: str, previous: Cells | None, previous_form: str | None
) -> Cells:
    """The cells of one year on form "2019" or "2021", continuing ``previous`` (None: the first year of the body)."""
    cells: Cells = {}
    _requests(rng, profile, form, previous, cells)
    _disputes(rng, profile, cells)
    if form == "2019":
        _disclosure_2019(rng, profile, previous if previous_form == "2019" else None, cells)
    else:
        _disclosure_2021(rng, profile, previous if previous_form == "2021" else None, cells)
    return cells


def add_up(children: Sequence[Cells]) -> Cells:
    """The cells of a parent: sums over its children (decimals keep the most places that a child prints)."""
    total: Cells = {}
    for cells in children:
        for cell, value in cells.items():
            total[cell] = total.get(cell, Decimal(0)) + value
    return total


# -- applications ---------------------------------------------------------------------------------------------------


def _requests(rng: random.Random, profile: Profile, form: str, previous: Cells | None, cells: Cells) -> None:
    rows = RESULTS_2019 if form == "2019" else RESULTS_2021
    expected = profile.new * math.exp(rng.gauss(profile.growth, 0.2))
    new = _spread(rng, _about(rng, expected), profile.columns)
    carried_in = (
        [int(previous[f"requests.carried_out.{part}"]) for part in PARTS]
        if previous is not None
        else _spread(rng, _about(rng, expected * rng.choice([0, 0.02, 0.06, 0.1])), profile.columns)
    )
    late = rng.choice([0.0, 0.0, 0.03, 0.07])
    weights = [profile.results[row] for row in rows]
    sums: Cells = {}
    for number, part in enumerate(PARTS):
        intake = new[number] + carried_in[number]
        carried_out = min(new[number], _about(rng, intake * late))
        concluded = intake - carried_out
        counts = dict.fromkeys(rows, 0)
        for row in rng.choices(rows, weights, k=concluded):
            counts[row] += 1
        column = {
            "new": new[number],
            "carried_in": carried_in[number],
            **counts,
            "concluded": concluded,
            "carried_out": carried_out,
        }
        for row, count in column.items():
            cells[f"requests.{row}.{part}"] = Decimal(count)
            sums[row] = sums.get(row, Decimal(0)) + count
    for row, total in sums.items():
        cells[f"requests.{row}.total"] = total


def _disputes(rng: random.Random, profile: Profile, cells: Cells) -> None:
    base = max(profile.new * profile.disputes, 0.02)
    for group, share in zip(GROUPS, (1.0, 0.35, 0.45), strict=True):
        count = _about(rng, base * share)
        rest = 1 - profile.upheld
        values = _spread(
            rng, count, (profile.upheld, rest * 0.3, rest * 0.4, rest * 0.3 if rng.random() < 0.6 else 0.0)
        )
        for outcome, value in zip(OUTCOMES, values, strict=True):
            cells[f"disputes.{group}.{outcome}"] = Decimal(value)
        cells[f"disputes.{group}.total"] = Decimal(count)


# -- disclosure on own initiative -----------------------------------------------------------------------------------


def _disclosure_2019(rng: random.Random, profile: Profile, previous: Cells | None, cells: Cells) -> None:
    for row, mean in (("regulations", profile.regulations), ("normative_documents", profile.documents)):
        made = _about(rng, mean)
        disclosed = made if rng.random() < 0.7 else max(0, made - _about(rng, mean * 0.1))
        before = int(previous[f"disclosure.{row}.total_disclosed"]) if previous else _about(rng, mean * 7)
        for column, value in (("made", made), ("newly_disclosed", disclosed), ("total_disclosed", before + disclosed)):
            cells[f"disclosure.{row}.{column}"] = Decimal(value)
    items = {"licensing": 0.35, "other_services": 0.5, "penalties": 2.0, "coercion": 0.2, "fees": 0.05}
    scale = math.sqrt(sum(profile.decisions.values()) + 1) + 3
    for row, factor in items.items():
        active = row == "fees" or profile.decisions[row] > 0
        if previous is not None:
            prior = int(previous[f"disclosure.{row}.prior_items"] + previous[f"disclosure.{row}.change"])
        else:
            prior = _about(rng, scale * factor) if active else 0
        change = rng.choice([0, 0, _about(rng, prior * 0.05), -_about(rng, prior * 0.04)])
        cells[f"disclosure.{row}.prior_items"] = Decimal(prior)
        cells[f"disclosure.{row}.change"] = Decimal(max(change, -prior))
        if row != "fees":
            cells[f"disclosure.{row}.decisions"] = Decimal(_about(rng, profile.decisions[row]))
    projects = _about(rng, math.sqrt(scale) * 3) if rng.random() < 0.8 else 0
    amount = projects * math.exp(rng.gauss(4.0, 0.8))  # 万元
    places = rng.choice([0, 2, 2, 4, 6])
    cells["disclosure.procurement.items"] = Decimal(projects)
    cells["disclosure.procurement.amount"] = Decimal(f"{amount:.{places}f}")


def _disclosure_2021(rng: random.Random, profile: Profile, previous: Cells | None, cells: Cells) -> None:
    for row, mean in (("regulations", profile.regulations), ("normative_documents", profile.documents)):
        issued = _about(rng, mean)
        before = int(previous[f"disclosure.{row}.in_force"]) if previous else _about(rng, mean * 6)
        repealed = min(before, _about(rng, mean * 0.6))
        for column, value in (("issued", issued), ("repealed", repealed), ("in_force", before + issued - repealed)):
            cells[f"disclosure.{row}.{column}"] = Decimal(value)
    for row in ("licensing", "penalties", "coercion"):
        cells[f"disclosure.{row}.decisions"] = Decimal(_about(rng, profile.decisions[row]))
    amount = profile.fees * math.exp(rng.gauss(0, 0.2))
    cells["disclosure.fees.amount"] = Decimal(f"{amount:.{profile.fee_places}f}") or Decimal(0)


# -- drawing numbers ------------------------------------------------------------------------------------------------


def _about(rng: random.Random, mean: float) -> int:
    """A count near ``mean`` (Poisson for small means, normal for large ones)."""
    if mean <= 0:
        return 0
    if mean > 60:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _spread(rng: random.Random, count: int, weights: Iterable[float]) -> list[int]:
    """``count`` things into classes of these weights."""
    shares = list(weights)
    result = [0] * len(shares)
    if count and sum(shares) > 0:
        for index in rng.choices(range(len(shares)), shares, k=count):
            result[index] += 1
    return result
