"""The spaCy backend: text categorisers of spaCy, for those whose tools speak spaCy.

Takes labelled examples, gives a :class:`SpacyClassifier` that holds one blank Chinese pipeline with a ``textcat_multilabel`` for
all labels; section and headings are set before the text. Loads spaCy when it is asked for. Never segments with jieba: the
blank pipeline works on characters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import MissingDependencyError, ModelError
from nlp.topics.api import Decision, Example, Explanation, Headings, Probabilities, Sections, decide, truth_of, weak_of
from nlp.topics.context import Context, contexts_of
from nlp.topics.labels import LabelSet
from nlp.topics.plain import plain_text
from nlp.topics.thresholds import choose_thresholds, choose_unsure
from nlp.types import ParagraphTopics

if TYPE_CHECKING:
    from nlp.topics.persist import Manifest

__all__ = ["SpacyClassifier", "SpacySettings", "build_settings", "fit", "load"]

PIPELINE = "pipeline"

_BAG: dict[str, Any] = {
    "@architectures": "spacy.TextCatBOW.v3",
    "ngram_size": 3,
    "no_output_layer": False,
    "exclusive_classes": False,
}


@dataclass(frozen=True, slots=True)
class SpacySettings:
    """``epochs``: passes over the training part; ``batch``: paragraphs a step; ``rate``: Adam's learning rate; ``patience``:
    passes without gain on dev after which training stops; ``length``: hashed n-gram features (a power of two).
    """

    epochs: int = 12
    batch: int = 32
    rate: float = 0.003
    patience: int = 3
    length: int = 65_536


class SpacyClassifier:
    """See :class:`nlp.topics.api.Classifier`."""

    def __init__(self, zh: Any, labels: LabelSet, decision: Decision, *, name: str, version: str) -> None:
        self.zh = zh
        self.labels = labels
        self.decision = decision
        self.name = name
        self.version = version

    def probabilities(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> Probabilities:
        """Probabilities as the categorisers give them."""
        plain = [plain_text(text) for text in texts]
        shown = [
            _shown(text, context) for text, context in zip(plain, contexts_of(plain, headings, sections), strict=True)
        ]
        found: dict[str, list[list[float]]] = {name: [] for name in self.labels.families}
        for doc in self.zh.pipe(shown):
            for name, family in self.labels.families.items():
                found[name].append([doc.cats[f"{name}:{label}"] for label in family.ids])
        out = {
            name: np.array(rows, dtype=np.float64).reshape(len(texts), len(self.labels.families[name].ids))
            for name, rows in found.items()
        }
        for name, family in self.labels.families.items():
            if family.single and len(texts):
                # The categoriser answers each label for itself; of labels that exclude each other the odds are compared.
                odds = out[name].clip(1e-6, 1 - 1e-6)
                odds = odds / (1 - odds)
                out[name] = odds / odds.sum(axis=1, keepdims=True)
        return out

    def predict(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> list[ParagraphTopics]:
        """One result a text, in order."""
        return decide(self.probabilities(texts, headings, sections), self.labels, self.decision)

    def explain(
        self,
        text: str,
        headings: Sequence[str] = (),
        section: str | None = None,
        top: int = 8,  # noqa: ARG002 - it cannot tell
    ) -> tuple[Explanation, ...]:
        """The labels without contributions: this backend cannot tell them."""
        given = self.predict([text], [tuple(headings)], [section])[0]
        listed = [("function", given.function)] if given.function else []
        listed += [("five", scored) for scored in given.five] + [("domains", scored) for scored in given.domains]
        return tuple(Explanation(family, scored.label, scored.p, ()) for family, scored in listed)

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the pipeline."""
        self.zh.to_disk(folder / PIPELINE)
        return tuple(
            sorted(path.relative_to(folder).as_posix() for path in (folder / PIPELINE).rglob("*") if path.is_file())
        )


def build_settings(given: Mapping[str, Any]) -> SpacySettings:
    """Settings from a training file. Raises :class:`ConfigurationError`."""
    from nlp.topics.training import settings_from

    built: SpacySettings = settings_from(SpacySettings, given)
    return built


def _spacy() -> Any:
    try:
        import spacy
    except ImportError as error:
        raise MissingDependencyError("spacy", "the spaCy classifier") from error
    return spacy


