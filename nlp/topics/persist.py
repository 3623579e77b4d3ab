"""Models on disk: ``<name>/<version>/`` with weights, ``manifest.json``, ``metrics.json`` and ``MODEL_CARD.md``.

Takes folders, gives classifiers. Loading checks the manifest first: what wrote it, for which version, and the SHA-256 of every
file; only then does a backend read its weights. Never unpickles, never executes anything from a model's folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Any

from nlp.bundled import bundled_folder
from nlp.errors import ConfigurationError, ModelError
from nlp.topics.api import Classifier, Decision
from nlp.topics.labels import LabelSet, build_labels
from nlp.version import __version__

__all__ = [
    "BACKENDS",
    "GPU_BACKENDS",
    "Manifest",
    "find_model",
    "list_models",
    "load_classifier",
    "read_manifest",
    "save_model",
]

SCHEMA = "gouji.model/1"
MANIFEST, METRICS, CARD = "manifest.json", "metrics.json", "MODEL_CARD.md"
ENTRY_POINTS = "gouji.classifiers"

BACKENDS: Mapping[str, str] = {
    "keyword": "nlp.topics.keyword",
    "sklearn": "nlp.topics.linear",
    "spacy": "nlp.topics.spacy",
    "transformers": "nlp.topics.transformer",
}
"""Built-in backends and the module whose ``load(folder, manifest)`` reads them. Others come by entry point."""

GPU_BACKENDS = frozenset({"transformers"})
"""Built-in backends that are quick on a GPU only."""

FORMATS: Mapping[str, int] = {"keyword": 1, "sklearn": 1, "spacy": 1, "transformers": 1}
"""The version of what each backend writes. Raised when older weights could no longer be understood."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a model without loading it. ``trained`` says on what and with which versions."""

    name: str
    version: str
    backend: str
    folder: Path
    labels: LabelSet
    decision: Decision
    files: Mapping[str, str]
    trained: Mapping[str, Any]

    @property
    def id(self) -> str:
        """``name/version``."""
        return f"{self.name}/{self.version}"


def save_model(
    classifier: Classifier,
    backend: str,
    out: str | os.PathLike[str],
    *,
    trained: Mapping[str, Any],
    metrics: Mapping[str, Any] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Path:
    """Write ``out/<name>/<version>/`` and give it. The folder appears complete or not at all; an older one is replaced.

    ``extra`` holds further text files (card, pictures) by name.
    """
    target = Path(out) / classifier.name / classifier.version
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".writing-", dir=target.parent))
    try:
        files = list(classifier.save(work))
        if metrics is not None:
            (work / METRICS).write_text(_json(metrics), encoding="utf-8")
            files.append(METRICS)
        for name, text in (extra or {}).items():
            (work / name).write_text(text, encoding="utf-8")
            files.append(name)
        manifest = {
            "schema": SCHEMA,
            "name": classifier.name,
            "version": classifier.version,
            "backend": backend,
            "format": FORMATS.get(backend, 1),
            "gouji": __version__,
            "labels": classifier.labels.to_plain(),
            "decision": {
                "thresholds": {family: dict(limits) for family, limits in classifier.decision.thresholds.items()},
                "unsure_below": classifier.decision.unsure_below,
            },
            "trained": dict(trained),
            "files": {name: _sha256(work / name) for name in sorted(files)},
        }
        (work / MANIFEST).write_text(_json(manifest), encoding="utf-8")
        work.chmod(0o755)
        if target.exists():
            shutil.rmtree(target)
        work.replace(target)
        load_classifier.cache_clear()
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return target


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a model's folder. Raises :class:`ModelError` if this version of gouji cannot use the model."""
    shown = folder.parent.name + "/" + folder.name if (folder / MANIFEST).is_file() else folder.name
    try:
        raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(shown, f"{folder} has no {MANIFEST}; see gouji models list") from error
    except (OSError, ValueError) as error:
        raise ModelError(shown, f"{MANIFEST} cannot be read ({error}); install or train the model anew") from error
    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        found = raw.get("schema") if isinstance(raw, dict) else None
        raise ModelError(
            shown, f"{MANIFEST} follows {found!r}, this gouji reads {SCHEMA!r}: update gouji, or train the model anew"
        )
    try:
        manifest = Manifest(
            name=str(raw["name"]),
            version=str(raw["version"]),
            backend=str(raw["backend"]),
            folder=folder,
            labels=build_labels(raw["labels"], MANIFEST),
            decision=Decision(
                {
                    str(family): {str(label): float(p) for label, p in limits.items()}
                    for family, limits in raw["decision"]["thresholds"].items()
                },
                float(raw["decision"]["unsure_below"]),
            ),
            files={str(name): str(digest) for name, digest in raw["files"].items()},
            trained=dict(raw["trained"]),
        )
        written = int(raw["format"])
    except (KeyError, TypeError, ValueError, AttributeError, ConfigurationError) as error:
        raise ModelError(shown, f"{MANIFEST} is damaged ({error}); install or train the model anew") from error
    known = FORMATS.get(manifest.backend, written)
    if written != known:
        raise ModelError(
            shown,
            f"its weights have format {written} of the backend {manifest.backend}, this gouji reads {known}: "
            + ("update gouji" if written > known else "train the model anew with gouji train"),
        )
    return manifest


