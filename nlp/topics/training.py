"""A training run: from labelled examples to a model that carries its own measures.

Takes examples in three parts and the settings of a backend, gives a :class:`TrainingRun`: the classifier, how it did on the
test part, and the files that say so. The classifier that is *measured* learned from ``train`` alone (thresholds: ``dev``); the
one that is *given* learns from everything once the measuring is done, if ``final = "all"``. Never reads a corpus itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, TypeAlias

from nlp.errors import ConfigurationError
from nlp.topics.api import Classifier, Example
from nlp.topics.evaluation import Evaluation, evaluate
from nlp.topics.labels import LabelSet, default_labels
from nlp.topics.persist import save_model, versions_of

__all__ = ["TRAINERS", "TrainingRun", "train"]

TRAINERS: Mapping[str, str] = {
    "keyword": "nlp.topics.keyword",
    "sklearn": "nlp.topics.sklearn",
    "spacy": "nlp.topics.spacy",
    "transformers": "nlp.topics.transformer",
}
"""Modules with ``build_settings(dict)`` and ``fit(train, dev, labels, settings, *, name, version, seed, progress)``."""

_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "keyword": ("numpy",),
    "sklearn": ("numpy", "scipy", "scikit-learn", "skops"),
    "spacy": ("numpy", "spacy"),
    "transformers": ("numpy", "torch", "transformers", "safetensors"),
}


Progress: TypeAlias = Callable[[str, float, float], None]
"""Told what is being done, and that ``done`` of ``total`` steps are over."""


def _silent(what: str, done: float, total: float) -> None:
    """Nobody is watching."""


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """What came of a run. ``measured`` is how the classifier that never saw ``test`` did on it."""

    classifier: Classifier
    backend: str
    evaluation: Evaluation
    metrics: Mapping[str, Any]
    trained: Mapping[str, Any]

    def save(self, out: str | Path) -> Path:
        """Write ``out/<name>/<version>/`` with weights, manifest, metrics, card and pictures."""
        from nlp.topics.card import write_card
        from nlp.topics.pictures import draw_confusion, draw_curve, draw_reliability

        extra = {"MODEL_CARD.md": write_card(self)}
        labels = self.classifier.labels
        for name, family in self.evaluation.families.items():
            extra[f"reliability_{name}.svg"] = draw_reliability(family, labels.families[name])
            if family.confusion is not None:
                extra[f"confusion_{name}.svg"] = draw_confusion(family, labels.families[name])
        if self.metrics.get("learning_curve"):
            extra["learning_curve.svg"] = draw_curve(self.metrics["learning_curve"], labels)
        return save_model(self.classifier, self.backend, out, trained=self.trained, metrics=self.metrics, extra=extra)


def train(
    examples: Mapping[str, Sequence[Example]],
    *,
    labels: LabelSet | None = None,
    backend: str = "sklearn",
    settings: Mapping[str, Any] | None = None,
    name: str = "model",
    version: str = "1",
    seed: int = 7,
    final: Literal["train", "all"] = "train",
    curve: Sequence[float] = (),
    resamples: int = 1000,
    corpus: Mapping[str, Any] | None = None,
    progress: Progress = _silent,
) -> TrainingRun:
    """Train and measure.

    ``examples`` maps train, dev and test to labelled paragraphs (:meth:`nlp.corpus.Corpus.split` gives them); ``curve`` are
    shares of the training offices for a learning curve; ``corpus`` is what the manifest shall say of the corpus. Raises
    :class:`ConfigurationError` for unknown backends or settings, :class:`MissingDependencyError` where a package is missing.
    """
    labels = labels or default_labels()
    learn = _trainer(backend, settings or {}, labels, seed)
    parts = {part: list(examples.get(part, ())) for part in ("train", "dev", "test")}
    if not parts["train"]:
        raise ConfigurationError("train", "there are no training examples")
    steps = 1 + sum(curve) + (1 if final == "all" else 0)
    done = 0.0

    def fit(what: str, weight: float, inside: Sequence[Example], **more: Any) -> Classifier:
        nonlocal done

        def report(step: str, share: float = 0.0) -> None:
            progress(f"{what}: {step}" if step else what, done + weight * share, steps)

        report("")
        classifier = learn(inside, parts["dev"], name=name, version=version, progress=report, **more)
        done += weight
        return classifier

    measured = fit("train", 1, parts["train"])
    judged = parts["test"] or parts["dev"] or parts["train"]
    measure = partial(evaluate, resamples=resamples, seed=seed)
    evaluation = measure(measured, judged)
    metrics: dict[str, Any] = {
        "judged_on": "test" if parts["test"] else "dev" if parts["dev"] else "train",
        "rows": {part: len(rows) for part, rows in parts.items()},
        "full": evaluation.to_plain(),
        "without_headings": measure(measured, judged, headings=False).to_plain(),
        "text_alone": measure(measured, judged, headings=False, sections=False).to_plain(),
        "learning_curve": [],
    }
    for share in sorted(curve):
        inside = _share_of(parts["train"], share, seed)
        point = evaluate(fit(f"curve {share:.0%}", share, inside), judged, resamples=2)
        metrics["learning_curve"].append(_point(len(inside), point))
    if curve:
        metrics["learning_curve"].append(_point(len(parts["train"]), evaluation))
    given = measured
    if final == "all":
        everything = [e for rows in parts.values() for e in rows]
        given = fit("final", 1, everything, decision=measured.decision)
    progress("done", steps, steps)
    trained = {
        "corpus": dict(corpus or {}),
        "rows": metrics["rows"],
        "final": final,
        "seed": seed,
        "settings": dict(settings or {}),
        "versions": versions_of(*_PACKAGES.get(backend, ())),
    }
    return TrainingRun(given, backend, evaluation, metrics, trained)


def _trainer(backend: str, settings: Mapping[str, Any], labels: LabelSet, seed: int) -> Callable[..., Classifier]:
    if backend not in TRAINERS:
        raise ConfigurationError("backend", f"unknown backend {backend!r}; there are {', '.join(TRAINERS)}")
    module = import_module(TRAINERS[backend])
    built = module.build_settings(dict(settings))

    def learn(inside: Sequence[Example], dev: Sequence[Example], **more: Any) -> Classifier:
        classifier: Classifier = module.fit(inside, dev, labels, built, seed=seed, **more)
        return classifier

    return learn


def _point(rows: int, evaluation: Evaluation) -> dict[str, Any]:
    return {"rows": rows, "macro": {name: round(f.macro, 4) for name, f in evaluation.families.items()}}


def _share_of(examples: Sequence[Example], share: float, seed: int) -> list[Example]:
    """The paragraphs of a share of the offices; a larger share holds every smaller one."""
    groups = sorted({e.group for e in examples}, key=lambda g: hashlib.sha256(f"{seed}/curve/{g}".encode()).digest())
    kept = set(groups[: max(1, round(len(groups) * share))])
    return [e for e in examples if e.group in kept]


def settings_from(model: type[Any], given: Mapping[str, Any], where: str = "settings") -> Any:
    """A frozen settings dataclass from plain values. Raises :class:`ConfigurationError` for unknown keys and types."""
    from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config

    try:
        strict = with_config(ConfigDict(extra="forbid"))(model)
        return TypeAdapter(strict).validate_json(json.dumps(given))
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{where}.{'.'.join(map(str, first['loc']))}", str(first["msg"])) from error
