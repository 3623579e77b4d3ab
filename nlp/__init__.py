"""gouji (勾稽): audits Chinese government information-disclosure annual reports.

Takes nothing at import: every public name is loaded when it is first asked for, so that ``import nlp`` and
``gouji --help`` stay quick. Gives the few names a notebook needs. Never imports a heavy library by itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.annotate import load_pipeline
    from nlp.api import audit, extract, read
    from nlp.quantities import find_quantities
    from nlp.settings import Settings
    from nlp.topics import load_classifier

__all__ = ["Settings", "__version__", "audit", "extract", "find_quantities", "load_classifier", "load_pipeline", "read"]

_HOMES = {
    "Settings": "nlp.settings",
    "audit": "nlp.api",
    "extract": "nlp.api",
    "find_quantities": "nlp.quantities",
    "load_classifier": "nlp.topics",
    "load_pipeline": "nlp.annotate",
    "read": "nlp.api",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
