"""Words, tags, sentences, entities: report prose as a spaCy pipeline.

Takes text and a finder of numbers, gives words that never cut a number, and the components of the pipeline that
``nlp.load_pipeline`` puts together. Names are loaded when they are first asked for: importing this package loads neither
jieba nor spaCy. Never finds numbers or claims itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.language.entities import Entity, find_entities
    from nlp.language.lexicon import Lexicon, load_lexicon
    from nlp.language.picture import Picture
    from nlp.language.segment import Piece, Segmenter

__all__ = ["Entity", "Lexicon", "Picture", "Piece", "Segmenter", "find_entities", "load_lexicon"]

_HOMES = {
    "Entity": "entities",
    "Lexicon": "lexicon",
    "Picture": "picture",
    "Piece": "segment",
    "Segmenter": "segment",
    "find_entities": "entities",
    "load_lexicon": "lexicon",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"nlp.language.{home}"), name)
    globals()[name] = value
    return value
