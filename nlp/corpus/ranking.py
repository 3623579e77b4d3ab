"""Learns the claims ranker from the claims corpus: what ``gouji train models/ranker.toml`` does.

Takes a TOML file, reads the rows of the parts that it names with the rules, asks the corpus what each number speaks of,
and fits a linear model; writes ``<out>/<name>/<version>/``. Learns from every number of the rows; those that the rules leave
alone weigh more, as it is for them that the ranker is there. Never looks at the rows that the file leaves out.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.checks.formula import cells_of
from nlp.claims import extract_claims
from nlp.claims.draft import Draft
from nlp.claims.measures import CellBook
from nlp.claims.ranker import NONE, WEIGHTS_FILE, RankedReader, Ranker, load_ranker, reading_by
from nlp.claims.ranker_features import features_of
from nlp.claims.subjects import CHANGE, PRIOR, subject_of
from nlp.corpus.claims import ClaimRow, GoldClaim, load_rows, place_of, report_of
from nlp.errors import ConfigurationError
from nlp.quantities import find_in_view
from nlp.skops_file import write_skops
from nlp.text import view_of
from nlp.types import Quantity
from nlp.version import __version__

__all__ = [
    "Example",
    "RankerFile",
    "examples_of",
    "fit",
    "is_ranker_file",
    "load_ranker_file",
    "rows_of",
    "train_ranker",
]

RECORD_FILE = "training.json"
"""What the ranker learned from (a ``manifest.json`` would make it a paragraph classifier)."""
_BLOCKED = "?"
"""The class of numbers that speak of cells for which no subject stands (a sum of two lines): neither that nor none."""


class RankerFile(BaseModel):
    """The keys of a training file with ``backend = "ranker"``. Paths are relative to it.

    ``parts`` names corpus files with the numbers of the rows to learn from (``"t": "1-203"``, or ``"all"``). ``strength`` is
    the C of scikit-learn's logistic regression, ``unruled`` the weight of numbers that no rule binds, ``rarest`` in how many
    numbers a feature must occur. ``confirm`` and ``tell``: see :class:`nlp.claims.ranker.Ranker`.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Literal["ranker"]
    version: str = Field(default="1", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    backend: Literal["ranker"]
    corpus: str
    out: str = "."
    parts: dict[str, str]
    strength: float = Field(default=10.0, gt=0)
    unruled: float = Field(default=3.0, gt=0)
    rarest: int = Field(default=3, ge=1)
    steps: int = Field(default=60, ge=1)
    confirm: float = Field(default=0.35, gt=0, lt=1)
    tell: float = Field(default=0.8, gt=0, le=1)


@dataclass(frozen=True, slots=True)
class Example:
    """A number of the corpus: its features, what it speaks of, and whether a rule binds it."""

    row: str
    features: tuple[str, ...]
    subject: str
    ruled: bool


def is_ranker_file(path: str | Path) -> bool:
    """Whether a training file is one for the ranker (a file that cannot be read is none)."""
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8")).get("backend") == "ranker"
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False


def load_ranker_file(path: str | Path) -> RankerFile:
    """A training file. Raises :class:`ConfigurationError` with file and key."""
    file = Path(path)
    try:
        return RankerFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(str(file), f"cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{file}: {'.'.join(map(str, first['loc']))}", str(first["msg"])) from error


def rows_of(folder: Path, parts: dict[str, str]) -> tuple[ClaimRow, ...]:
    """The rows of a corpus folder that ``parts`` names. Raises :class:`ConfigurationError`."""
    chosen: list[ClaimRow] = []
    for part, numbers in parts.items():
        bounds = re.fullmatch(r"(\d+)-(\d*)", numbers)
        if bounds is None and numbers != "all":
            raise ConfigurationError(f"parts.{part}", f'must be "all" or like "1-203", not {numbers!r}')
        rows = load_rows([folder / f"part_{part}.jsonl"])
        if bounds is not None:
            last = int(bounds[2]) if bounds[2] else len(rows)
            rows = rows[int(bounds[1]) - 1 : last]
        chosen.extend(rows)
    return tuple(chosen)


def examples_of(rows: Iterable[ClaimRow]) -> tuple[Example, ...]:
    """Every number of the rows that the ranker could be asked about."""
    found: list[Example] = []
    for row in rows:
        document, structure = report_of(row)
        quantities = find_in_view(view_of(row.text), row.text)
        pupil = _pupil(row, _subjects(row, quantities), found)
        with reading_by(pupil):
            extract_claims(document, structure, quantities)
    return tuple(found)


def _pupil(row: ClaimRow, subjects: dict[tuple[int, int], str], found: list[Example]) -> type[RankedReader]:
    class Pupil(_Teacher):
        pass

    Pupil.row, Pupil.subjects, Pupil.examples = row.id, subjects, found
    return Pupil


@dataclass
class _Teacher(RankedReader):
    """Reads a row and writes down what each number is; where no rule binds it, goes on as if the ranker had been right."""

    subjects: ClassVar[dict[tuple[int, int], str]] = {}
    examples: ClassVar[list[Example]] = []
    row: ClassVar[str] = ""

    def _by_rules(self, position: int, index: int) -> Draft | None:
        draft = super()._by_rules(position, index)
        own = self.scene.bound.pop(index, None)
        if draft is not None or own is not None:
            self._write_down(position, index, ruled=True)
        if own is not None:
            self.scene.bound[index] = own
        return draft

    def _propose(self, position: int, index: int) -> Draft | None:
        quantity = self.tokens[index].quantity
        assert quantity is not None
        subject = self._write_down(position, index, ruled=False)
        return None if subject in (NONE, _BLOCKED) else self.draft_of(index, quantity, subject, 0.5)

    def _write_down(self, position: int, index: int, *, ruled: bool) -> str:
        quantity = self.tokens[index].quantity
        assert quantity is not None
        subject = self.subjects.get((quantity.span.start, quantity.span.end), NONE)
        with self._proposals_shown():
            features = tuple(features_of(self, position, index))
        self.examples.append(Example(self.row, features, subject, ruled))
        return subject


def _subjects(row: ClaimRow, quantities: Sequence[Quantity]) -> dict[tuple[int, int], str]:
    """What each number of a row speaks of, by its place."""
    _, structure = report_of(row)
    book = CellBook.of(structure.tables)
    found: dict[tuple[int, int], str] = {}
    for claim in row.claims:
        place = place_of(row.text, claim.quote, claim.n)
        assert place is not None
        quantity = next((item for item in quantities if item.span.overlaps(place)), None)
        if quantity is not None:
            key = (quantity.span.start, quantity.span.end)
            found[key] = NONE if claim.verdict == "not_in_tables" else _subject(claim, quantity, book) or _BLOCKED
    return found


def _subject(claim: GoldClaim, quantity: Quantity, book: CellBook) -> str | None:
    cells = frozenset(cells_of(claim.formula))
    ending = ""
    if claim.relation in ("share_of", "rate"):
        cells = frozenset(cells_of(_numerator(claim.formula)))
    elif claim.relation in ("grew_by", "fell_by"):
        if any(cell.endswith(".change") for cell in cells):
            return None
        ending = "" if quantity.kind == "growth" else CHANGE
    elif claim.relation == "equals" and "previous(" in claim.formula:
        if not all(f"previous({cell})" in claim.formula for cell in cells):
            return None
        ending = PRIOR
    elif claim.relation not in ("equals", "none", "times"):
        return None
    subject = subject_of(cells, book)
    return None if subject is None else subject + ending


def _numerator(formula: str) -> str:
    """The ``a + b`` of 100 * (a + b) / c."""
    rest = formula.removeprefix("100 * ").strip()
    depth = 0
    for at, char in enumerate(rest):
        depth += (char == "(") - (char == ")")
        if char == "/" and depth == 0:
            return rest[:at].strip()
    return rest


def fit(examples: Sequence[Example], given: RankerFile) -> Ranker:
    """A ranker that learned from the examples. Needs scikit-learn."""
    import numpy as np
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    known = [example for example in examples if example.subject != _BLOCKED]
    often = Counter(example.subject for example in known)
    known = [example for example in known if often[example.subject] > 1]
    spread = Counter(name for example in known for name in example.features)
    vectorizer = DictVectorizer(dtype=np.float32)
    table = vectorizer.fit_transform(
        [{name: 1 for name in example.features if spread[name] >= given.rarest} for example in known]
    )
    model = LogisticRegression(C=given.strength, max_iter=given.steps, tol=1e-3)
    weight = [1.0 if example.ruled else given.unruled for example in known]
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", category=ConvergenceWarning
        )  # stopping early is meant: it keeps the weights small
        model.fit(table, [example.subject for example in known], sample_weight=weight)
    rows = {name: row for row, name in enumerate(vectorizer.get_feature_names_out())}
    exact = Ranker(
        tuple(map(str, model.classes_)),
        rows,
        np.ascontiguousarray(model.coef_.T, dtype=np.float32),
        model.intercept_.astype(np.float32),
        given.confirm,
        given.tell,
    )
    return Ranker.of_plain(exact.to_plain())


