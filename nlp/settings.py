"""One frozen object that holds every choice a run can make.

Takes plain values, gives a :class:`Settings` that pickles and has a stable :meth:`Settings.fingerprint`. Never reads files
or the environment.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

__all__ = ["Limits", "Settings"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds against hostile or enormous input. Sizes in bytes, time in seconds."""

    file_bytes: int = 64 * 1024 * 1024
    text_chars: int = 4_000_000
    pages: int = 400
    cells: int = 200_000
    archive_members: int = 2_000
    archive_bytes: int = 512 * 1024 * 1024
    archive_ratio: int = 200
    nesting: int = 40
    seconds: float = 120.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of a run.

    ``lang`` is the language of messages ("zh" or "en"); ``topics`` the classifier's name or None for none; ``rules``
    are paths of additional rule files; ``silenced`` are rule ids or finding fingerprints to leave out.
    """

    lang: str = "zh"
    topics: str | None = "default"
    rules: tuple[str, ...] = ()
    silenced: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)

    def fingerprint(self) -> str:
        """Sixteen hex digits that change whenever a setting changes."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
