"""The trained linear classifier as it runs: arrays of weights over :mod:`nlp.topics.features`, and nothing else.

Takes texts, gives calibrated probabilities and explanations. Needs numpy alone, so that an audit does not wait for
scikit-learn to be imported. Never learns: :mod:`nlp.topics.sklearn` makes its weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelError
from nlp.topics.api import Contribution, Decision, Explanation, Headings, Probabilities, Sections, decide
from nlp.topics.context import Context, contexts_of
from nlp.topics.cues import build_cues
from nlp.topics.features import SPACES, Featurizer, Floats, Rows, Vocabulary, name_features
from nlp.topics.grams import Ints
from nlp.topics.labels import LabelSet
from nlp.topics.plain import sentences_of
from nlp.types import ParagraphTopics

if TYPE_CHECKING:
    from nlp.topics.persist import Manifest

__all__ = ["STAGE", "WEIGHTS_FILE", "FamilyWeights", "LinearClassifier", "compare_labels", "load", "stage_features"]

WEIGHTS_FILE = "model.skops"

Logits = NDArray[np.float64]

STAGE = ("own", "best", "share", "mean")
"""What :func:`stage_features` makes of first-stage scores."""

_COMPARED = 26  # features of compare_labels beside one for each FUNCTION label
_LEANS = -0.4  # scores are margins: 0 is the border, 1 is sure
_STEEP = 2.0
_QUOTED = 24  # characters of a sentence that an explanation quotes
_AT_ONCE = 1024  # paragraphs per step, so that memory does not grow with the number of texts


@dataclass(frozen=True, slots=True)
class FamilyWeights:
    """Weights of one family, in two stages.

    The first stage gives each label a score of its own: ``grams + dense + bias``, for the paragraph and for each of its
    sentences. In a family with one label a paragraph, ``slope * score + offset`` are the log-odds. In the others ``shared``,
    the same for all labels, weighs what :func:`stage_features` makes of the scores and how the label's cue words stand
    against its rivals' (:func:`compare_labels`); ``offset`` is the label's own.
    """

    grams: Floats
    dense: Floats
    bias: Floats
    shared: Floats
    slope: Floats
    offset: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """First-stage scores of one family for paragraphs, and for their sentences (``owner``: whose, ``size``: characters)."""

    whole: Logits
    sentences: Logits
    owner: Ints
    size: Ints


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stands in a paragraph: its n-grams by key (with the space), its cue words by family and label, its sentences."""

    grams: Mapping[int, tuple[str, str]]
    words: Mapping[tuple[str, str], tuple[str, ...]]
    sentences: tuple[str, ...]


