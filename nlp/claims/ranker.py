"""The learned ranker: for a number that no rule could bind, what it most likely speaks of.

Takes the paragraph reader's place, gives a further draft with little weight, or none. What the rules say never depends on
it: they do not see its proposals. A proposal can be confirmed by the tables, never contradicted: the sum of its readings'
weights stays below what a mismatch needs (see :mod:`nlp.checks.claims_against_tables`). The weights are plain arrays,
learned by :mod:`nlp.corpus.ranking`; scikit-learn is not needed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.bundled import bundled_folder
from nlp.claims.bound import Bound
from nlp.claims.doubts import is_published
from nlp.claims.draft import Draft
from nlp.claims.each import each_named
from nlp.claims.measures import measure_book
from nlp.claims.nearby import is_negated, joins_items_before
from nlp.claims.ownership import scope_of
from nlp.claims.paragraph import ParagraphReader
from nlp.claims.ranker_features import features_of
from nlp.claims.relations import change_readings, count_readings, growth_readings, share_readings, times_readings
from nlp.claims.subjects import CHANGE, PRIOR, bound_of
from nlp.claims.sums import counts_a_list
from nlp.errors import ConfigurationError, ModelError
from nlp.skops_file import read_skops
from nlp.types import Claim, Quantity, Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NONE", "RankedReader", "Ranker", "is_proposed", "load_ranker", "reader_class", "reading_by"]

NONE = "none"
"""The class of numbers that speak of no cell."""
WEIGHTS_FILE = "model.skops"
_MODEL = "ranker/1"
_WHY = "ranker"
_KINDS = frozenset({"count", "number", "share", "growth", "fraction", "money", "multiple"})
_SETTLED = (joins_items_before, is_negated)
_NO_CELLS = frozenset({"processing_fee"})
_TELL, _CONFIRM = 0.55, 0.45
"""Sum of the weights: from 0.5 on the auditor is told of a number that fits no cell, from 0.6 on it would be a mismatch."""
_LESS = re.compile("[减降少跌落][^增升多]{0,5}$")


@dataclass(frozen=True, slots=True)
class Ranker:
    """Linear weights over named features, one column a subject.

    ``confirm`` is the probability from which a proposal is made at all, ``tell`` the one from which it is worth a word even
    where the tables do not confirm it.
    """

    classes: tuple[str, ...]
    rows: Mapping[str, int]
    weights: NDArray[Any]
    bias: NDArray[Any]
    confirm: float
    tell: float

    def propose(self, features: Iterable[str]) -> tuple[str, float] | None:
        """The most likely subject with its probability; None if it is nothing, or not likely enough."""
        import numpy as np

        rows = self.rows
        known = [row for name in features if (row := rows.get(name)) is not None]
        scores = self.weights[known].sum(axis=0, dtype=np.float32) + self.bias
        best = int(scores.argmax())
        if self.classes[best] == NONE:
            return None
        probability = float(1.0 / np.exp(scores - scores[best]).sum())
        return (self.classes[best], probability) if probability >= self.confirm else None

    def to_plain(self) -> dict[str, Any]:
        """Plain values and arrays, the weights in eight bits a class."""
        import numpy as np

        scale = np.maximum(np.abs(self.weights).max(axis=0), 1e-9) / 127
        return {
            "classes": list(self.classes),
            "features": "\n".join(self.rows),
            "weights": np.round(self.weights / scale).astype(np.int8),
            "scale": scale.astype(np.float32),
            "bias": self.bias.astype(np.float32),
            "confirm": self.confirm,
            "tell": self.tell,
        }

    @classmethod
    def of_plain(cls, plain: Any) -> Ranker:
        """What :meth:`to_plain` gave. Raises :class:`ModelError` if the parts do not fit."""
        import numpy as np

        try:
            rows = {name: row for row, name in enumerate(plain["features"].split("\n"))}
            weights = plain["weights"].astype(np.float32) * plain["scale"]
            made = cls(
                tuple(map(str, plain["classes"])),
                rows,
                weights,
                plain["bias"],
                float(plain["confirm"]),
                float(plain["tell"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ModelError(_MODEL, f"does not hold what this version writes ({error}); train it anew") from error
        if made.weights.shape != (len(made.rows), len(made.classes)) or made.bias.shape != (len(made.classes),):
            raise ModelError(_MODEL, "its arrays do not fit each other; train it anew")
        return made


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    """Every counter that some measure is counted in."""
    return frozenset(unit for units in measure_book().units.values() for unit in units)


@lru_cache(maxsize=1)
def load_ranker() -> Ranker | None:
    """The shipped ranker; None where the installation has none: the rules then stand alone.

    Raises :class:`ModelError` if it is there and cannot be read.
    """
    try:
        path: Path = bundled_folder("models") / "ranker" / "1" / WEIGHTS_FILE
    except ConfigurationError:
        return None
    if not path.is_file():
        return None
    return Ranker.of_plain(read_skops(path, _MODEL))


def is_proposed(claim: Claim) -> bool:
    """Whether a claim is the ranker's and no rule's."""
    return any(reading.why.startswith(_WHY) for reading in claim.readings)


@dataclass
class RankedReader(ParagraphReader):
    """Reads a paragraph by the rules, and puts the ranker's proposals beside what they found."""

    proposed: dict[int, Bound] = field(default_factory=dict, init=False)

    def _draft(self, position: int, index: int) -> Draft | None:
        draft = self._by_rules(position, index)
        if draft is not None or index in self.scene.bound or not self._is_open(index):
            return draft
        if self.proposed:
            with self._proposals_shown():
                draft = super()._draft(position, index)
                bound = self.scene.bound.pop(index, None) if index not in self.proposed else None
            if bound is not None:
                self.proposed[index] = bound
            if draft is not None:
                return _unsure(draft)
        return self._propose(position, index)

    def _by_rules(self, position: int, index: int) -> Draft | None:
        return super()._draft(position, index)

    @contextmanager
    def _proposals_shown(self) -> Iterator[None]:
        """The proposals among what is bound, for as long as it takes to ask for what builds on them (…,占5%)."""
        self.scene.bound.update(self.proposed)
        try:
            yield
        finally:
            for at in self.proposed:
                self.scene.bound.pop(at, None)
                self.scene.scopes.pop(at, None)

    def _is_open(self, index: int) -> bool:
        """Whether the number may speak of the tables: nothing else is the subject, and nothing is denied."""
        state, quantity = self.states[index], self.tokens[index].quantity
        if quantity is None or quantity.kind not in _KINDS or state.foreign is not None or state.since:
            return False
        if state.frame in _NO_CELLS:
            return False
        if quantity.kind in ("count", "number") and quantity.unit not in _units():
            return False
        if (
            index in self.scene.taken
            or counts_a_list(self.scene, index)
            or any(settles(self.windows, index) for settles in _SETTLED)
            or each_named(self.scene, index)
        ):
            return False  # the rules know better, if only that nothing is known
        if self._by_channel(index) or is_published(self.scene, index):
            return False  # 2件为网络申请: how it came, not what came
        return state.frame is not None or self._has_company(index)

    def _by_channel(self, index: int) -> bool:
        """Whether the number, or the one before it in its list, counts one channel or one kind of its own."""
        beside = [*self.windows.left(index), *self.windows.right(index)]
        if any(token.sense == "sum_word" for token in beside):
            return False
        if any(token.kind == "channel" for token in beside):
            return True
        position = self.windows.amounts.index(index)
        if not position:
            return False
        before = self.windows.amounts[position - 1]
        between = self.text[self.tokens[before].end : self.tokens[index].start]
        if self.states[before].sentence != self.states[index].sentence or before in self.scene.bound or "。" in between:
            return False
        return any(token.kind == "channel" for token in (*self.windows.left(before), *self.windows.right(before)))

    def _has_company(self, index: int) -> bool:
        """Whether cues stand beside the number, or the sentence already spoke of the tables."""
        if self.windows.left(index) or self.windows.right(index):
            return True
        first = self.states[index].sentence
        return any(first <= at < index for known in (self.scene.bound, self.proposed) for at in known)

    def _propose(self, position: int, index: int) -> Draft | None:
        ranker = load_ranker()
        quantity = self.tokens[index].quantity
        if ranker is None or quantity is None:
            return None
        with self._proposals_shown():
            features = features_of(self, position, index)
        answer = ranker.propose(features)
        if answer is None:
            return None
        subject, probability = answer
        needs_previous = subject.endswith((PRIOR, CHANGE)) or quantity.kind in ("growth", "multiple")
        if needs_previous and probability < ranker.tell:
            return None  # without last year's report nothing would ever confirm it
        return self.draft_of(index, quantity, subject, _TELL if probability >= ranker.tell else _CONFIRM)

    def draft_of(self, index: int, quantity: Quantity, subject: str, certainty: float) -> Draft | None:
        """The draft of a number that speaks of a subject."""
        bound = bound_of(subject, self.office.formats.get("disclosure", "2021"), certainty)
        if bound is None or (quantity.kind == "money" and bound.table != "disclosure"):
            return None
        self.proposed[index] = bound
        prior = subject.endswith(PRIOR)
        year = self.office.year
        scope = scope_of(self.windows, index, bound, self.office)
        if scope != "whole":
            bound = bound.weakened(0.5)
        relation, readings = self._readings(index, quantity, bound, changed=subject.endswith(CHANGE), prior=prior)
        draft = self.scene.draft(
            index,
            relation,
            bound,
            readings,
            scope="whole" if scope == "unsure" else scope,
            period=year - 1 if prior and year is not None else year,
        )
        return _unsure(draft)

    def _readings(
        self, index: int, quantity: Quantity, bound: Bound, *, changed: bool, prior: bool
    ) -> tuple[str, tuple[Reading, ...]]:
        if quantity.kind in ("share", "fraction"):
            readings = share_readings(bound, self.book, "")
            if quantity.kind == "fraction" and quantity.stated < 1:
                readings = tuple(replace(item, formula=item.formula.removeprefix("100 * ")) for item in readings)
            return "share_of", readings
        if quantity.kind == "growth" or changed:
            down = any(token.sense == "down" for token in self.windows.left(index)) or self._says_less(index)
            absolute = quantity.kind != "growth"
            return "fell_by" if down else "grew_by", growth_readings(bound, self.book, down=down, absolute=absolute)
        if quantity.kind == "multiple":
            return "times", times_readings(bound, self.book, minus_one=False)
        readings = count_readings(bound, self.book, bound.certainty)
        return "equals", change_readings(readings, "previous") if prior else readings

    def _says_less(self, index: int) -> bool:
        start = self.tokens[index].start
        return _LESS.search(self.text, max(0, start - 8), start) is not None


def _unsure(draft: Draft) -> Draft:
    """The draft with the ranker's name on its readings, and so little weight that it can never be a mismatch."""
    total = sum(reading.weight for reading in draft.readings)
    factor = min(1.0, _TELL / total) if total > 0 else 1.0
    readings = tuple(
        replace(
            item,
            weight=round(item.weight * factor, 4),
            why=item.why if item.why.startswith(_WHY) else f"{_WHY}:{item.why}",
        )
        for item in draft.readings
    )
    return replace(draft, readings=readings)


_reader: ContextVar[type[ParagraphReader]] = ContextVar("reader", default=RankedReader)


def reader_class() -> type[ParagraphReader]:
    """What reads paragraphs: rules and ranker, unless :func:`reading_by` says otherwise."""
    return _reader.get()


@contextmanager
def reading_by(reader: type[ParagraphReader]) -> Iterator[None]:
    """Paragraphs are read by another class meanwhile: :class:`ParagraphReader` for the rules alone, to compare or to train."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)
