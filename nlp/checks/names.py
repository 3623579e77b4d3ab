"""Short names of cells, rows, columns and tables for messages.

Takes cell ids, gives names in Chinese or English from ``data/names.yaml``. Never fails on an id it does not know: it
shows the id itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import ConfigurationError
from nlp.forms import load_form

__all__ = ["canonical_order", "cell_name", "column_name", "row_name", "split_cell", "table_name"]

_WHERE = "nlp/checks/data/names.yaml"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Pair(_Model):
    zh: str
    en: str


class _Names(_Model):
    tables: dict[str, _Pair]
    rows: dict[str, _Pair]
    columns: dict[str, dict[str, _Pair]]


class _File(_Model):
    names: _Names


@lru_cache(maxsize=1)
def _names() -> _Names:
    text = (resources.files("nlp.checks") / "data" / "names.yaml").read_text(encoding="utf-8")
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return _File.model_validate(content).names
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(_WHERE, str(error)) from None


def split_cell(cell_id: str) -> tuple[str, str, str]:
    """``requests.refused.third_party.total`` -> (``requests``, ``requests.refused.third_party``, ``total``)."""
    row, _, column = cell_id.rpartition(".")
    return cell_id.partition(".")[0], row, column


def table_name(table_id: str, lang: str) -> str:
    """The table's short name."""
    return _pick(_names().tables.get(table_id), lang, table_id)


def row_name(row_id: str, lang: str) -> str:
    """The row's short name (``row_id`` with the table, such as ``requests.granted``)."""
    return _pick(_names().rows.get(row_id), lang, row_id)


def column_name(table_id: str, column: str, lang: str) -> str:
    """The column's short name."""
    return _pick(_names().columns.get(table_id, {}).get(column), lang, column)


@lru_cache(maxsize=2048)
def cell_name(cell_id: str, lang: str = "zh") -> str:
    """The cell's name as row and column: “予以公开·自然人”, "granted / natural persons"."""
    table, row, column = split_cell(cell_id)
    if row not in _names().rows:
        return _label_of_form(cell_id, lang)
    if lang == "zh":
        return f"“{row_name(row, lang)}·{column_name(table, column, lang)}”"
    return f'"{row_name(row, lang)} / {column_name(table, column, lang)}"'


def _label_of_form(cell_id: str, lang: str) -> str:
    """The annex has its own names: a row is a section, a column an indicator."""
    form = load_form("annex")
    if cell_id not in form:
        return cell_id
    label = form.column(cell_id).zh if lang == "zh" else form.column(cell_id).en
    return f"“{label}”" if lang == "zh" else f'"{label}"'


def _pick(pair: _Pair | None, lang: str, fallback: str) -> str:
    if pair is None:
        return fallback
    return pair.zh if lang == "zh" else pair.en


@lru_cache(maxsize=1)
def _row_places() -> dict[str, int]:
    return {row: place for place, row in enumerate(_names().rows)}


@lru_cache(maxsize=1)
def _column_places() -> dict[tuple[str, str], int]:
    return {
        (table, column): place for table, columns in _names().columns.items() for place, column in enumerate(columns)
    }


def canonical_order(cells: Iterable[str]) -> list[str]:
    """Cell ids in the order of the statutory form (unknown ones last, as they came)."""
    rows, columns = _row_places(), _column_places()
    unknown = len(rows)

    def place(cell_id: str) -> tuple[int, int]:
        table, row, column = split_cell(cell_id)
        return rows.get(row, unknown), columns.get((table, column), unknown)

    return sorted(cells, key=place)
