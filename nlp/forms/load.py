"""Reading the forms from the package's YAML files.

Takes a format id, gives a validated :class:`~nlp.forms.spec.Form`, cached. Never accepts unknown keys, doubled ids or
identities over cells that do not exist: it raises :class:`~nlp.errors.ConfigurationError` with file and key.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from nlp.errors import ConfigurationError
from nlp.forms.spec import Band, Form, FormTable, Line, SumRule

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["FORMAT_IDS", "load_form", "parse_form"]

_FILES = {"2019": "format_2019.yaml", "2021": "format_2021.yaml", "annex": "annex_2014.yaml"}

FORMAT_IDS: tuple[str, ...] = tuple(_FILES)
"""Ids of the forms, oldest law last: "2019", "2021", "annex"."""


@cache
def load_form(format_id: str) -> Form:
    """The form of that id ("2019", "2021" or "annex").

    Raises :class:`ConfigurationError` for an unknown id or a faulty data file.
    """
    name = _FILES.get(format_id)
    if name is None:
        raise ConfigurationError(
            "forms",
            f"unknown format {format_id!r}; known are {', '.join(_FILES)}",
            f"没有格式 {format_id}；现有 {'、'.join(_FILES)}",
        )
    source = resources.files("nlp.forms").joinpath("data", name).read_text(encoding="utf-8")
    return parse_form(source, name)


def parse_form(source: str, name: str) -> Form:
    """A form from YAML text; ``name`` is the file's name for messages. Raises :class:`ConfigurationError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load(source, Loader=loader)  # a safe loader either way
    except yaml.YAMLError as error:
        raise ConfigurationError(name, f"not YAML: {error}") from error
    form = _build(_validated(raw, name))
    _check_identities(form, name)
    return form


@cache
def _model() -> type[BaseModel]:
    from pydantic import BaseModel, ConfigDict, model_validator

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

    class LineModel(Strict):
        id: str
        zh: str
        en: str
        aliases: list[str] = []
        keywords: list[str] = []
        without: list[str] = []
        ordinal: str = ""
        unit: str = ""
        decimals: bool = False
        negative: bool = False
        money: str | None = None
        header: bool = False
        stands_for: list[str] = []

    class BandModel(Strict):
        id: str
        zh: str
        en: str
        item: str | None = None
        rows: list[LineModel]
        columns: list[LineModel]

        @model_validator(mode="after")
        def _distinct(self) -> BandModel:
            for lines in (self.rows, self.columns):
                ids = [line.id for line in lines]
                if len(ids) != len(set(ids)):
                    raise ValueError(f"band {self.id}: an id stands twice")
            if any(column.unit == "" for column in self.columns):
                raise ValueError(f"band {self.id}: a column without unit")
            return self

    class SumModel(Strict):
        rule: str
        each: str
        left: list[str]
        right: list[str]
        zh: str
        en: str
        row: str | None = None

    class TableModel(Strict):
        id: str
        zh: str
        en: str
        corner: list[str] = []
        captions: list[str] = []
        bands: list[BandModel]
        identities: list[SumModel] = []

    class FormModel(Strict):
        id: str
        zh: str
        en: str
        source: str
        first_year: int
        tables: list[TableModel]

    for model in (BandModel, TableModel, FormModel):
        model.model_rebuild(_types_namespace={**locals()})
    return FormModel


def _validated(raw: Any, name: str) -> dict[str, Any]:
    from pydantic import ValidationError

    try:
        return _model().model_validate(raw).model_dump()
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(top)"
        raise ConfigurationError(f"{name}: {key}", str(first["msg"])) from error


def _build(raw: dict[str, Any]) -> Form:
    tables = tuple(
        FormTable(
            id=table["id"],
            zh=table["zh"],
            en=table["en"],
            corner=tuple(table["corner"]),
            captions=tuple(table["captions"]),
            bands=tuple(
                Band(
                    id=band["id"],
                    zh=band["zh"],
                    en=band["en"],
                    item=band["item"],
                    rows=tuple(_line(row) for row in band["rows"]),
                    columns=tuple(_line(column) for column in band["columns"]),
                )
                for band in table["bands"]
            ),
            sums=tuple(
                SumRule(
                    rule=rule["rule"],
                    each=rule["each"],
                    left=tuple(rule["left"]),
                    right=tuple(rule["right"]),
                    zh=rule["zh"],
                    en=rule["en"],
                    row=rule["row"],
                )
                for rule in table["identities"]
            ),
        )
        for table in raw["tables"]
    )
    return Form(raw["id"], raw["zh"], raw["en"], raw["source"], raw["first_year"], tables)


def _line(raw: dict[str, Any]) -> Line:
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
    return Line(**plain)


def _check_identities(form: Form, name: str) -> None:
    for table in form.tables:
        rows = {row.id for row in table.rows()}
        columns = set(form.column_ids(table.id))
        for rule in table.sums:
            if rule.each not in ("row", "column"):
                raise ConfigurationError(f"{name}: tables.{table.id}.identities", f"each: {rule.each!r}")
            known = columns if rule.each == "row" else rows
            for side in (*rule.left, *rule.right):
                if side not in known:
                    raise ConfigurationError(
                        f"{name}: tables.{table.id}.identities.{rule.rule}",
                        f"no {'column' if rule.each == 'row' else 'row'} has the id {side!r}",
                    )
