"""Where the shipped models, corpora and sample reports are.

Takes the folder's name, gives its path: beside the package in a checkout (``models/``, ``corpora/``), inside it once
installed from a wheel (``nlp/_models``, ``nlp/_corpora``). Never reads or writes in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from nlp.errors import ConfigurationError

__all__ = ["bundled_folder"]

_PACKAGE = Path(__file__).resolve().parent


def bundled_folder(name: Literal["models", "corpora"]) -> Path:
    """The folder ``name``. Raises :class:`ConfigurationError` if the installation lacks it."""
    for candidate in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(
        str(_PACKAGE / f"_{name}"), f"the installation lacks its folder of {name}; install gouji anew"
    )
