"""What each paragraph is about: FUNCTION, FIVE and DOMAIN (DOMAIN.md section 5).

Takes texts with headings and sections, gives :class:`~nlp.types.ParagraphTopics`; takes labelled examples, gives classifiers,
their measures and their files. Names are loaded when they are first asked for: ``load_classifier`` needs numpy alone, and
training pulls in scikit-learn. Never reads reports.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.topics.api import Classifier, Decision, Example, Explanation
    from nlp.topics.evaluation import Evaluation, evaluate
    from nlp.topics.labels import LabelSet, load_labels
    from nlp.topics.persist import GPU_BACKENDS, find_model, list_models, load_classifier, read_manifest, save_model
    from nlp.topics.training import TrainingRun, train

__all__ = [
    "GPU_BACKENDS",
    "Classifier",
    "Decision",
    "Evaluation",
    "Example",
    "Explanation",
    "LabelSet",
    "TrainingRun",
    "evaluate",
    "find_model",
    "list_models",
    "load_classifier",
    "load_labels",
    "read_manifest",
    "save_model",
    "train",
]

_HOMES = {
    "GPU_BACKENDS": "persist",
    "Classifier": "api",
    "Decision": "api",
    "Evaluation": "evaluation",
    "Example": "api",
    "Explanation": "api",
    "LabelSet": "labels",
    "TrainingRun": "training",
    "evaluate": "evaluation",
    "find_model": "persist",
    "list_models": "persist",
    "load_classifier": "persist",
    "load_labels": "labels",
    "read_manifest": "persist",
    "save_model": "persist",
    "train": "training",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"nlp.topics.{home}"), name)
    globals()[name] = value
    return value
