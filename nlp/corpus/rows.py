"""The paragraph corpus: its rows, its folder, its digest.

Takes a folder with ``corpus.toml`` and JSON lines (or one ``.jsonl`` file), gives a :class:`Corpus` of validated
:class:`Row`. A row that breaks the label set is an error with file and line, never a row less. Never writes.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.corpus.split import Part, Shares, part_of
from nlp.errors import ConfigurationError
from nlp.topics.api import Example
from nlp.topics.labels import LabelSet, default_labels, load_labels

__all__ = ["Corpus", "Problem", "Row", "corpus_files", "load_corpus", "read_rows", "read_unlabelled"]

CORPUS_FILE = "corpus.toml"
_WEAK_PREFIX = {"function": "function", "five": "five", "domain": "domains", "domains": "domains"}


class Row(BaseModel):
    """One labelled paragraph, as it stands in the JSON lines (CODEBOOK.md says what the labels mean)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1)
    office: str = Field(min_length=1)
    level: str = ""
    region: str = ""
    year: int | None = Field(default=None, ge=1990, le=2100)
    section: str = ""
    headings: list[str] = []
    text: str = Field(min_length=1)
    function: str = ""
    five: list[str] = []
    domains: list[str] = []
    weak: list[str] = []

    def example(self) -> Example:
        """The row as the classifiers take it."""
        return Example(
            text=self.text,
            headings=tuple(self.headings),
            section=self.section or None,
            labels={
                "function": (self.function,) if self.function else (),
                "five": tuple(self.five),
                "domains": tuple(self.domains),
            },
            weak=frozenset(f"{family}:{label}" for family, label in self.weak_pairs()),
            group=self.office,
            id=self.id,
        )

    def weak_pairs(self) -> Iterator[tuple[str, str]]:
        """The weak labels as (family, label); an unknown family keeps its name."""
        for item in self.weak:
            family, _, label = item.partition(":")
            yield _WEAK_PREFIX.get(family, family), label


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a row: ``where`` is file and line."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Rows with their label set and split. ``digest`` changes whenever a row, the label set or the split does."""

    name: str
    folder: Path
    rows: tuple[Row, ...]
    labels: LabelSet
    shares: Shares

    @property
    def digest(self) -> str:
        """Sixteen hex digits; the order of rows and their distribution over files do not matter."""
        lines = sorted(json.dumps(row.model_dump(), ensure_ascii=False, sort_keys=True) for row in self.rows)
        labels = json.dumps(self.labels.to_plain(), ensure_ascii=False, sort_keys=True)
        text = "\n".join([*lines, labels, repr(self.shares)])
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def part(self, part: Part | Literal["all"]) -> tuple[Row, ...]:
        """The rows of train, dev or test; whole offices each."""
        return tuple(row for row in self.rows if part in {"all", part_of(row.office, self.shares)})

    def split(self) -> dict[str, list[Example]]:
        """Train, dev and test, as :func:`nlp.topics.train` takes them."""
        return {part: self.examples(part) for part in ("train", "dev", "test")}

    def examples(self, part: Part | Literal["all"] = "all") -> list[Example]:
        """The rows of a part as the classifiers take them."""
        return [row.example() for row in self.part(part)]


def load_corpus(path: str | Path) -> Corpus:
    """A corpus from its folder, or from a single ``.jsonl`` file (with the shipped labels and the usual split).

    Raises :class:`ConfigurationError` for the first faulty row or key.
    """
    folder = Path(path)
    config, files, labels = _found(folder)
    shares = Shares() if config is None else Shares(config.split.salt, config.split.train, config.split.dev)
    rows, problems = read_rows(files, labels)
    if problems:
        more = f" (and {len(problems) - 1} more; see gouji corpus validate)" if len(problems) > 1 else ""
        raise ConfigurationError(problems[0].where, problems[0].text + more)
    if not rows:
        raise ConfigurationError(str(folder), "the corpus has no rows")
    name = folder.stem if config is None else config.name
    return Corpus(name, folder if folder.is_dir() else folder.parent, tuple(rows), labels, shares)


def corpus_files(path: str | Path) -> tuple[list[Path], LabelSet]:
    """The files of a corpus and its label set, before any row is read. Raises :class:`ConfigurationError`."""
    _, files, labels = _found(Path(path))
    return files, labels


