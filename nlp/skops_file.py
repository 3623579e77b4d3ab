"""Weights in a file: the skops format, for plain values and arrays only.

Takes dicts, lists, strings, numbers and numpy arrays, gives a ``.skops`` file that ``skops.io.load`` reads too. Written
with skops itself, then made the same byte for byte on every run; read here without skops (which would import all of
scikit-learn and takes over a second) and far more narrowly: anything but those types is refused, nothing is ever executed,
nothing is ever unpickled.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from nlp.errors import ModelError

__all__ = ["read_skops", "write_skops"]

_DATE = (2020, 1, 1, 0, 0, 0)
_LARGEST = 512 * 1024 * 1024
_CONTAINERS = {"DictNode": dict, "ListNode": list, "TupleNode": tuple}
_ANSWER = "this file was not written by gouji; train the model anew or fetch it again"


def write_skops(value: object, path: Path) -> None:
    """Write ``value``. The same value gives the same bytes."""
    import skops.io

    with zipfile.ZipFile(io.BytesIO(skops.io.dumps(value))) as source:
        schema = json.loads(source.read("schema.json"))
        members: dict[str, bytes] = {}
        _settle(schema, count(), {}, source, members)
    # Which skops wrote it is in the manifest; here it would make two equal models differ.
    text = json.dumps(schema, indent=1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name, content in sorted({**members, "schema.json": text}.items()):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)


def _settle(
    node: Any, ids: Iterator[int], files: dict[str, str], source: zipfile.ZipFile, members: dict[str, bytes]
) -> None:
    """Number objects and members in order of appearance, where skops uses addresses in memory."""
    if isinstance(node, list):
        for item in node:
            _settle(item, ids, files, source, members)
    elif isinstance(node, dict):
        if "__id__" in node:
            node["__id__"] = next(ids)
        if isinstance(node.get("file"), str):
            name = files.setdefault(node["file"], f"{len(files)}{Path(node['file']).suffix}")
            members[name] = source.read(node["file"])
            node["file"] = name
        for item in node.values():
            _settle(item, ids, files, source, members)


def read_skops(path: Path, name: str) -> Any:
    """The value in a file. Raises :class:`ModelError` if it is no such file or holds any other type."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise ModelError(name, f"{path.name} is larger than {_LARGEST >> 20} MB unpacked; {_ANSWER}")
            schema = json.loads(archive.read("schema.json"))
            return _value(schema, archive, name, path.name)
    except FileNotFoundError as error:
        raise ModelError(name, f"{path} is missing; install the model again or train it anew") from error
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError) as error:
        raise ModelError(name, f"{path.name} cannot be read ({type(error).__name__}: {error}); {_ANSWER}") from error


def _value(node: Any, archive: zipfile.ZipFile, name: str, file: str) -> Any:
    kind = node["__loader__"]
    if kind == "JsonNode":
        content = json.loads(node["content"])
        if content is not None and not isinstance(content, (str, int, float, bool)):
            raise ModelError(name, f"{file} holds an unknown type {node.get('__class__')!r}; {_ANSWER}")
        return content
    if kind in _CONTAINERS and node.get("__class__") == _CONTAINERS[kind].__name__ and node["__module__"] == "builtins":
        if kind == "DictNode":
            return {_key(key): _value(item, archive, name, file) for key, item in node["content"].items()}
        items = [_value(item, archive, name, file) for item in node["content"]]
        return tuple(items) if kind == "TupleNode" else items
    if kind == "NdArrayNode" and node.get("type") == "numpy" and node.get("__class__") == "ndarray":
        import numpy as np

        # allow_pickle is False by default; said here because everything depends on it.
        return np.load(io.BytesIO(archive.read(node["file"])), allow_pickle=False)
    raise ModelError(name, f"{file} holds an unknown type {node.get('__module__')}.{node.get('__class__')}; {_ANSWER}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError("keys must be strings")
    return key
