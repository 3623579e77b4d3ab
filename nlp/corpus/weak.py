"""Weak labels: what headings, sections and cue words vote for, weighed by how far each can be trusted.

Takes paragraphs without labels, gives labels with a probability, to be corrected by a person. Each *source* votes or keeps
silent; a label model (Dawid and Skene 1979, one accuracy for each source and family) finds from the agreement of the sources
alone how good each is. Never sees a true label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nlp.topics.api import Example
from nlp.topics.context import contexts_of
from nlp.topics.cues import Cues, default_cues
from nlp.topics.features import Featurizer
from nlp.topics.labels import LabelSet, default_labels

__all__ = ["SOURCES", "Source", "WeakLabels", "weak_labels"]

Votes = NDArray[np.int8]
"""1 for, 0 against, -1 silent; shape (paragraphs, labels)."""

_ROUNDS = 50
_START = 0.8


@dataclass(frozen=True, slots=True)
class Context:
    """What a source looks at, computed once for all paragraphs."""

    examples: Sequence[Example]
    sections: Sequence[str | None]
    counts: Mapping[str, NDArray[np.float32]]
    titles: Mapping[str, NDArray[np.float32]]
    labels: LabelSet


Source = Callable[[Context, str], Votes]
"""Votes of one source on one family."""


@dataclass(frozen=True, slots=True)
class WeakLabels:
    """For each family the probabilities (paragraphs, labels) and the estimated accuracy of every source."""

    probabilities: Mapping[str, NDArray[np.float64]]
    accuracy: Mapping[str, Mapping[str, float]]
    labels: LabelSet

    def examples(self, examples: Sequence[Example], least: float = 0.5) -> list[Example]:
        """The paragraphs with the labels of probability ``least`` or more (FUNCTION: the most probable one)."""
        out = []
        for row, example in enumerate(examples):
            given: dict[str, tuple[str, ...]] = {}
            for name, family in self.labels.families.items():
                p = self.probabilities[name][row]
                if family.single:
                    given[name] = (family.ids[int(p.argmax())],)
                else:
                    ranked = sorted(np.flatnonzero(p >= least), key=lambda i: -p[i])[: family.most]
                    given[name] = tuple(family.ids[i] for i in ranked)
            function = given.get("function", ("",))[0]
            for name, family in self.labels.families.items():
                if function in family.silent:
                    given[name] = ()
            out.append(
                Example(example.text, example.headings, example.section, given, frozenset(), example.group, example.id)
            )
        return out


def _by_title(context: Context, family: str) -> Votes:
    """The nearest title that names a label: for it, against the others. Of two labels named it does not choose."""
    found = context.titles[family]
    votes = np.full(found.shape, -1, dtype=np.int8)
    votes[found.any(axis=1)] = 0
    named = found >= 1
    votes[named] = np.where(named.sum(axis=1) == 1, 1, -1).repeat(named.sum(axis=1))
    return votes


def _by_section(context: Context, family: str) -> Votes:
    """Part six is other, parts three and four are request, part two is active (FUNCTION only)."""
    ids = context.labels.families[family].ids
    votes = np.full((len(context.examples), len(ids)), -1, dtype=np.int8)
    says = {"preamble": "other", "other": "other", "requests": "request", "disputes": "request", "disclosure": "active"}
    for row, section in enumerate(context.sections):
        label = says.get(section or "")
        if family == "function" and label in ids:
            votes[row] = 0
            votes[row, ids.index(label)] = 1
    return votes


def _by_words(context: Context, family: str) -> Votes:
    """The labels with most strong words, where they open the text or run through it; against those without any.

    One source, not three: words, opening and share rest on the same evidence, and a label model would take their agreement
    for independent witness.
    """
    strong, share, opening = (context.counts[family][:, :, i] for i in (0, 2, 3))
    votes = np.full(strong.shape, -1, dtype=np.int8)
    votes[strong == 0] = 0
    best = (strong > 0) & (strong >= strong.max(axis=1, keepdims=True))
    votes[best & ((opening > 0) | (share >= 0.5))] = 1
    if context.labels.families[family].single:
        votes[~strong.any(axis=1)] = -1
    return votes


SOURCES: Mapping[str, Source] = {"title": _by_title, "section": _by_section, "words": _by_words}
"""The sources by name. Pass others of your own to :func:`weak_labels`."""


def weak_labels(
    examples: Sequence[Example],
    labels: LabelSet | None = None,
    *,
    cues: Cues | None = None,
    sources: Mapping[str, Source] = SOURCES,
) -> WeakLabels:
    """Label paragraphs by votes."""
    labels = labels or default_labels()
    context = _context(examples, labels, cues or default_cues())
    probabilities: dict[str, NDArray[np.float64]] = {}
    accuracy: dict[str, dict[str, float]] = {}
    for family in labels.families:
        votes = {name: source(context, family) for name, source in sources.items()}
        speaking = {name: table for name, table in votes.items() if (table >= 0).any()}
        probabilities[family], accuracy[family] = _label_model(
            speaking, len(examples), len(labels.families[family].ids)
        )
        if labels.families[family].single:
            total = probabilities[family].sum(axis=1, keepdims=True)
            probabilities[family] = probabilities[family] / np.maximum(total, 1e-9)
    return WeakLabels(probabilities, accuracy, labels)


def _context(examples: Sequence[Example], labels: LabelSet, cues: Cues) -> Context:
    kept = {
        name: {label: cues.families.get(name, {}).get(label, ((), (), ())) for label in family.ids}
        for name, family in labels.families.items()
    }
    featurizer = Featurizer(replace(cues, families=kept), labels)
    plain = featurizer.plain([e.text for e in examples])
    places = contexts_of(plain, [e.headings for e in examples], [e.section for e in examples])
    rows = featurizer.rows(plain, places)
    names = featurizer.dense_names
    titles = {}
    for name, family in labels.families.items():
        first = names.index(f"title.{name}.{family.ids[0]}")
        titles[name] = rows.dense[:, first : first + len(family.ids)]
    return Context(examples, [p.section for p in places], rows.counts, titles, labels)


def _label_model(
    votes: Mapping[str, Votes], paragraphs: int, labels: int
) -> tuple[NDArray[np.float64], dict[str, float]]:
    """Expectation and maximisation: labels from accuracies, accuracies from labels, until they settle."""
    if not votes:
        return np.full((paragraphs, labels), 1 / max(labels, 1)), {}
    names = list(votes)
    table = np.stack([votes[name] for name in names]).astype(np.int8)  # sources, paragraphs, labels
    yes, no = table == 1, table == 0
    # To begin with, each source is as good as the others' votes say: one that guesses must not have a say in its own favour.
    count_yes, count_all = yes.sum(axis=0), yes.sum(axis=0) + no.sum(axis=0)
    prior = ((count_yes + 0.5) / (count_all + 1.0)).mean(axis=0)
    right_yes = np.full(len(names), _START)
    right_no = np.full(len(names), _START)
    if len(names) > 1:
        for i in range(len(names)):
            spoken = count_all - yes[i] - no[i]
            others = np.where(spoken > 0, (count_yes - yes[i]) / np.maximum(spoken, 1), 0.0)
            for counted, right, wanted in ((yes[i], right_yes, others), (no[i], right_no, 1 - others)):
                heard = counted & (spoken > 0)
                right[i] = (wanted[heard].sum() + 10 * _START) / (heard.sum() + 10)
    belief = _believed(yes, no, right_yes, right_no, prior)
    for _ in range(_ROUNDS):
        # A few imagined votes at the starting accuracy keep a source that hardly speaks from deciding everything.
        right_yes = ((yes * belief).sum(axis=(1, 2)) + 10 * _START) / (yes.sum(axis=(1, 2)) + 10)
        right_no = ((no * (1 - belief)).sum(axis=(1, 2)) + 10 * _START) / (no.sum(axis=(1, 2)) + 10)
        prior = belief.mean(axis=0)
        belief = _believed(yes, no, right_yes, right_no, prior)
    speaks = yes.sum(axis=(1, 2)) + no.sum(axis=(1, 2))
    right = (yes * belief + no * (1 - belief)).sum(axis=(1, 2)) / np.maximum(speaks, 1)
    return belief, {name: round(float(value), 3) for name, value in zip(names, right, strict=True)}


def _believed(
    yes: NDArray[np.bool_],
    no: NDArray[np.bool_],
    right_yes: NDArray[np.float64],
    right_no: NDArray[np.float64],
    prior: NDArray[np.float64],
) -> NDArray[np.float64]:
    """How probable each label is, if a source's yes is right in ``right_yes`` of all cases and its no in ``right_no``."""
    right_yes, right_no, prior = right_yes.clip(0.05, 0.98), right_no.clip(0.05, 0.98), prior.clip(0.01, 0.9)
    base = np.log(prior / (1 - prior))
    odds = np.broadcast_to(base, yes.shape[1:]).astype(np.float64)
    for i in range(len(yes)):
        odds = odds + yes[i] * (np.log(right_yes[i] / (1 - right_yes[i])) - base)
        odds = odds - no[i] * (np.log(right_no[i] / (1 - right_no[i])) + base)
    belief: NDArray[np.float64] = 1 / (1 + np.exp(-odds.clip(-30, 30)))
    return belief