def _shown(text: str, context: Context) -> str:
    return f"[{context.section or '?'}] {'/'.join(context.headings[:2])} | {text}"


def fit(
    train: Sequence[Example],
    dev: Sequence[Example],
    labels: LabelSet,
    settings: SpacySettings | None = None,
    *,
    name: str = "model",
    version: str = "1",
    seed: int = 7,
    decision: Decision | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> SpacyClassifier:
    """Learn from ``train``, stop when ``dev`` no longer gains, choose thresholds on ``dev``."""
    spacy = _spacy()
    from spacy.training import Example as Pair
    from thinc.api import Adam

    chosen = settings or SpacySettings()
    spacy.util.fix_random_seed(seed)
    zh = spacy.blank("zh")
    pipe = zh.add_pipe("textcat_multilabel", config={"model": {**_BAG, "length": chosen.length}})
    for family_name, family in labels.families.items():
        for label in family.ids:
            pipe.add_label(f"{family_name}:{label}")
    truth = truth_of(train, labels)
    plain = [plain_text(e.text) for e in train]
    whole = contexts_of(plain, [e.headings for e in train], [e.section for e in train])
    pairs = []
    for row, text in enumerate(plain):
        cats = {
            f"{family_name}:{label}": float(truth[family_name][row, i])
            for family_name, family in labels.families.items()
            for i, label in enumerate(family.ids)
        }
        for context in (whole[row], Context()):
            pairs.append(Pair.from_dict(zh.make_doc(_shown(text, context)), {"cats": cats}))
    optimizer = zh.initialize(lambda: pairs[: max(1, min(len(pairs), 50))], sgd=Adam(chosen.rate))
    order = np.random.default_rng(seed)
    classifier = SpacyClassifier(zh, labels, decision or Decision.even(labels), name=name, version=version)
    best, best_bytes, waited = -1.0, None, 0
    for epoch in range(chosen.epochs):
        progress(f"epoch {epoch + 1}/{chosen.epochs}", epoch / chosen.epochs)
        turn = order.permutation(len(pairs))
        for start in range(0, len(pairs), chosen.batch):
            zh.update([pairs[i] for i in turn[start : start + chosen.batch]], sgd=optimizer, drop=0.2)
        if not dev:
            continue
        gained = _mean_f1(classifier, dev, labels)
        if gained > best + 1e-4:
            best, best_bytes, waited = gained, zh.to_bytes(), 0
        else:
            waited += 1
            if waited > chosen.patience:
                break
    if best_bytes is not None:
        zh.from_bytes(best_bytes)
    if decision is None and dev:
        p = classifier.probabilities([e.text for e in dev], [e.headings for e in dev], [e.section for e in dev])
        y, w = truth_of(dev, labels), weak_of(dev, labels)
        unsure = choose_unsure(np.asarray(p["function"]), y["function"], w["function"]) if "function" in p else 0.0
        classifier.decision = Decision(choose_thresholds(p, y, w, labels), unsure)
    return classifier


def _mean_f1(classifier: SpacyClassifier, dev: Sequence[Example], labels: LabelSet) -> float:
    """Micro F1 at one half (FUNCTION: accuracy), averaged over the families."""
    p = classifier.probabilities([e.text for e in dev], [e.headings for e in dev], [e.section for e in dev])
    truth = truth_of(dev, labels)
    values = []
    for name, family in labels.families.items():
        y: NDArray[np.bool_] = truth[name]
        if family.single:
            values.append(float((p[name].argmax(axis=1) == y.argmax(axis=1)).mean()))
        else:
            given = p[name] >= 0.5
            values.append(2 * float((given & y).sum()) / max(float(given.sum() + y.sum()), 1.0))
    return float(np.mean(values))


def load(manifest: Manifest) -> SpacyClassifier:
    """The classifier that :meth:`SpacyClassifier.save` wrote. Raises :class:`ModelError`."""
    spacy = _spacy()
    zh = spacy.blank("zh")
    length = manifest.trained.get("settings", {}).get("length", SpacySettings().length)
    zh.add_pipe("textcat_multilabel", config={"model": {**_BAG, "length": int(length)}})
    try:
        zh.from_disk(manifest.folder / PIPELINE)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(manifest.id, f"{PIPELINE} cannot be read ({error}); train the model anew") from error
    return SpacyClassifier(zh, manifest.labels, manifest.decision, name=manifest.name, version=manifest.version)
