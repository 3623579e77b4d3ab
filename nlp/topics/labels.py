"""Label sets: which families of labels there are, what each label means.

Takes YAML (the shipped ``data/labels.yaml`` or a user's own), gives a :class:`LabelSet`. The three families fill the three
fields of :class:`~nlp.types.ParagraphTopics`; their labels are free. Never accepts unknown keys or doubled ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.errors import ConfigurationError

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["FAMILIES", "SECTIONS", "Family", "Label", "LabelSet", "default_labels", "load_labels", "parse_labels"]

SECTIONS = ("preamble", "overview", "disclosure", "requests", "disputes", "problems", "other")
"""Keys of the parts of a report (DESIGN section 3, type Section)."""

FAMILIES = ("function", "five", "domains")
"""The fields of :class:`~nlp.types.ParagraphTopics`. ``function`` has one label, the others have any number."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label: ``id`` as in the JSON, names in both languages and what it is given for."""

    id: str
    zh: str
    en: str
    definition: str

    def name(self, lang: str) -> str:
        """The label's name in ``lang``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Family:
    """Labels that answer one question. ``most``: how many a paragraph may have; ``silent``, ``within``: see the YAML file."""

    id: str
    zh: str
    en: str
    single: bool
    most: int
    silent: tuple[str, ...]
    within: Mapping[str, tuple[str, ...]]
    labels: tuple[Label, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The labels' ids in order."""
        return tuple(label.id for label in self.labels)

    def name(self, lang: str) -> str:
        """The family's name in ``lang``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class LabelSet:
    """All families, in the order of :data:`FAMILIES`; a set of one's own may lack some."""

    name: str
    families: Mapping[str, Family]

    def to_plain(self) -> dict[str, Any]:
        """The content as plain values, readable by :func:`parse_labels` again."""
        return {
            "name": self.name,
            "families": {
                family.id: {
                    "zh": family.zh,
                    "en": family.en,
                    "kind": "single" if family.single else "multi",
                    "most": family.most,
                    "silent": list(family.silent),
                    "within": {section: list(ids) for section, ids in family.within.items()},
                    "labels": {
                        label.id: {"zh": label.zh, "en": label.en, "definition": label.definition}
                        for label in family.labels
                    },
                }
                for family in self.families.values()
            },
        }


@cache
def default_labels() -> LabelSet:
    """The shipped label set: FUNCTION (8), FIVE (5) and DOMAIN (21)."""
    source = resources.files("nlp.topics").joinpath("data", "labels.yaml").read_text(encoding="utf-8")
    return parse_labels(source, "labels.yaml")


def load_labels(path: str | Path) -> LabelSet:
    """A label set from a YAML file; ``default`` stands for the shipped one. Raises :class:`ConfigurationError`."""
    if str(path) == "default":
        return default_labels()
    try:
        source = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), f"cannot be read: {error}") from error
    return parse_labels(source, str(path))


def parse_labels(source: str, name: str) -> LabelSet:
    """A label set from YAML (or JSON) text; ``name`` is for messages. Raises :class:`ConfigurationError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw: Any = yaml.load(source, Loader=loader)
    except yaml.YAMLError as error:
        raise ConfigurationError(name, f"not YAML: {error}") from error
    return build_labels(raw, name)


def build_labels(raw: object, name: str) -> LabelSet:
    """A label set from plain values, as :meth:`LabelSet.to_plain` gives them. Raises :class:`ConfigurationError`."""
    from pydantic import ValidationError

    try:
        checked: Any = _model().model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{name}: {'.'.join(map(str, first['loc']))}", str(first["msg"])) from error
    families = {}
    for key in FAMILIES:
        given = checked.families.get(key)
        if given is None:
            continue
        if (given.kind == "single") != (key == "function"):
            raise ConfigurationError(f"{name}: families.{key}.kind", "function is single, five and domains are multi")
        families[key] = Family(
            id=key,
            zh=given.zh,
            en=given.en,
            single=given.kind == "single",
            most=1 if given.kind == "single" else given.most or len(given.labels),
            silent=tuple(given.silent),
            within={section: tuple(ids) for section, ids in given.within.items()},
            labels=tuple(Label(label, v.zh or label, v.en or label, v.definition) for label, v in given.labels.items()),
        )
    known = families["function"].ids if "function" in families else ()
    for family in families.values():
        for label in family.silent:
            if label not in known:
                raise ConfigurationError(f"{name}: families.{family.id}.silent", f"no label {label!r} in function")
        for section, ids in family.within.items():
            if section not in SECTIONS or not set(ids) <= set(family.ids):
                raise ConfigurationError(f"{name}: families.{family.id}.within.{section}", "unknown section or label")
    return LabelSet(checked.name, families)


@cache
def _model() -> type[BaseModel]:
    from typing import Literal

    from pydantic import BaseModel, ConfigDict, Field

    class LabelModel(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        zh: str = ""
        en: str = ""
        definition: str = ""

    class FamilyModel(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        zh: str
        en: str
        kind: Literal["single", "multi"]
        most: int = Field(default=0, ge=0)
        silent: list[str] = []
        within: dict[str, list[str]] = {}
        labels: dict[str, LabelModel] = Field(min_length=2)

    class File(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        name: str
        families: dict[Literal["function", "five", "domains"], FamilyModel] = Field(min_length=1)

    return File
