"""What a result depends on besides the file: the program, its settings, the user's rules, the model.

Takes :class:`~nlp.settings.Settings`, gives short strings that change whenever results might. Limits stand apart: another
limit changes only what a limit had a part in. Never loads a model.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from nlp.batch.pool import Guard
from nlp.errors import ConfigurationError, ModelError
from nlp.outputs.store import SCHEMA_VERSION
from nlp.settings import Settings
from nlp.version import __version__

__all__ = ["Engine", "engine_of", "file_digest"]

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Engine:
    """``core`` covers all stages but the last, ``topics`` the classifier, ``limits`` the bounds on files and workers."""

    core: str
    topics: str
    limits: str

    @property
    def whole(self) -> str:
        """Both parts that decide the rows."""
        return f"{self.core}/{self.topics}"


def engine_of(settings: Settings, guard: Guard) -> Engine:
    """The fingerprints of a run. Raises :class:`ConfigurationError` for a rule file that cannot be read, and
    :class:`ModelError` for a model that was named and is not there.
    """
    plain = asdict(settings)
    limits = plain.pop("limits")
    topics = plain.pop("topics")
    plain["rules"] = [_digest_of_rules(path) for path in settings.rules]
    return Engine(
        core=_short({"version": __version__, "schema": SCHEMA_VERSION, "settings": plain}),
        topics=_short(_model(topics, shipped=topics == Settings().topics)),
        limits=_short({"limits": limits, "seconds": guard.seconds, "memory": guard.memory}),
    )


def file_digest(path: str, most: int) -> str | None:
    """The SHA-256 of a file's first ``most + 1`` bytes (what a reader would take in); None if it cannot be read."""
    digest, left = hashlib.sha256(), most + 1
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as file:
            while left > 0 and (chunk := file.read(min(_CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
    except (OSError, ValueError):
        return None
    return digest.hexdigest()


def _digest_of_rules(path: str) -> str:
    digest = file_digest(path, 1 << 30)
    if digest is None:
        raise ConfigurationError(path, "the rule file cannot be read")
    return digest


def _model(name: str | None, *, shipped: bool) -> str | None:
    if name is None:
        return None
    from nlp.topics import find_model

    try:
        folder = find_model(name)
    except ModelError:
        if not shipped and name != "keyword":
            raise
        return name
    return file_digest(str(folder / "manifest.json"), 1 << 30) or name


def _short(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
