"""Corpora: labelled paragraphs and claims, how they are split, judged and grown, and invented reports to test with.

Takes folders with ``corpus.toml`` or plans, gives rows, examples and figures. Stands beside ``batch``: it may use every room
below, and no room below uses it. Names are loaded when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.corpus.agreement import compare
    from nlp.corpus.exchange import export_rows, import_rows
    from nlp.corpus.rows import Corpus, Row, load_corpus
    from nlp.corpus.runs import run_training
    from nlp.corpus.suggest import suggest_rows
    from nlp.corpus.weak import weak_labels

__all__ = [
    "Corpus",
    "Row",
    "compare",
    "export_rows",
    "import_rows",
    "load_corpus",
    "run_training",
    "suggest_rows",
    "weak_labels",
]

_HOMES = {
    "Corpus": "rows",
    "Row": "rows",
    "compare": "agreement",
    "export_rows": "exchange",
    "import_rows": "exchange",
    "load_corpus": "rows",
    "run_training": "runs",
    "suggest_rows": "suggest",
    "weak_labels": "weak",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"nlp.corpus.{home}"), name)
