"""The default classifier's training: linear models over characters, titles and cue words, calibrated.

Takes labelled examples, gives a :class:`~nlp.topics.linear.LinearClassifier`. Every choice that looks at labels
(calibration, how far the shared weights count, thresholds) is made on predictions for offices that the predicting model had
not seen. Uses no random numbers but the seed's. Never sees the test part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.topics.api import Decision, Example, truth_of, weak_of
from nlp.topics.calibration import fit_shared, fit_temperature, softmax
from nlp.topics.context import Context, contexts_of
from nlp.topics.cues import Cues, default_cues
from nlp.topics.features import Featurizer, Floats, Rows, collect_vocabulary
from nlp.topics.joining import join_neighbours
from nlp.topics.labels import LabelSet
from nlp.topics.linear import FamilyWeights, LinearClassifier, Scores, compare_labels, stage_features
from nlp.topics.thresholds import choose_thresholds, choose_unsure

__all__ = ["SklearnSettings", "build_settings", "fit"]

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SklearnSettings:
    """What can be chosen in ``[settings]`` of a training file.

    ``strength`` is scikit-learn's C (larger: weaker regularisation) and ``cues`` the scale of the cue counts beside the
    n-grams, both per family; ``place`` the scale of titles and section, for FUNCTION and for the others. ``least``: texts in
    which an n-gram must occur; ``most``: n-grams kept per space. ``joined``: the weight of paragraphs that are put together
    from neighbours (0: none). ``folds``: groups of offices for the out-of-office predictions.
    """

    strength_function: float = 1.0
    strength_five: float = 0.02
    strength_domains: float = 0.02
    strength_shared: float = 1.0
    cues_function: float = 0.4
    cues_five: float = 0.7
    cues_domains: float = 1.0
    place_function: float = 4.0
    place_other: float = 0.5
    least_text: int = 3
    least_title: int = 2
    most: int = 60_000
    joined: float = 1.0
    folds: int = 4

    def strength(self, family: str) -> float:
        """C of a family."""
        return float(getattr(self, f"strength_{family}"))

    def cues(self, family: str) -> float:
        """Scale of the cue counts for a family."""
        return float(getattr(self, f"cues_{family}"))


def build_settings(given: Mapping[str, Any]) -> SklearnSettings:
    """Settings from a training file. Raises :class:`ConfigurationError`."""
    from nlp.topics.training import settings_from

    built: SklearnSettings = settings_from(SklearnSettings, given)
    return built


_COPIES: tuple[tuple[str, float], ...] = (("whole", 1.0), ("no headings", 0.5), ("nothing", 0.5), ("nearest", 0.3))
"""Each paragraph is also learned from with less context than it has, since a user may have less."""


def fit(
    train: Sequence[Example],
    dev: Sequence[Example],
    labels: LabelSet,
    settings: SklearnSettings | None = None,
    *,
    name: str = "model",
    version: str = "0",
    seed: int = 7,
    cues: Cues | None = None,
    decision: Decision | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> LinearClassifier:
    """Learn from ``train``; thresholds are chosen on ``dev`` and on out-of-office predictions of ``train``.

    With ``decision`` the thresholds are taken as they are.
    """
    chosen = settings or SklearnSettings()
    listed = _complete(cues or default_cues(), labels)
    task = _Task(list(train), labels, chosen, listed, seed)
    seen: list[_Unseen] = []
    folds = _folds(train, chosen.folds, seed)
    for number in range(chosen.folds):
        progress(f"fold {number + 1}/{chosen.folds}", number / (chosen.folds + 1))
        inside = [e for e, fold in zip(train, folds, strict=True) if fold != number]
        outside = [e for e, fold in zip(train, folds, strict=True) if fold == number]
        if inside and outside:
            seen.append(_judge(_Task(inside, labels, chosen, listed, seed).learn(), outside, labels, chosen))
    progress("all", chosen.folds / (chosen.folds + 1))
    learned = task.learn()
    if dev:
        seen.append(_judge(learned, dev, labels, chosen))
    progress("calibration", 1.0)
    # A lone office can be held out from nothing: better believed too readily than not trained at all.
    together = _Unseen.joined(seen or [_judge(learned, train, labels, chosen)])
    truth, weak = truth_of(together.examples, labels), weak_of(together.examples, labels)
    weights: dict[str, FamilyWeights] = {}
    probabilities: dict[str, Numbers] = {}
    for family in labels.families:
        count = len(labels.families[family].ids)
        features = together.features[family]
        if labels.families[family].single:
            slope = fit_temperature(features, truth[family], weak[family])
            weights[family] = learned.weights(family, np.zeros(0), np.full(count, slope), np.zeros(count))
            probabilities[family] = softmax(features * slope)
        else:
            shared, offset = fit_shared(features, truth[family], weak[family], chosen.strength_shared)
            weights[family] = learned.weights(family, shared, np.ones(count), offset)
            probabilities[family] = 1 / (1 + np.exp(-(features @ shared + offset)))
    if decision is None:
        decision = Decision(
            choose_thresholds(probabilities, truth, weak, labels),
            choose_unsure(probabilities["function"], truth["function"], weak["function"])
            if "function" in labels.families
            else 0.0,
        )
    return LinearClassifier(name, version, labels, decision, learned.featurizer, weights)


@dataclass(frozen=True, slots=True)
class _Unseen:
    """What the first stage says of examples that it did not learn from: scores of FUNCTION, features of the others."""

    examples: list[Example]
    features: dict[str, Numbers]

    @classmethod
    def joined(cls, parts: Sequence[_Unseen]) -> _Unseen:
        return cls(
            [example for part in parts for example in part.examples],
            {family: np.concatenate([part.features[family] for part in parts]) for family in parts[0].features},
        )


def _judge(learned: _Learned, examples: Sequence[Example], labels: LabelSet, settings: SklearnSettings) -> _Unseen:
    judged = [*examples, *(join_neighbours(examples, labels) if settings.joined else ())]
    rows, scores = learned.scores(judged)
    features: dict[str, Numbers] = {}
    for family, found in scores.items():
        if labels.families[family].single:
            features[family] = found.whole
        else:
            features[family] = np.concatenate([stage_features(found), compare_labels(rows, family)], axis=2)
    return _Unseen(judged, features)


def _complete(cues: Cues, labels: LabelSet) -> Cues:
    """The cue lists of the families that the label set has too; a label without cues gets an empty list.

    FUNCTION's own lists stay: what kind of paragraph it is helps with every label set.
    """
    families = {"function": dict(cues.families.get("function", {}))}
    for name, family in labels.families.items():
        given = cues.families.get(name, {})
        families[name] = {label: given.get(label, ((), (), ())) for label in family.ids}
    return replace(cues, families=families)


def _folds(examples: Sequence[Example], count: int, seed: int) -> list[int]:
    """A fold for each example, the same for all of one group. Groups are dealt out, largest first, to the smallest fold."""
    sizes: dict[str, int] = {}
    for i, example in enumerate(examples):
        group = example.group or f"#{i}"
        sizes[group] = sizes.get(group, 0) + 1
    filled = [0] * count
    fold_of: dict[str, int] = {}
    for group in sorted(sizes, key=lambda g: (-sizes[g], hashlib.sha256(f"{seed}/{g}".encode()).digest())):
        smallest = filled.index(min(filled))
        fold_of[group] = smallest
        filled[smallest] += sizes[group]
    return [fold_of[example.group or f"#{i}"] for i, example in enumerate(examples)]


class _Learned:
    """The first stage: fitted weights before anything is made of them."""

    def __init__(
        self, featurizer: Featurizer, own: Mapping[str, tuple[Floats, Floats, Floats]], labels: LabelSet
    ) -> None:
        self.featurizer = featurizer
        self.own = own
        self.labels = labels

    def weights(self, family: str, shared: Numbers, slope: Numbers, offset: Numbers) -> FamilyWeights:
        grams, dense, bias = self.own[family]
        # What is stored is what is used: half precision is rounded here, not when the file is written.
        return FamilyWeights(
            grams.astype(np.float16).astype(np.float32),
            dense,
            bias,
            shared.astype(np.float32),
            slope.astype(np.float32),
            offset.astype(np.float32),
        )

    def scores(self, examples: Sequence[Example]) -> tuple[Rows, dict[str, Scores]]:
        """The features of examples and what the first stage says of them."""
        plain = self.featurizer.plain([e.text for e in examples])
        bare = {
            family: self.weights(family, np.zeros(0), np.ones(len(found.ids)), np.zeros(len(found.ids)))
            for family, found in self.labels.families.items()
        }
        classifier = LinearClassifier("", "", self.labels, Decision.even(self.labels), self.featurizer, bare)
        return classifier.scores(plain, _contexts(plain, examples, "whole"))


class _Task:
    """One fit: a vocabulary and the weights of all families from one set of examples."""

    def __init__(
        self, examples: list[Example], labels: LabelSet, settings: SklearnSettings, cues: Cues, seed: int
    ) -> None:
        self.examples, self.labels, self.settings, self.cues, self.seed = examples, labels, settings, cues, seed
        self._columns = 0
        self._dense_names: tuple[str, ...] = ()

    def learn(self) -> _Learned:
        own_rows = len(self.examples)
        if self.settings.joined:
            self.examples += join_neighbours(self.examples, self.labels)
        emphasis = np.ones(len(self.examples))
        emphasis[own_rows:] = self.settings.joined
        bare = Featurizer(self.cues, self.labels)
        plain = bare.plain([e.text for e in self.examples])
        contexts = _contexts(plain, self.examples, "whole")
        least = {"text": self.settings.least_text, "opening": 2, "heading": self.settings.least_title}
        least["above"] = self.settings.least_title
        vocabulary = collect_vocabulary(bare.texts_of(plain, contexts), least, self.settings.most)
        featurizer = Featurizer(self.cues, self.labels, vocabulary)
        self._columns, self._dense_names = len(vocabulary.keys), featurizer.dense_names
        copies = [(featurizer.rows(plain, _contexts(plain, self.examples, what)), weight) for what, weight in _COPIES]
        truth, weak = truth_of(self.examples, self.labels), weak_of(self.examples, self.labels)
        own = {
            family: self._family(family, copies, truth[family], weak[family], emphasis)
            for family in self.labels.families
        }
        return _Learned(featurizer, own, self.labels)

    def _family(
        self, family: str, copies: Sequence[tuple[Rows, float]], truth: Bools, weak: Bools, each: Numbers
    ) -> tuple[Floats, Floats, Floats]:
        import scipy.sparse as sp
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        single = self.labels.families[family].single
        used = copies if single else (copies[0], copies[2])
        scale = self._scale(family)
        columns = self._columns
        matrix: Any = sp.vstack(
            [
                sp.hstack(
                    [
                        sp.csr_matrix((rows.value, (rows.row, rows.column)), shape=(len(rows.dense), columns)),
                        sp.csr_matrix(rows.dense * scale),
                    ]
                )
                for rows, _ in used
            ]
        ).tocsr()
        emphasis = np.concatenate([each * weight for _, weight in used])
        wanted = np.tile(truth, (len(used), 1))
        open_to_both = np.tile(weak, (len(used), 1))
        strength = self.settings.strength(family)
        count = truth.shape[1]
        coefficients = np.zeros((matrix.shape[1], count), dtype=np.float32)
        bias = np.full(count, -6.0, dtype=np.float32)
        if single:
            target = wanted.argmax(axis=1)
            present = np.unique(target)
            if len(present) > 1:
                model = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
                model.fit(matrix, target, sample_weight=emphasis)
                learned, intercept = model.coef_, model.intercept_
                if len(present) == 2:
                    learned, intercept = np.vstack([-learned, learned]) / 2, np.array([-intercept[0], intercept[0]]) / 2
                coefficients[:, present] = learned.T
                bias[present] = intercept
            else:
                bias[present] = 6.0
        else:
            for label in range(count):
                kept = np.flatnonzero(~open_to_both[:, label])
                target = wanted[kept, label]
                if target.all() or not target.any():
                    bias[label] = 2.0 if target.any() else -2.0
                    continue
                # Margins, not odds: what comes of them is decided in the second stage, where all labels learn together.
                model = LinearSVC(C=strength, max_iter=5000, random_state=self.seed)
                model.fit(matrix[kept], target, sample_weight=emphasis[kept])
                coefficients[:, label] = model.coef_[0]
                bias[label] = model.intercept_[0]
        return coefficients[:columns], coefficients[columns:] * scale[:, None], bias

    def _scale(self, family: str) -> Floats:
        """How much each dense column counts before regularisation: cue counts and places by the settings."""
        place = self.settings.place_function if family == "function" else self.settings.place_other
        cues = self.settings.cues(family)
        return np.array([cues if n.startswith(("cues", "length")) else place for n in self._dense_names], np.float32)


def _contexts(plain: Sequence[str], examples: Sequence[Example], what: str) -> list[Context]:
    """The contexts of examples, reduced to ``what`` (a name of :data:`_COPIES`)."""
    headings = [e.headings for e in examples]
    sections = [e.section for e in examples]
    if what == "no headings":
        return contexts_of(plain, None, sections)
    if what == "nothing":
        return contexts_of(plain, None, None)
    if what == "nearest":
        return contexts_of(plain, [h[-1:] for h in headings], None)
    return contexts_of(plain, headings, sections)
