"""Making reports: one, an office's over the years, or a government's with all that belong to it.

Takes seeds, gives :class:`Content` objects that are consistent in themselves, from year to year and from level to level.
Never renders.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.figures import Cells, add_up, make_profile, next_year
from nlp.corpus.synthetic.names import LEVELS, Issuer, make_issuer, offspring
from nlp.corpus.synthetic.prose import write_parts
from nlp.corpus.synthetic.style import Style, make_style

__all__ = ["form_of", "make_family", "make_report", "make_series"]

_TITLES = (
    "{issuer}{year}年政府信息公开工作年度报告",
    "{year}年{issuer}政府信息公开工作年度报告",
    "{issuer}{year}年度政府信息公开工作年度报告",
    "{issuer}{year}年政府信息公开年度报告",
)


def form_of(year: int) -> str:
    """The format of a report year: "2019" for 2019 and 2020, "2021" since."""
    return "2019" if year < 2021 else "2021"


def make_report(
    seed: int | str, *, level: str | None = None, year: int | None = None, mixed: bool | None = None
) -> Content:
    """One consistent report. ``mixed`` prints a single line 其他处理 under the columns of 2021 (None: now and then)."""
    rng = random.Random(f"report/{seed}")
    issuer = make_issuer(rng, level or rng.choice(LEVELS[1:]))
    year = year or rng.randint(2019, 2025)
    form = form_of(year)
    if mixed is None:
        mixed = form == "2021" and rng.random() < 0.06
    requests_form = "2019" if mixed else form
    profile = make_profile(rng, issuer)
    before = next_year(rng, profile, form_of(year - 1) if year > 2019 else form, None, None)
    cells = _year(rng, profile, form, requests_form, before, form_of(year - 1))
    return _content(rng, issuer, make_style(rng, issuer), year, (form, requests_form), cells, None)


def make_series(seed: int | str, years: Sequence[int], *, level: str | None = None) -> tuple[Content, ...]:
    """The reports of one office over several years, each with last year's cells at hand."""
    rng = random.Random(f"series/{seed}")
    issuer = make_issuer(rng, level or rng.choice(LEVELS[1:]))
    return tuple(_over_years(rng, issuer, years))


def make_family(seed: int | str, years: Sequence[int], children: int, *, level: str = "county") -> tuple[Content, ...]:
    """A government and the complete set of its bodies over several years; the parent's cells are the sums of theirs."""
    rng = random.Random(f"family/{seed}")
    parent = make_issuer(rng, level)
    below = [_over_years(rng, child, years) for child in offspring(rng, parent, max(children, 2))]
    style = make_style(rng, parent)
    made: list[Content] = []
    previous: Mapping[str, Decimal] | None = None
    for number, year in enumerate(years):
        cells = add_up([_in_units_of_the_form(reports[number]) for reports in below])
        if number and years[number - 1] != year - 1:
            previous = None
        made.append(_content(rng, parent, style, year, (form_of(year), form_of(year)), cells, previous))
        previous = cells
    return (*made, *(report for reports in below for report in reports))


def _in_units_of_the_form(report: Content) -> dict[str, Decimal]:
    """The cells of a report that may print its purchases in 元, with 万元 as the others have it."""
    cells = dict(report.cells)
    if report.procurement_unit == "元":
        cells["disclosure.procurement.amount"] /= 10_000
    return cells


def _over_years(rng: random.Random, issuer: Issuer, years: Sequence[int]) -> list[Content]:
    profile, style = make_profile(rng, issuer), make_style(rng, issuer)
    made: list[Content] = []
    previous: Cells | None = None
    for number, year in enumerate(years):
        if number and years[number - 1] != year - 1:
            previous = None  # a gap: nothing is known of last year
        form = form_of(year)
        cells = next_year(rng, profile, form, previous, form_of(year - 1))
        made.append(_content(rng, issuer, style, year, (form, form), cells, previous))
        previous = cells
    return made


def _year(rng: random.Random, profile: object, form: str, requests_form: str, before: Cells, before_form: str) -> Cells:
    from nlp.corpus.synthetic.figures import Profile

    assert isinstance(profile, Profile)
    cells = next_year(rng, profile, form, before, before_form)
    if requests_form != form:
        for column in ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total"):
            lines = [f"requests.other.{row}.{column}" for row in ("not_corrected", "fee_unpaid", "misc")]
            cells[f"requests.other.{column}"] = sum((cells.pop(line) for line in lines), Decimal(0))
    return cells


def _content(
    rng: random.Random,
    issuer: Issuer,
    style: Style,
    year: int,
    forms: tuple[str, str],
    cells: Mapping[str, Decimal],
    previous: Mapping[str, Decimal] | None,
) -> Content:
    unit = "万元"
    if forms[0] == "2019" and random.Random(style.seed).random() < 0.25:
        unit = "元"
        cells = {
            **cells,
            "disclosure.procurement.amount": (cells["disclosure.procurement.amount"] * 10_000).quantize(Decimal(1)),
        }
    last_day = date(year + 1, 3, 25) if issuer.is_government else date(year + 1, 1, 28)
    title = random.Random(f"{style.seed}/title").choice(_TITLES).format(issuer=issuer.name, year=year)
    return Content(
        issuer=issuer,
        year=year,
        published=last_day - timedelta(days=rng.randint(0, 20)),
        disclosure_form=forms[0],
        requests_form=forms[1],
        cells=cells,
        title=title,
        parts=write_parts(issuer, style, year, cells, previous, forms, rng, unit),
        procurement_unit=unit,
        previous=previous,
        style=style.seed,
    )
