"""How cases ended, said without a number: 行政复议2件,尚未审结; 诉讼1件,法院判决胜诉; 直接起诉2件,均尚未审结.

Takes a paragraph's tokens, what its numbers were bound to and the cells, gives drafts whose value is the difference
between all cases of the group and those of the outcome. Only a clause that says nothing else, right behind the count of
the cases, is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from nlp.claims.bind import Bound
from nlp.claims.draft import Draft, of_zero
from nlp.claims.frames import DISPUTES, State, Token
from nlp.claims.groups import GROUPS, OUTCOME_COLUMNS, total_of
from nlp.claims.measures import CellBook
from nlp.claims.sums import CASES

__all__ = ["find_predicates"]

_ALL = re.compile("(?:均|都|皆|全部)")
_SAYS_NOTHING = re.compile(
    "(?:均|都|皆|全部|目前|现|已|该|此|上述|案件|案|截?至(?:本?报告|年|目前|20\\d\\d年)[^,。;]{0,8}?(?:之?时|日|底|末|前)?|尚|仍|还|最终|申请人|原告|当事人"
    "|行政|复议|诉讼|人民|法院|判决|裁定|经|审理|审查|结果|为|是|被|并|复议机关|依法|作出|决定|予以|后|的|了|其中|[、])*"
)
_ENDS = frozenset(",;。!?)")
_SURE, _LIKELY = 0.8, 0.55


def find_predicates(
    text: str, tokens: Sequence[Token], states: Sequence[State], book: CellBook, bound: Mapping[int, Bound]
) -> Iterator[Draft]:
    """The drafts of one paragraph, in order."""
    for index, token in enumerate(tokens):
        if (
            token.sense not in OUTCOME_COLUMNS
            or token.kind != "outcome"
            or states[index].foreign
            or not states[index].about
        ):
            continue
        comma = _comma_before(tokens, index)
        counted = _count_before(tokens, states, comma) if comma is not None else None
        if comma is None or counted is None or counted not in bound:
            continue
        cases, quantity = bound[counted], tokens[counted].quantity
        if cases.measure not in CASES or quantity is None or quantity.stated <= 0:
            continue
        stop = next((at for at in range(index + 1, len(tokens)) if tokens[at].mark in _ENDS and tokens[at].mark), None)
        end = tokens[stop].start if stop is not None else len(text)
        if any(item.is_amount for item in tokens[index:stop]):
            continue
        rest = text[tokens[comma].end : token.start] + text[token.end : end]
        if _SAYS_NOTHING.fullmatch(rest) is None:
            continue
        group = GROUPS[cases.measure.removeprefix("disputes.")]
        column = OUTCOME_COLUMNS[token.sense]
        formula = f"{total_of(group)} - " + " - ".join(f"disputes.{name}.{column}" for name in group)
        start = tokens[comma].end
        firm = quantity.stated == 1 or _ALL.search(text, start, token.start) is not None
        sure = min(cases.certainty, _SURE if firm else _LIKELY)
        measure = f"{cases.measure}.{token.sense}"
        yield of_zero(start, token.end, measure, [(formula, 1.0)], book, sure, "all")


def _comma_before(tokens: Sequence[Token], index: int) -> int | None:
    """The comma that opens the clause of a token, if the clause holds no number before it."""
    for at in range(index - 1, -1, -1):
        if tokens[at].mark:
            return at if tokens[at].mark == "," else None
        if tokens[at].is_amount or tokens[at].kind in ("none", "all", "zero"):
            return None
    return None


def _count_before(tokens: Sequence[Token], states: Sequence[State], comma: int) -> int | None:
    """The number in the clause before the comma, if nothing but the name of the cases follows it there."""
    for at in range(comma - 1, -1, -1):
        token = tokens[at]
        if states[at].sentence != states[comma].sentence or token.mark:
            return None
        if token.is_amount:
            return at
        if token.kind in ("outcome", "measure", "none", "all") and token.sense not in DISPUTES:
            return None
    return None
