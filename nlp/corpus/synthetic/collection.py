"""Collections of reports on disk: issuers over years and levels, with planted errors and the truth of everything.

Takes a :class:`Plan`, gives the rendered reports one by one with their records, or writes them with :func:`write_collection`.
The same plan gives the same bytes. Never reads what it wrote.

Files: ``reports/<place>/<issuer>_<year>.<type>``, ``truth.jsonl`` (a record for each report, see :func:`record_of`) and
``manifest.json`` (the plan, counts, and what the keys of the records mean).
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.places import Planted
from nlp.corpus.synthetic.planted import ERRORS, plant
from nlp.corpus.synthetic.press import DAMAGES, LAYOUTS, holds, press
from nlp.corpus.synthetic.reports import form_of, make_family
from nlp.corpus.synthetic.script import Rendering
from nlp.errors import ConfigurationError
from nlp.version import __version__

__all__ = ["FILE_TYPES", "FORMATS", "Made", "Plan", "make_collection", "record_of", "write_collection"]

FILE_TYPES = ("txt", "md", "html", "docx", "pdf")
FORMATS = ("2019", "2021")
_YEARS = {"2019": (2019, 2020), "2021": (2021, 2022, 2023, 2024, 2025)}
_GENTLE = tuple(name for name in DAMAGES if name not in ("ocr", "blank_zeros", "missing_headers"))
"""Damages of everyday files; the others take information away."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: ``reports`` in number (exactly), ``errors`` the share with one planted error of ``error_types``, ``damage``
    the share with one to three damages of layout; ``formats`` are statutory formats, ``types`` file types.

    Raises :class:`ConfigurationError` for unknown names or shares outside 0 to 1.
    """

    reports: int
    seed: int = 0
    errors: float = 0.0
    formats: tuple[str, ...] = FORMATS
    types: tuple[str, ...] = FILE_TYPES
    error_types: tuple[str, ...] = tuple(ERRORS)
    damage: float = 0.0

    def __post_init__(self) -> None:
        for name, given, known in (
            ("formats", self.formats, FORMATS),
            ("types", self.types, FILE_TYPES),
            ("error_types", self.error_types, tuple(ERRORS)),
        ):
            if not given or set(given) - set(known):
                unknown = ", ".join(sorted(set(given) - set(known)))
                raise ConfigurationError(
                    f"corpus generate: {name}",
                    f"{unknown or 'none given'}; known are {', '.join(known)}",
                    f"{f'没有 {unknown}' if unknown else '没有给出'}；现有 {'、'.join(known)}",
                )
        for name, share in (("errors", self.errors), ("damage", self.damage)):
            if not 0 <= share <= 1:
                raise ConfigurationError(f"corpus generate: {name}", f"{share} is not a share between 0 and 1")
        if self.reports < 1:
            raise ConfigurationError("corpus generate: reports", "at least one")

    @property
    def years(self) -> tuple[int, ...]:
        """The report years of the formats."""
        return tuple(year for form in FORMATS if form in self.formats for year in _YEARS[form])


@dataclass(frozen=True, slots=True)
class Made:
    """One report of a collection: where it goes, what was rendered, what was planted, and last year's path."""

    path: str
    rendering: Rendering
    content: Content
    planted: Planted | None
    previous: str | None
    parent: str | None


def make_collection(plan: Plan) -> Iterator[Made]:
    """The reports of a collection, family by family (a government with all its bodies, over all years)."""
    rng = random.Random(f"collection/{plan.seed}")
    made = family = 0
    names: set[str] = set()
    while made < plan.reports:
        level = rng.choice(["county", "county", "county", "city"])
        room = (plan.reports - made) // len(plan.years) - 1
        children = max(2, min(rng.randint(4, 12), room))
        contents = make_family(f"{plan.seed}/{family}", plan.years, children, level=level)
        family += 1
        if contents[0].issuer.name in names:
            continue
        names.add(contents[0].issuer.name)
        place = contents[0].issuer.place
        for content in contents[: plan.reports - made]:
            made += 1
            yield _one(
                plan, content, place, random.Random(f"{plan.seed}/{content.issuer.name}/{content.year}"), contents
            )


def _one(plan: Plan, content: Content, place: str, rng: random.Random, family: Sequence[Content]) -> Made:
    planted = _planted(plan, content, rng) if rng.random() < plan.errors else None
    kind = rng.choice(plan.types)
    layout = rng.choice([name for name in LAYOUTS if name.startswith(kind) and holds((), name)])
    damages = set(planted.damages) if planted else set()
    if rng.random() < plan.damage:
        damages |= set(rng.sample(_GENTLE, rng.randint(1, 3)))
    rendering = press(
        planted.content if planted else content, layout, damages, f"{plan.seed}/{content.issuer.name}/{content.year}"
    )
    stem = f"reports/{place}/{content.issuer.name}_"
    has_previous = any(other.issuer == content.issuer and other.year == content.year - 1 for other in family)
    previous = f"{stem}{content.year - 1}" if has_previous else None
    return Made(f"{stem}{content.year}.{kind}", rendering, content, planted, previous, content.issuer.parent)


