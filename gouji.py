"""The name under which spaCy finds the pipeline: ``spacy.load("gouji")``.

Takes spaCy's arguments, gives the pipeline of :func:`nlp.load_pipeline`. All else is in the package ``nlp``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from nlp.version import __version__

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

__all__ = ["__version__", "load"]


def load(
    *,
    vocab: Vocab | bool = True,
    disable: str | Iterable[str] = (),
    enable: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    config: Mapping[str, Any] | None = None,
) -> Language:
    """What ``spacy.load("gouji", …)`` gives; ``config`` overrides parts of the pipeline's configuration by dotted names."""
    from spacy import util

    from nlp.annotate import load_pipeline

    whole = load_pipeline()
    return util.load_model_from_config(
        whole.config.merge(util.dot_to_dict(dict(config or {}))),
        meta=whole.meta,
        vocab=vocab,
        disable=disable,
        enable=enable,
        exclude=exclude,
        auto_fill=True,
        validate=True,
    )