def verify_files(manifest: Manifest) -> None:
    """Compare every file with its hash. Raises :class:`ModelError` naming the first that differs."""
    for name, digest in manifest.files.items():
        path = manifest.folder / name
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise ModelError(manifest.id, f"{MANIFEST} names a file outside the model's folder: {name}")
        try:
            found = _sha256(path)
        except OSError as error:
            raise ModelError(manifest.id, f"{name} is missing; install or train the model anew") from error
        if found != digest:
            raise ModelError(
                manifest.id,
                f"{name} is not the file that was trained (SHA-256 {found[:12]}…, expected {digest[:12]}…); "
                "install the model again or train it anew",
            )


def list_models(root: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
    """The model folders under ``root`` (the shipped ones by default), newest version of each name first."""
    base = Path(root) if root is not None else bundled_folder("models")
    found = [path.parent for path in base.glob(f"*/*/{MANIFEST}") if not path.parent.name.startswith(".")]
    by_version = sorted(found, key=lambda folder: _version_key(folder.name), reverse=True)
    return tuple(sorted(by_version, key=lambda folder: folder.parent.name))


def find_model(name: str, root: str | os.PathLike[str] | None = None) -> Path:
    """The folder of ``name``, ``name/version`` or a path. Raises :class:`ModelError` if there is none."""
    path = Path(name)
    if (path / MANIFEST).is_file():
        return path
    known = list_models(root)
    for folder in known:
        if name in {folder.parent.name, f"{folder.parent.name}/{folder.name}"}:
            return folder
    if path.is_dir() and (inside := list_models(path)):
        return inside[0]
    if path.is_dir() and (versions := [p.parent for p in path.glob(f"*/{MANIFEST}")]):
        return max(versions, key=lambda folder: _version_key(folder.name))
    names = "、".join(sorted({folder.parent.name for folder in known} | {"keyword"}))
    raise ModelError(
        name,
        f"no such model (there are: {names}); train it with gouji train, or name its folder",
        f"没有这个模型（现有 {names}）；可用 gouji train 训练，或写出它的文件夹",
    )


@lru_cache(maxsize=4)
def load_classifier(name: str | os.PathLike[str] = "default") -> Classifier:
    """A classifier by name: ``default`` (shipped), ``keyword`` (the floor, needs no training), a folder, a name/version.

    Loaded once per process. Raises :class:`ModelError` (missing, altered or of another version) and
    :class:`MissingDependencyError` (a backend's package is not installed).
    """
    shown = os.fspath(name)
    if shown == "keyword":
        from nlp.topics.keyword import KeywordClassifier

        return KeywordClassifier.default()
    manifest = read_manifest(find_model(shown))
    verify_files(manifest)
    loaded: Classifier = backend_module(manifest.backend, manifest.id).load(manifest)
    return loaded


def backend_module(backend: str, model: str) -> Any:
    """The module of a backend: a built-in one, or one that a package registered as ``gouji.classifiers``."""
    module = BACKENDS.get(backend)
    if module is not None:
        return import_module(module)
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name == backend:
            return entry.load()
    raise ModelError(model, f"unknown backend {backend!r}; install the package that brings it")


def versions_of(*packages: str) -> dict[str, str]:
    """The installed versions of packages, for the manifest."""
    out = {}
    for package in packages:
        try:
            out[package] = version(package)
        except PackageNotFoundError:
            continue
    return out


def _version_key(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in re.split(r"[.\-_]", text))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False) + "\n"