def train_ranker(
    path: str | Path,
    *,
    out: str | Path | None = None,
    progress: Callable[[str, float, float], None] = lambda _what, _done, _total: None,
) -> Path:
    """Train and write the ranker that a file describes; gives its folder. Raises :class:`ConfigurationError`."""
    given = load_ranker_file(path)
    base = Path(path).resolve().parent
    corpus = base / given.corpus
    progress("rows", 0, 1)
    rows = rows_of(corpus, given.parts)
    progress("numbers", 0.1, 1)
    examples = examples_of(rows)
    progress("weights", 0.3, 1)
    ranker = fit(examples, given)
    folder = (base / given.out if out is None else Path(out)) / given.name / given.version
    folder.mkdir(parents=True, exist_ok=True)
    write_skops(ranker.to_plain(), folder / WEIGHTS_FILE)
    record = {
        "schema": "gouji.ranker/1",
        "gouji": __version__,
        "settings": given.model_dump(mode="json"),
        "rows": len(rows),
        "offices": len({row.office for row in rows}),
        "numbers": len(examples),
        "of_no_rule": sum(not example.ruled for example in examples),
        "classes": len(ranker.classes),
        "features": len(ranker.rows),
        "corpus": hashlib.sha256("".join(row.model_dump_json() for row in rows).encode()).hexdigest()[:12],
    }
    (folder / RECORD_FILE).write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    load_ranker.cache_clear()
    progress("done", 1, 1)
    return folder