def _found(folder: Path) -> tuple[_Config | None, list[Path], LabelSet]:
    if folder.is_file():
        return None, [folder], default_labels()
    if (folder / CORPUS_FILE).is_file():
        config = _config(folder / CORPUS_FILE)
        labels = load_labels(config.labels if config.labels == "default" else folder / config.labels)
        return config, sorted(folder.glob(config.files)), labels
    raise ConfigurationError(str(folder), f"no corpus here: neither a .jsonl file nor a folder with {CORPUS_FILE}")


def read_unlabelled(files: Sequence[Path]) -> list[Row]:
    """The rows of files whose labels may be missing or unknown. Raises :class:`ConfigurationError`."""
    rows: list[Row] = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            problems: list[Problem] = []
            row = _row(line, f"{file.name}:{number}", problems) if line.strip() else None
            if problems:
                raise ConfigurationError(problems[0].where, problems[0].text)
            if row is not None:
                rows.append(row)
    return rows


def read_rows(files: Sequence[Path], labels: LabelSet) -> tuple[list[Row], list[Problem]]:
    """All rows of the files and all that is wrong with them; a faulty row is not among the rows."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen_ids: dict[str, str] = {}
    seen_texts: dict[str, str] = {}
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(str(file), f"cannot be read as UTF-8: {error}"))
            continue
        for number, line in enumerate(lines, 1):
            where = f"{file.name}:{number}"
            if not line.strip():
                continue
            row = _row(line, where, problems)
            if row is None:
                continue
            found = [*_label_problems(row, labels, where), *_doubles(row, where, seen_ids, seen_texts)]
            problems += found
            if not found:
                rows.append(row)
    return rows, problems


def _row(line: str, where: str, problems: list[Problem]) -> Row | None:
    try:
        return Row.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "line"
        problems.append(Problem(where, f"{key}: {first['msg']}"))
        return None


def _label_problems(row: Row, labels: LabelSet, where: str) -> Iterator[Problem]:
    given = {"function": [row.function] if row.function else [], "five": row.five, "domains": row.domains}
    for name, listed in given.items():
        family = labels.families.get(name)
        if family is None:
            if listed:
                yield Problem(where, f"{name}: the label set has no such family")
            continue
        if family.single and len(listed) != 1:
            yield Problem(where, f"{name}: one label is needed")
        if len(listed) > family.most:
            yield Problem(where, f"{name}: {len(listed)} labels, at most {family.most} are allowed")
        if len(set(listed)) != len(listed):
            yield Problem(where, f"{name}: a label is given twice")
        for label in listed:
            if label not in family.ids:
                yield Problem(where, f"{name}: unknown label {label!r}")
        if listed and row.function in family.silent:
            yield Problem(where, f"{name}: must be empty where function is {row.function}")
    for family_name, label in row.weak_pairs():
        known = labels.families.get(family_name)
        if known is None or label not in known.ids:
            yield Problem(where, f"weak: unknown label {family_name}:{label}")


def _doubles(row: Row, where: str, ids: dict[str, str], texts: dict[str, str]) -> Iterator[Problem]:
    if row.id in ids:
        yield Problem(where, f"id {row.id!r} is also at {ids[row.id]}")
    ids.setdefault(row.id, where)
    squeezed = "".join(row.text.split())
    if len(squeezed) > 12 and squeezed in texts:
        yield Problem(where, f"text is also at {texts[squeezed]}")
    texts.setdefault(squeezed, where)


class _Split(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    by: Literal["office"] = "office"
    salt: str
    train: float = Field(gt=0, lt=1)
    dev: float = Field(gt=0, lt=1)


class _Config(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    name: str
    title: str = ""
    license: str = ""
    files: str = "*.jsonl"
    labels: str = "default"
    split: _Split


def _config(path: Path) -> _Config:
    try:
        raw: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        config = _Config.model_validate(raw)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), f"not TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{path}: {'.'.join(map(str, first['loc']))}", str(first["msg"])) from error
    if config.split.train + config.split.dev >= 1:
        raise ConfigurationError(f"{path}: split", "train and dev leave nothing for test")
    return config
