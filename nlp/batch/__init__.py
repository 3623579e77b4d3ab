"""Thousands of reports at once: a run that survives, and the tables that come of it.

Takes paths and a folder, gives Parquet tables, a DuckDB file and a summary (:func:`extract`). Names are loaded when they are
first asked for. Never judges a report itself: it maps :func:`nlp.pipeline.process_all` over files.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.batch.run import Options, Progress, extract
    from nlp.batch.summary import Summary

__all__ = ["Options", "Progress", "Summary", "extract"]

_HOMES = {"Options": "run", "Progress": "run", "Summary": "summary", "extract": "run"}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"nlp.batch.{home}"), name)