def _planted(plan: Plan, content: Content, rng: random.Random) -> Planted | None:
    for name in rng.sample(plan.error_types, len(plan.error_types)):
        made = plant(content, name, rng)
        if made is not None:
            return made
    return None


# -- records --------------------------------------------------------------------------------------------------------

_KEYS = {
    "path": "the file, relative to the collection",
    "issuer": "the body that reports",
    "level": "province, city, county, department, township",
    "parent": "the government it belongs to (in this collection), or null",
    "previous": "last year's file without its extension, or null",
    "year": "report year",
    "published": "date of publication",
    "format": "statutory format: 2019, 2021 or mixed",
    "layout": "how the press laid it out",
    "damages": "damages of the layout",
    "readable": "whether the layout holds what is needed to place every number",
    "cells": "by id: the printed text and the true value (null where no number is printed)",
    "claims": "figures and quantifiers of the prose: section, quote, kind, formula over cells, printed value, unit",
    "errors": "planted: type, code, cells or quote, what was there, what is there now, the true values of the cells",
}


def record_of(made: Made) -> dict[str, Any]:
    """The truth of one report, as written to truth.jsonl."""
    shown = made.planted.content if made.planted else made.content
    return {
        "path": made.path,
        "issuer": made.content.issuer.name,
        "level": made.content.issuer.level,
        "parent": made.parent,
        "previous": made.previous,
        "year": made.content.year,
        "published": shown.published.isoformat(),
        "format": shown.format,
        "layout": made.rendering.layout,
        "damages": sorted(made.rendering.damages),
        "readable": holds(made.rendering.damages, made.rendering.layout),
        "cells": {
            cell: {
                "printed": printed.text,
                "value": _plain(made.content.cells.get(cell, printed.value) if printed.value is not None else None),
            }
            for cell, printed in made.rendering.drawing.printed.items()
        },
        "claims": [
            {
                "section": part.key,
                "quote": passage.quote(m),
                "kind": m.kind,
                "formula": m.formula,
                "value": _plain(m.value),
                "unit": m.unit,
            }
            for part, _, passage in shown.passages()
            for m in passage.marks
            if m.formula
        ],
        "errors": [_error(made.planted)] if made.planted else [],
    }


def _error(planted: Planted) -> dict[str, Any]:
    place = planted.place
    quote = None
    for part, index, passage in planted.content.passages():
        if part.key == place.part and index == place.index and place.start >= 0:
            quote = passage.text[place.start : place.end]
    return {
        "type": planted.error,
        "code": ERRORS[planted.error].code,
        "cells": list(place.cells),
        "section": place.part or None,
        "quote": quote,
        "old": planted.old,
        "new": planted.new,
        "truth": {cell: _plain(value) for cell, value in planted.truth.items()},
    }


def _plain(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def write_collection(
    plan: Plan, out: str | os.PathLike[str], progress: Callable[[], object] = lambda: None
) -> dict[str, Any]:
    """Write a collection into the folder ``out`` and give its manifest. Calls ``progress`` once for each report.

    Raises :class:`ConfigurationError` if ``out`` holds another collection: nothing of it would be overwritten silently.
    """
    folder = Path(out)
    if (folder / "truth.jsonl").exists():
        raise ConfigurationError(
            str(folder), "holds a collection already; choose another folder", "已有一套报告；请另选文件夹"
        )
    folder.mkdir(parents=True, exist_ok=True)
    counts: Counter[str] = Counter()
    with (folder / "truth.jsonl.part").open("w", encoding="utf-8") as truth:
        for made in make_collection(plan):
            path = folder / made.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(made.rendering.data)
            truth.write(json.dumps(record_of(made), ensure_ascii=False) + "\n")
            counts["reports"] += 1
            counts[f"type {path.suffix[1:]}"] += 1
            counts[f"level {made.content.issuer.level}"] += 1
            counts[f"format {form_of(made.content.year)}"] += 1
            if made.planted:
                counts["with a planted error"] += 1
                counts[f"error {made.planted.error}"] += 1
            progress()
    (folder / "truth.jsonl.part").replace(folder / "truth.jsonl")
    manifest = {
        "schema": "gouji.synthetic/1",
        "version": __version__,
        "plan": asdict(replace(plan)),
        "counts": dict(counts),
        "keys": _KEYS,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest
