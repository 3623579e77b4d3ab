"""The layout press and the synthetic corpus: invented reports of which everything is known.

:func:`make_report` gives a consistent report, :func:`press` renders it in any file type, layout and damage, :func:`plant` puts
one error into it, and :mod:`~nlp.corpus.synthetic.collection` writes whole collections with their truth. Never reads a real
report; places, offices and sentences are the project's own.
"""

from __future__ import annotations

from nlp.corpus.synthetic.content import Content, Mark, Part, Passage
from nlp.corpus.synthetic.planted import ERRORS, Planted, plant
from nlp.corpus.synthetic.press import DAMAGES, LAYOUTS, press
from nlp.corpus.synthetic.reports import make_family, make_report, make_series
from nlp.corpus.synthetic.script import Rendering

__all__ = [
    "DAMAGES",
    "ERRORS",
    "LAYOUTS",
    "Content",
    "Mark",
    "Part",
    "Passage",
    "Planted",
    "Rendering",
    "make_family",
    "make_report",
    "make_series",
    "plant",
    "press",
]
