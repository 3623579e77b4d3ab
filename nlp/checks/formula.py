"""The little language in which readings and rules speak of cells.

Takes text such as ``100 * (requests.granted.total + requests.partly_granted.total) / requests.concluded.total`` or
``previous(requests.carried_out.total)`` and the values of cells; gives an :class:`~nlp.types.Interval`. Never guesses:
a missing operand makes the whole formula unknown (None), and so does a division by something that may be zero. Sums of
points stay points.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nlp.errors import ConfigurationError
from nlp.types import Interval

__all__ = ["Formula", "Lookup", "cells_of", "evaluate", "parse_formula", "sum_of"]

Lookup = Callable[[str], Interval | None]

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_.]*)|(?P<mark>[-+*/()]))")
_PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula. ``steps`` are in postfix order: ``("n", Interval)``, ``("c", id)``, ``("p", id)`` (a cell of
    the year before), ``("~", "")`` (change of sign) or an operator with an empty argument.

    ``cells`` are the cells of this year in the order of the text, each once; ``previous_cells`` those of the year before.
    """

    text: str
    steps: tuple[tuple[str, Interval | str], ...]
    cells: tuple[str, ...]
    previous_cells: tuple[str, ...]


@lru_cache(maxsize=4096)
def parse_formula(formula: str) -> Formula:
    """Parse once per text. Raises :class:`ConfigurationError` where the text is no formula."""
    parser = _Parser(formula)
    parser.sum()
    if parser.peek() is not None:
        raise parser.error(f"unexpected {parser.peek()!r}")
    steps = tuple(parser.steps)
    return Formula(formula, steps, _ids(steps, "c"), _ids(steps, "p"))


def cells_of(formula: str) -> tuple[str, ...]:
    """The cells that a formula speaks of (those of the year before included), in order, each once."""
    parsed = parse_formula(formula)
    return tuple(dict.fromkeys((*parsed.cells, *parsed.previous_cells)))


def sum_of(cells: tuple[str, ...] | list[str]) -> str:
    """The formula that adds ``cells``."""
    return " + ".join(cells)


def evaluate(formula: str | Formula, lookup: Lookup, previous: Lookup | None = None) -> Interval | None:
    """The value of a formula; None if an operand is missing or a divisor may be zero.

    ``previous`` looks up cells of the report of the year before; without it every ``previous(...)`` is missing.
    """
    parsed = parse_formula(formula) if isinstance(formula, str) else formula
    stack: list[Interval] = []
    for op, argument in parsed.steps:
        if op in "cp":
            source = lookup if op == "c" else previous
            value = source(str(argument)) if source is not None else None
            if value is None:
                return None
            stack.append(value)
        elif op == "n":
            assert isinstance(argument, Interval)
            stack.append(argument)
        elif op == "~":
            stack.append(-stack.pop())
        else:
            right = stack.pop()
            left = stack.pop()
            if op == "+":
                stack.append(left + right)
            elif op == "-":
                stack.append(left - right)
            elif op == "*":
                stack.append(left * right)
            else:
                try:
                    stack.append(left / right)
                except ZeroDivisionError:
                    return None
    return stack[0]


class _Parser:
    """Recursive descent over the tokens of one formula; writes postfix steps."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps: list[tuple[str, Interval | str]] = []
        self._tokens = self._scan()
        self._at = 0

    def error(self, problem: str) -> ConfigurationError:
        return ConfigurationError(f"formula {self.text!r}", problem)

    def _scan(self) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        position = 0
        stripped = self.text.rstrip()
        while position < len(stripped):
            match = _TOKEN.match(stripped, position)
            if match is None:
                raise self.error(f"cannot read {stripped[position : position + 10]!r}")
            kind = str(match.lastgroup)
            tokens.append((kind, match[kind]))
            position = match.end()
        return tokens

    def peek(self) -> str | None:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else None

    def _take(self) -> tuple[str, str]:
        if self._at >= len(self._tokens):
            raise self.error("ends too early")
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _expect(self, mark: str) -> None:
        if self._take()[1] != mark:
            raise self.error(f"{mark!r} is missing")

    def sum(self) -> None:
        self._product()
        while self.peek() in ("+", "-"):
            operator = self._take()[1]
            self._product()
            self.steps.append((operator, ""))

    def _product(self) -> None:
        self._atom()
        while self.peek() in ("*", "/"):
            operator = self._take()[1]
            self._atom()
            self.steps.append((operator, ""))

    def _atom(self) -> None:
        kind, token = self._take()
        if kind == "number":
            self.steps.append(("n", Interval.point(Decimal(token))))
        elif kind == "name" and token == _PREVIOUS and self.peek() == "(":
            self._take()
            inner, cell = self._take()
            if inner != "name":
                raise self.error("previous() takes one cell id")
            self._expect(")")
            self.steps.append(("p", cell))
        elif kind == "name":
            self.steps.append(("c", token))
        elif token == "(":
            self.sum()
            self._expect(")")
        elif token == "-":
            self._atom()
            self.steps.append(("~", ""))
        else:
            raise self.error(f"unexpected {token!r}")


def _ids(steps: tuple[tuple[str, Interval | str], ...], op: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(argument) for kind, argument in steps if kind == op))
