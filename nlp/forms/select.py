"""Which form a table follows, decided from the lines it prints.

Takes the ids of rows and columns found in a table, gives a format id. Never looks at the report's year: offices go on
using old forms, and the disagreement is a finding for later.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["select_format"]

_ONLY_2019 = frozenset(
    {
        "made",
        "newly_disclosed",
        "total_disclosed",
        "prior_items",
        "change",
        "items",
        "other_services",
        "procurement",
        "article_20_9",
    },
)
_ONLY_2021 = frozenset({"issued", "repealed", "in_force", "other.not_corrected", "other.fee_unpaid", "other.misc"})


def select_format(line_ids: Iterable[str]) -> str | None:
    """The format, "2019" or "2021", by majority of the lines that only one of the two forms has; None if there is none."""
    ids = list(line_ids)
    old = sum(1 for line in ids if line in _ONLY_2019)
    new = sum(1 for line in ids if line in _ONLY_2021)
    if old == new:
        return None
    return "2019" if old > new else "2021"
