"""What a measure may mean: formulas over the cells that this report's tables have.

Takes ``data/measures.yaml`` (validated at load), a measure and the cells at hand; gives readings with weights. Never
evaluates a formula and never looks at the claimed value: what a sentence means must not depend on whether it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import ConfigurationError
from nlp.types import Reading, Table

__all__ = ["COLUMNS", "ORGANISATIONS", "CellBook", "Template", "measure_book", "previous_formula"]

COLUMNS = ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total")
ORGANISATIONS = COLUMNS[1:6]
"""The columns under 法人或其他组织."""

Template = tuple[str, float]
_FILE = "nlp/claims/data/measures.yaml"
_CELL = re.compile(r"[a-z][a-z_0-9]*(?:\.[a-z_0-9*{}]+)+\*?(?:\.\{c\})?|[a-z_]+\.[a-z_.]*\*\.\{c\}")
_ID = re.compile(r"(?<!previous\()\b(?:disclosure|requests|disputes|annex)\.[a-z_0-9.]+")


class _Measure(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str
    readings: list[tuple[str, float]]
    soft: bool = False


class _Rate(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    readings: list[tuple[str, float]]
    soft: bool = False


class MeasureBook(BaseModel):
    """The content of ``measures.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    measures: dict[str, _Measure]
    outcomes: dict[str, list[tuple[str, float]]]
    soft_outcomes: list[str]
    wholes: dict[str, list[tuple[str, float]]]
    rates: dict[str, _Rate]
    disclosure: dict[str, Any]
    units: dict[str, list[str]]


@lru_cache(maxsize=1)
def measure_book() -> MeasureBook:
    """The package's measures. Raises :class:`ConfigurationError` with file and key."""
    raw = (resources.files("nlp.claims") / "data" / "measures.yaml").read_text(encoding="utf-8")
    content = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        return MeasureBook.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{_FILE}: {path}", first["msg"]) from None


@dataclass(frozen=True)
class CellBook:
    """The cells of one report, to expand templates over. ``formats`` is each table's format by table id."""

    ids: tuple[str, ...]
    formats: Mapping[str, str]

    @classmethod
    def of(cls, tables: Mapping[str, Table]) -> CellBook:
        """The book of a report's tables."""
        ids = tuple(cell_id for table in tables.values() for cell_id in table.cells)
        return cls(ids, {table_id: table.format for table_id, table in tables.items()})

    def expand(self, template: str, column: str = "total") -> str:
        """The formula that a template stands for, with every sum written out.

        ``requests.refused.*.{c}`` becomes the sum of the report's own lines of that group.
        """
        columns = ORGANISATIONS if column == "organisations" else (column,)

        def replace(match: re.Match[str]) -> str:
            wanted = columns if "{c}" in match[0] else ("",)
            cells = [cell for col in wanted for cell in self._cells(match[0].replace("{c}", col))]
            joined = " + ".join(cells)
            alone = match.start() == 0 and match.end() == len(template)
            return joined if alone or len(cells) == 1 or _is_term_of_sum(template, match) else f"({joined})"

        return _CELL.sub(replace, template)

    def _cells(self, pattern: str) -> list[str]:
        if "*" not in pattern:
            return [pattern]
        head, tail = pattern.split("*", 1)
        cells = [cell for cell in self.ids if cell.startswith(head) and cell.endswith(tail) and _is_line_of(cell, head)]
        return cells or [f"{head}{name}{tail}" for name in _DEFAULT_LINES.get(head, ("",))]

    def has(self, formula: str) -> bool:
        """Whether the table that a formula speaks of, if read at all, has all of its cells."""
        known = set(self.ids)
        return all(cell in known or cell.split(".", 1)[0] not in self.formats for cell in _ID.findall(formula))

    def readings(
        self, templates: Iterable[Template], why: str, column: str = "total", factor: float = 1.0
    ) -> tuple[Reading, ...]:
        """The templates as readings; those that name cells which the report's table lacks are left out."""
        found: dict[str, Reading] = {}
        for template, weight in templates:
            formula = self.expand(template, column)
            if formula not in found and self.has(formula):
                found[formula] = Reading(formula, round(weight * factor, 4), why)
        return tuple(found.values())


def previous_formula(formula: str) -> str:
    """The same formula over the report of the year before."""
    return _ID.sub(lambda match: f"previous({match[0]})", formula)


_DEFAULT_LINES: dict[str, tuple[str, ...]] = {
    "requests.refused.": (
        "state_secret",
        "forbidden_by_law",
        "security_stability",
        "third_party",
        "internal_affairs",
        "process_information",
        "enforcement_files",
        "administrative_query",
    ),
    "requests.unavailable.": ("not_held", "needs_creation", "still_unclear"),
    "requests.rejected.": ("petition", "repeated", "publication", "excessive", "reconfirmation"),
    "requests.other": (".not_corrected", ".fee_unpaid", ".misc"),
}


def _is_line_of(cell: str, head: str) -> bool:
    # "requests.other*.total" must not take "requests.other_something": the rest is empty or one more name
    rest = cell[len(head) :].rsplit(".", 1)[0]
    return not rest or (rest.count(".") == 0 or (rest.startswith(".") and rest.count(".") == 1))


def _is_term_of_sum(template: str, match: re.Match[str]) -> bool:
    before = template[: match.start()].rstrip()
    after = template[match.end() :].lstrip()
    return before[-1:] in ("", "+", "(") and after[:1] in ("", "+", ")", "-")
