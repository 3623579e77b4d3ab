"""The floor: labels from cue words, headings and sections alone, without any training.

Takes texts, gives probabilities that follow from the number of cue words by fixed formulas. It is what every trained
classifier has to beat, what labels a new domain before there is a corpus, and what remains where no model is installed.
Never learns; its probabilities are not calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ModelError
from nlp.topics.api import Contribution, Decision, Example, Explanation, Headings, Probabilities, Sections, decide
from nlp.topics.context import Context, contexts_of
from nlp.topics.cues import Cues, build_cues, default_cues, load_cues
from nlp.topics.features import Featurizer, Rows
from nlp.topics.labels import LabelSet, default_labels
from nlp.types import ParagraphTopics

if TYPE_CHECKING:
    from nlp.topics.persist import Manifest

__all__ = ["KeywordClassifier", "KeywordSettings", "build_settings", "fit", "load"]

CUES_FILE = "cues.json"

# How much the section alone says of FUNCTION: part six is always other, part five is problem or improve (DOMAIN 5.4).
_SECTION_SAYS: dict[str, dict[str, float]] = {
    "preamble": {"other": 6.0},
    "disclosure": {"active": 3.0},
    "requests": {"request": 4.0},
    "disputes": {"request": 4.0},
    "problems": {"problem": 4.0, "improve": 4.0},
    "other": {"other": 4.0},
}
_TITLE_SAYS = 5.0


class KeywordClassifier:
    """See :class:`nlp.topics.api.Classifier`."""

    def __init__(
        self,
        cues: Cues,
        labels: LabelSet,
        *,
        name: str = "keyword",
        version: str = "1",
        decision: Decision | None = None,
    ) -> None:
        self.name = name
        self.version = version
        self.labels = labels
        self.cues = cues
        self.decision = decision or Decision.even(labels)
        self._featurizer = Featurizer(cues, labels)

    @classmethod
    def default(cls) -> KeywordClassifier:
        """The shipped cue lists and labels."""
        return cls(default_cues(), default_labels())

    def probabilities(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> Probabilities:
        """Scores between 0 and 1; one half is where the floor would give the label."""
        plain = self._featurizer.plain(texts)
        contexts = contexts_of(plain, headings, sections)
        rows = self._featurizer.rows(plain, contexts)
        out: dict[str, NDArray[np.float64]] = {}
        for name, family in self.labels.families.items():
            counts = rows.counts.get(name)
            if counts is None:
                out[name] = np.zeros((len(texts), len(family.ids)))
            elif family.single:
                out[name] = self._function(rows, contexts, name)
            else:
                # A label needs a strong word in a good part of the text, and not many fewer than its strongest rival.
                strong, usual, share, opening = (counts[:, :, i].astype(np.float64) for i in range(4))
                rival = strong.max(axis=1, keepdims=True)
                z = 2.0 * strong + 0.4 * usual + 2.0 * share + 0.8 * opening - 1.2 * rival - 2.2
                z[strong == 0] = -4.0
                out[name] = 1 / (1 + np.exp(-z))
        return out

    def _function(self, rows: Rows, contexts: Sequence[Context], name: str) -> NDArray[np.float64]:
        ids = self.labels.families[name].ids
        counts = rows.counts[name].astype(np.float64)
        z = 1.5 * counts[:, :, 0] + 0.5 * counts[:, :, 1] + 0.5 * counts[:, :, 2] + 0.7 * counts[:, :, 3]
        names = self._featurizer.dense_names
        first = names.index(f"title.{name}.{ids[0]}")
        z += _TITLE_SAYS * rows.dense[:, first : first + len(ids)]
        for i, context in enumerate(contexts):
            for label, weight in _SECTION_SAYS.get(context.section or "", {}).items():
                if label in ids:
                    z[i, ids.index(label)] += weight
        raised = np.exp(z - z.max(axis=1, keepdims=True)) if len(z) else z
        total: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True) if len(z) else raised
        return total

    def predict(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> list[ParagraphTopics]:
        """One result a text, in order."""
        return decide(self.probabilities(texts, headings, sections), self.labels, self.decision)

    def explain(
        self, text: str, headings: Sequence[str] = (), section: str | None = None, top: int = 8
    ) -> tuple[Explanation, ...]:
        """The strong cue words that were found for each label given."""
        given = self.predict([text], [tuple(headings)], [section])[0]
        words = self._featurizer.words_in(self._featurizer.plain([text])[0])
        out = []
        for family, scored in (
            ("function", () if given.function is None else (given.function,)),
            ("five", given.five),
            ("domains", given.domains),
        ):
            for label in scored:
                found = [Contribution(word, "cues", 1.0) for word in words.get((family, label.label), ())]
                out.append(Explanation(family, label.label, label.p, tuple(found[:top])))
        return tuple(out)

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the cue lists."""
        text = json.dumps(self.cues.to_plain(), ensure_ascii=False, indent=1)
        (folder / CUES_FILE).write_text(text, encoding="utf-8")
        return (CUES_FILE,)


@dataclass(frozen=True, slots=True)
class KeywordSettings:
    """``cues``: a YAML file of cue lists of one's own, or ``default``."""

    cues: str = "default"


def build_settings(given: Mapping[str, Any]) -> KeywordSettings:
    """Settings from a training file. Raises :class:`ConfigurationError`."""
    from nlp.topics.training import settings_from

    built: KeywordSettings = settings_from(KeywordSettings, given)
    return built


def fit(
    train: Sequence[Example],  # noqa: ARG001 - nothing is learned
    dev: Sequence[Example],  # noqa: ARG001
    labels: LabelSet,
    settings: KeywordSettings | None = None,
    *,
    name: str = "keyword",
    version: str = "1",
    seed: int = 7,  # noqa: ARG001
    decision: Decision | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,  # noqa: ARG001
) -> KeywordClassifier:
    """The floor in the shape of a training, so that it stands in every comparison."""
    chosen = settings or KeywordSettings()
    cues = default_cues() if chosen.cues == "default" else load_cues(Path(chosen.cues))
    return KeywordClassifier(cues, labels, name=name, version=version, decision=decision)


def load(manifest: Manifest) -> KeywordClassifier:
    """The classifier that :meth:`KeywordClassifier.save` wrote. Raises :class:`ModelError`."""
    try:
        raw: Any = json.loads((manifest.folder / CUES_FILE).read_text(encoding="utf-8"))
        cues = build_cues(raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(manifest.id, f"{CUES_FILE} is damaged ({error}); make the model anew") from error
    return KeywordClassifier(
        cues, manifest.labels, name=manifest.name, version=manifest.version, decision=manifest.decision
    )
