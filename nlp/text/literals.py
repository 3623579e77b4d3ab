"""Words of which a regular expression needs at least one, to skip it cheaply where none occurs.

Takes a pattern, gives literal strings such that every match holds at least one of them, or nothing where no such set is
known. Only ever an optimisation: an empty answer means "always try".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["required_literals"]

_MOST = 60


def required_literals(pattern: str) -> tuple[str, ...]:
    """Every text that ``pattern`` matches holds one of these; empty if the pattern needs none in particular."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # the standard library's own parser, without a public name
    except ImportError:  # pragma: no cover - another implementation of Python: no shortcut, same result
        return ()
    found = _of_sequence(list(_parser.parse(pattern)))
    return () if found is None else tuple(sorted(found))


def _of_sequence(items: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """The best set among those that single elements of a sequence require: longest words, then fewest."""
    candidates: list[frozenset[str]] = []
    run = ""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            run += chr(argument)
            continue
        if run:
            candidates.append(frozenset({run}))
            run = ""
        inner = _of_item(name, argument)
        if inner is not None:
            candidates.append(inner)
    if run:
        candidates.append(frozenset({run}))
    usable = [candidate for candidate in candidates if len(candidate) <= _MOST]
    if not usable:
        return None
    return max(usable, key=lambda words: (min(map(len, words)), -len(words)))


def _of_item(name: str, argument: Any) -> frozenset[str] | None:
    if name == "SUBPATTERN":
        return _of_sequence(list(argument[-1]))
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, body = argument
        return _of_sequence(list(body)) if least >= 1 else None
    if name == "BRANCH":
        words: set[str] = set()
        for branch in argument[1]:
            inner = _of_sequence(list(branch))
            if inner is None:
                return None
            words |= inner
        return frozenset(words)
    if name == "IN" and all(str(operation) == "LITERAL" for operation, _ in argument):
        return frozenset(chr(code) for _, code in argument)
    return None