@dataclass(slots=True)
class LinearClassifier:
    """See :class:`nlp.topics.api.Classifier`."""

    name: str
    version: str
    labels: LabelSet
    decision: Decision
    featurizer: Featurizer
    weights: Mapping[str, FamilyWeights]
    _grams: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # The n-gram weights of all families side by side, so that one gather serves them all.
        self._grams = np.ascontiguousarray(np.hstack([w.grams for w in self.weights.values()]), dtype=np.float32)

    def probabilities(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> Probabilities:
        """Calibrated probabilities of every label for every text."""
        plain = self.featurizer.plain(texts)
        contexts = contexts_of(plain, headings, sections)
        parts = [
            self.logits(*self.scores(plain[i : i + _AT_ONCE], contexts[i : i + _AT_ONCE]))
            for i in range(0, max(len(texts), 1), _AT_ONCE)
        ]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in self.weights}
        return {
            name: _softmax(table) if self.labels.families[name].single else _sigmoid(table)
            for name, table in joined.items()
        }

    def predict(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> list[ParagraphTopics]:
        """One result a text, in order."""
        return decide(self.probabilities(texts, headings, sections), self.labels, self.decision)

    def scores(self, plain: Sequence[str], contexts: Sequence[Context]) -> tuple[Rows, dict[str, Scores]]:
        """The features of plain texts, and the first-stage scores of every family."""
        rows = self.featurizer.rows(plain, contexts)
        whole = self._own(rows, list(self.weights))
        nothing = np.zeros(0, dtype=np.int64)
        staged = [name for name in self.weights if not self.labels.families[name].single]
        out = {name: Scores(table, table[:0], nothing, nothing) for name, table in whole.items()}
        if not staged:
            return rows, out
        cut = [sentences_of(text) for text in plain]
        flat = [sentence for sentences in cut for sentence in sentences]
        owner = np.repeat(np.arange(len(cut)), [len(sentences) for sentences in cut])
        # A title speaks for the paragraph; a sentence must speak for itself.
        alone = [Context((), (), contexts[int(i)].section) for i in owner]
        inside = self._own(self.featurizer.rows(flat, alone), staged)
        size = np.array([max(len(sentence), 1) for sentence in flat], dtype=np.int64)
        return rows, {**out, **{name: Scores(whole[name], inside[name], owner, size) for name in staged}}

    def logits(self, rows: Rows, scores: Mapping[str, Scores]) -> dict[str, Logits]:
        """Calibrated log-odds (FUNCTION: log of unnormalised odds) of each family."""
        out: dict[str, Logits] = {}
        for name, weights in self.weights.items():
            if self.labels.families[name].single:
                out[name] = scores[name].whole * weights.slope + weights.offset
            else:
                judged = np.concatenate([stage_features(scores[name]), compare_labels(rows, name)], axis=2)
                out[name] = (judged @ weights.shared + weights.offset).astype(np.float64)
        return out

    def _own(self, rows: Rows, names: Sequence[str]) -> dict[str, Logits]:
        # The families share one pass over the n-grams: gather, scale, add up per paragraph.
        widths = [len(weights.bias) for weights in self.weights.values()]
        first = list(self.weights).index(names[0])
        table = self._grams[:, sum(widths[:first]) :]
        stacked = np.zeros((len(rows.dense), table.shape[1]), dtype=np.float32)
        if len(rows.row):
            products = table[rows.column]
            products *= rows.value[:, None]
            present, start = np.unique(rows.row, return_index=True)
            stacked[present] = np.add.reduceat(products, start, axis=0)
        out: dict[str, Logits] = {}
        begin = 0
        for name, weights in list(self.weights.items())[first:]:
            own = stacked[:, begin : begin + len(weights.bias)] + rows.dense @ weights.dense + weights.bias
            begin += len(weights.bias)
            out[name] = own.astype(np.float64)
        return out

    def explain(
        self, text: str, headings: Sequence[str] = (), section: str | None = None, top: int = 8
    ) -> tuple[Explanation, ...]:
        """For the FUNCTION label and every label given: the features that weighed most."""
        plain = self.featurizer.plain([text])
        contexts = contexts_of(plain, [tuple(headings)], [section])
        rows, scores = self.scores(plain, contexts)
        probabilities = self.probabilities([text], [tuple(headings)], [section])
        given = self.predict([text], [tuple(headings)], [section])[0]
        seen = _Seen(self._names(plain, contexts), self.featurizer.words_in(plain[0]), tuple(sentences_of(plain[0])))
        out = []
        for family, scored in (
            ("function", () if given.function is None else (given.function,)),
            ("five", given.five),
            ("domains", given.domains),
        ):
            for label in scored:
                number = self.labels.families[family].ids.index(label.label)
                p = float(probabilities[family][0, number])
                given_by = self._contributions(family, number, rows, scores[family], seen, top)
                out.append(Explanation(family, label.label, p, given_by))
        return tuple(out)

    def _names(self, plain: Sequence[str], contexts: Sequence[Context]) -> dict[int, tuple[str, str]]:
        texts = self.featurizer.texts_of(plain, contexts)
        return {
            key: (gram, space.name)
            for space in SPACES
            for text in texts[space.name]
            for key, gram in name_features(text, space).items()
        }

    def _contributions(
        self, family: str, label: int, rows: Rows, scores: Scores, seen: _Seen, top: int
    ) -> tuple[Contribution, ...]:
        weights, vocabulary = self.weights[family], self.featurizer.vocabulary
        assert vocabulary is not None
        single = self.labels.families[family].single
        share = float(weights.slope[label]) if single else float(weights.shared[0])
        found: dict[tuple[str, str], float] = {}

        def add(feature: str, where: str, weight: float) -> None:
            found[feature, where] = found.get((feature, where), 0.0) + weight

        for column, value in zip(rows.column, rows.value, strict=True):
            gram, where = seen.grams.get(int(vocabulary.keys[column]), ("?", "text"))
            add(gram.strip("^$"), where, share * float(value * weights.grams[column, label]))
        dense_names = self.featurizer.dense_names
        for column in np.flatnonzero(rows.dense[0]):
            kind, *path = dense_names[column].split(".")
            weight = share * float(rows.dense[0, column] * weights.dense[column, label])
            if kind == "cues":
                # All counts of one label rest on the same words, so they are told as one reason.
                words = seen.words.get((path[0], path[1]), ())
                add(_cue_reason(path[0], path[1], words), "cues", weight)
            else:
                add(".".join(path) or kind, {"title": "heading"}.get(kind, kind), weight)
        if not single:
            stage = stage_features(scores)[0, label] * weights.shared[: len(STAGE)]
            best = seen.sentences[int(np.argmax(scores.sentences[:, label]))]
            add(best if len(best) <= _QUOTED else best[:_QUOTED] + "…", "sentence", float(stage[1:].sum()))
            compared = compare_labels(rows, family)[0, label] * weights.shared[len(STAGE) :]
            name = self.labels.families[family].ids[label]
            add(_cue_reason(family, name, seen.words.get((family, name), ())), "cues", float(compared.sum()))
        ranked = sorted(found.items(), key=lambda item: -abs(item[1]))
        return tuple(Contribution(feature, where, weight) for (feature, where), weight in ranked[:top])

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write :data:`WEIGHTS_FILE`."""
        from nlp.skops_file import write_skops

        write_skops(self.to_plain(), folder / WEIGHTS_FILE)
        return (WEIGHTS_FILE,)

    def to_plain(self) -> dict[str, Any]:
        """All weights as plain values and arrays; n-gram weights in half precision (they are sums of thousands)."""
        vocabulary = self.featurizer.vocabulary
        assert vocabulary is not None
        return {
            "cues": self.featurizer.cues.to_plain(),
            "vocabulary": {"keys": vocabulary.keys, "spaces": vocabulary.spaces, "idf": vocabulary.idf},
            "weights": {
                name: {
                    "grams": w.grams.astype(np.float16),
                    "dense": w.dense,
                    "bias": w.bias,
                    "shared": w.shared,
                    "slope": w.slope,
                    "offset": w.offset,
                }
                for name, w in self.weights.items()
            },
        }


def _cue_reason(family: str, label: str, words: Sequence[str]) -> str:
    return f"{family}.{label}: {'、'.join(words)}" if words else f"{family}.{label}"


def load(manifest: Manifest) -> LinearClassifier:
    """The classifier that :meth:`LinearClassifier.save` wrote. Raises :class:`ModelError` if its parts do not fit."""
    from nlp.skops_file import read_skops

    plain = read_skops(manifest.folder / WEIGHTS_FILE, manifest.id)
    try:
        return _from_plain(plain, manifest.name, manifest.version, manifest.labels, manifest.decision)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ModelError(
            manifest.id, f"{WEIGHTS_FILE} does not hold what this version writes ({error}); train the model anew"
        ) from error


def _from_plain(plain: Any, name: str, version: str, labels: LabelSet, decision: Decision) -> LinearClassifier:
    cues = build_cues(plain["cues"])
    stored = plain["vocabulary"]
    vocabulary = Vocabulary(
        np.asarray(stored["keys"], dtype=np.uint64),
        np.asarray(stored["spaces"], dtype=np.uint8),
        np.asarray(stored["idf"], dtype=np.float32),
    )
    featurizer = Featurizer(cues, labels, vocabulary)
    weights = {}
    for family in labels.families:
        given = plain["weights"][family]
        arrays = {
            key: np.asarray(given[key], dtype=np.float32)
            for key in ("grams", "dense", "bias", "shared", "slope", "offset")
        }
        count = len(labels.families[family].ids)
        wanted = {
            "grams": (len(vocabulary.keys), count),
            "dense": (len(featurizer.dense_names), count),
            "bias": (count,),
            "shared": (0,) if labels.families[family].single else (len(STAGE) + compared_features(featurizer),),
            "slope": (count,),
            "offset": (count,),
        }
        for key, shape in wanted.items():
            if arrays[key].shape != shape:
                raise ValueError(f"{family}.{key} has shape {arrays[key].shape}, not {shape}")
        weights[family] = FamilyWeights(
            arrays["grams"],
            arrays["dense"],
            arrays["bias"],
            arrays["shared"],
            arrays["slope"],
            arrays["offset"],
        )
    return LinearClassifier(name, version, labels, decision, featurizer, weights)


def stage_features(scores: Scores) -> Floats:
    """For each paragraph and label what its scores and those of its sentences say; shape (texts, labels, 4).

    In the order of :data:`STAGE`: the paragraph's own score, its best sentence's, the part of the text that stands in sentences
    that lean to the label, and the log of the sentences' mean likelihood in percent. A field that has one sentence of five is
    a topic of the paragraph (codebook B29), however little the five together sound like it.
    """
    texts, labels = scores.whole.shape
    out = np.zeros((texts, labels, len(STAGE)), dtype=np.float32)
    out[:, :, 0] = scores.whole
    if not texts:
        return out
    # Every paragraph has at least one sentence, and the sentences stand in the order of their paragraphs.
    first = np.searchsorted(scores.owner, np.arange(texts))
    total = np.add.reduceat(scores.size, first)[:, None]
    size = scores.size[:, None]
    out[:, :, 1] = np.maximum.reduceat(scores.sentences, first, axis=0)
    out[:, :, 2] = np.add.reduceat((scores.sentences > _LEANS) * size, first, axis=0) / total
    likely = 1 / (1 + np.exp(-np.clip(_STEEP * scores.sentences, -40, 40)))
    out[:, :, 3] = np.log1p(np.add.reduceat(likely * size, first, axis=0) / total * 100)
    return out


def compared_features(featurizer: Featurizer) -> int:
    """How many features :func:`compare_labels` gives a label."""
    return _COMPARED + len(featurizer.lists["function"].labels)


def compare_labels(rows: Rows, family: str) -> Floats:
    """For each paragraph and label the features of which the meaning is the same for all labels of a family.

    Shape (texts, labels, features): the label's own counts, how it stands against its rivals, and what kind of paragraph
    it is. Shared weights over these learn from every label at once, which is what rare labels need.
    """
    counts = rows.counts[family]
    texts, labels, _ = counts.shape
    strong, share, opening = counts[:, :, 0], counts[:, :, 2], counts[:, :, 3]
    rival, rival_share = _best_other(strong), _best_other(share)
    ranks = [(table[:, None, :] > table[:, :, None]).sum(axis=2) / 4 for table in (strong, share)]
    each = [
        *(counts[:, :, i] for i in range(counts.shape[2])),
        rival,
        rival_share,
        opening.sum(axis=1, keepdims=True) - opening,
        *ranks,
        strong - rival,
        share - rival_share,
        strong * share,
    ]
    paragraph = [
        strong.sum(axis=1) / 3,
        (counts[:, :, 4] > 0).sum(axis=1) / 3,
        rows.dense[:, -1],
        *(rows.counts["function"][:, i, 0] for i in range(rows.counts["function"].shape[1])),
        *(rows.dense[:, column] for column in range(-9, -1)),
        np.ones(texts),
    ]
    out = np.empty((texts, labels, len(each) + len(paragraph)), dtype=np.float32)
    for i, table in enumerate(each):
        out[:, :, i] = table
    for i, column in enumerate(paragraph):
        out[:, :, len(each) + i] = column[:, None]
    return out


def _best_other(table: Floats) -> Floats:
    """For each entry the largest of the other entries of its row."""
    if table.shape[1] < 2:
        return np.zeros_like(table)
    top = np.partition(table, -2, axis=1)
    return np.where(table == top[:, -1:], top[:, -2:-1], top[:, -1:])


def _sigmoid(table: Logits) -> Logits:
    return 1 / (1 + np.exp(-np.clip(table, -40, 40)))


def _softmax(table: Logits) -> Logits:
    raised = np.exp(table - table.max(axis=1, keepdims=True)) if len(table) else table
    return raised / raised.sum(axis=1, keepdims=True) if len(table) else raised
