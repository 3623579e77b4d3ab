"""A training run from its file: what ``gouji train`` does, for notebooks as well.

Takes the path of a TOML file (``models/default.toml`` shows all keys), reads the corpus that it names, trains, measures and
writes the model. Never overwrites a model before the new one is complete.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.corpus.rows import Corpus, load_corpus
from nlp.errors import ConfigurationError
from nlp.topics.training import TrainingRun, train

__all__ = ["RunFile", "load_run", "run_training"]


class RunFile(BaseModel):
    """The keys of a training file. Paths are relative to the file; ``settings`` are those of the backend."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    version: str = Field(default="1", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    backend: str = "sklearn"
    corpus: str
    out: str = "."
    seed: int = 7
    final: Literal["train", "all"] = "train"
    curve: list[float] = []
    resamples: int = Field(default=1000, ge=2)
    settings: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A finished run: what came of it and where the model stands."""

    run: TrainingRun
    folder: Path
    corpus: Corpus


def load_run(path: str | Path) -> RunFile:
    """A training file. Raises :class:`ConfigurationError` with file and key."""
    file = Path(path)
    try:
        raw: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        loaded = RunFile.model_validate(raw)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(str(file), f"cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{file}: {'.'.join(map(str, first['loc']))}", str(first["msg"])) from error
    for i, share in enumerate(loaded.curve):
        if not 0 < share < 1:
            raise ConfigurationError(f"{file}: curve.{i}", "must lie between 0 and 1")
    return loaded


def run_training(
    path: str | Path,
    *,
    out: str | Path | None = None,
    progress: Callable[[str, float, float], None] = lambda _what, _done, _total: None,
) -> FinishedRun:
    """Train, measure and write the model that a file describes; ``out`` overrides where it is written.

    Raises :class:`ConfigurationError` and :class:`MissingDependencyError`.
    """
    base = Path(path).resolve().parent
    given = load_run(path)
    corpus = load_corpus(base / given.corpus)
    run = train(
        corpus.split(),
        labels=corpus.labels,
        backend=given.backend,
        settings=given.settings,
        name=given.name,
        version=given.version,
        seed=given.seed,
        final=given.final,
        curve=given.curve,
        resamples=given.resamples,
        corpus={"name": corpus.name, "digest": corpus.digest, "rows": len(corpus.rows)},
        progress=progress,
    )
    return FinishedRun(run, run.save(base / given.out if out is None else out), corpus)
