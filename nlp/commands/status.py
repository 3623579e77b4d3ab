"""The exit statuses. Takes nothing, gives numbers; never exits by itself."""

from __future__ import annotations

from enum import IntEnum

__all__ = ["Status"]


class Status(IntEnum):
    """What the shell is told."""

    CLEAN = 0
    """Nothing at or above ``--fail-on``."""

    FINDINGS = 1
    """At least one finding at or above ``--fail-on``."""

    USAGE = 2
    """The command was called wrongly, or a setting or data file is wrong."""

    UNREADABLE = 3
    """An input could not be read; the others were still processed."""
