"""What the user named, as a list of files.

Takes files, folders, globs and ``-``; gives paths, folders searched through and sorted. Skips hidden files, lock files
and what a browser saves beside a page. Never opens a file, never decides by name what a file is (a folder's pictures
and scripts are left out because they are no documents under any name).
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import PurePath

__all__ = ["STDIN", "expand_paths", "is_by_product"]

STDIN = "-"

_LOCKS = ("~$", ".~", "~wrl")
_ASSETS = frozenset(
    (
        ".png .jpg .jpeg .gif .bmp .webp .svg .ico .tif .tiff .css .js .mjs .map .woff .woff2 .ttf .otf .eot .mp3 .mp4 .avi "
        ".mov .wmv .json .jsonl .yaml .yml .toml .xml .csv .tsv .py .pyc .ipynb .db .parquet .duckdb .log .lock .tmp .bak .part "
        ".crdownload .exe .dll .ini .lnk .url .ds_store"
    ).split(),
)
_FOLDERS = ("_files", ".files", "__MACOSX", "__pycache__", "node_modules")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


def expand_paths(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> tuple[str, ...]:
    """The files meant by ``paths``, in the order given, without duplicates; ``-`` stands for standard input.

    A folder gives its files, recursively and sorted. A name that matches nothing is returned as it is, as is a folder
    without files: reading it will say so.
    """
    named: Sequence[str | os.PathLike[str]] = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    found: dict[str, None] = {}
    for path in named:
        for file in _expand(os.fspath(path)):
            found.setdefault(file)
    return tuple(found)


def is_by_product(name: str) -> bool:
    """Whether a file found in a folder or archive is hidden, a lock file or an asset that was never a report."""
    parts = PurePath(name.replace("\\", "/")).parts
    if not parts:
        return True
    base = parts[-1]
    if any(part.startswith(".") and part not in {".", ".."} for part in parts):
        return True
    if any(part.endswith(_FOLDERS) for part in parts[:-1]):
        return True
    lower = base.lower()
    return lower.startswith(_LOCKS) or lower in _SYSTEM or lower.endswith("~") or os.path.splitext(lower)[1] in _ASSETS  # noqa: PTH122


def _expand(path: str) -> list[str]:
    if path == STDIN:
        return [path]
    if os.path.isdir(path):  # noqa: PTH112 - plain strings: the path must come back as the user wrote it
        return _files_below(path) or [path]
    if os.path.lexists(path) or not glob.has_magic(path):
        return [path]
    found: list[str] = []
    for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207
        if os.path.isdir(match):  # noqa: PTH112
            found.extend(_files_below(match))
        elif not is_by_product(os.path.basename(match)):  # noqa: PTH119
            found.append(match)
    return found or [path]


def _files_below(folder: str) -> list[str]:
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(_FOLDERS))
        found.extend(os.path.join(parent, name) for name in sorted(files) if not is_by_product(name))  # noqa: PTH118
    return found
