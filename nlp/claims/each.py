"""One number for several things: 不予公开、不予处理均为0件, 行政复议、行政诉讼各1件, 规章制发、废止、现行有效均为0件.

Takes the scene of a paragraph and a number, gives the measure of each thing that the words before it name. Never guesses
which: without two names that can be told apart there is nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.claims.bind import Bound, bind
from nlp.claims.draft import Scene
from nlp.claims.frames import DISPUTES, Token
from nlp.claims.respectively import split_pair

__all__ = ["each_named"]

_EACH = re.compile("(?:也|则|亦)?(?:各|均|都|皆)(?:自)?(?:为|是|有|计|达)?$")
_JOINED = re.compile("(?:、|和|及|与|以及|或者?|的|等|其他|申请|情形|情况|案件|处理|决定|件数|数量|量|数|,)*")
_ROWS = frozenset({"licensing", "penalties", "coercion", "other_services"})
_ACTS = frozenset({"issued", "repealed", "in_force"})
_VERBS = frozenset({"received", "new", "concluded", "handled", "taken_in", "intake_total", "sum_word"})
_DOCUMENTS = frozenset({"regulations", "normative_documents"})


def each_named(scene: Scene, index: int) -> list[Bound]:
    """What the number counts once each, in the order of the words; none if it counts one thing only."""
    quantity = scene.tokens[index].quantity
    start = scene.tokens[index].start
    word = _EACH.search(scene.text, max(0, start - 6), start)
    if word is None or quantity is None or quantity.kind not in ("count", "number"):
        return []
    names = _names(scene, index, word.start())
    if len(names) < 2:
        return []
    listing = scene.windows.lists_results(index)
    bounds = []
    for name, at in names:
        state = scene.states[at]
        if name.sense in DISPUTES or name.sense in _ROWS:
            state = replace(state, frame=name.sense)
        bound = bind([name], state, scene.office, quantity, listing=listing)
        if bound is not None:
            bounds.append(bound)
    return bounds if len(bounds) == len(names) else []


def _names(scene: Scene, index: int, reached: int) -> list[tuple[Token, int]]:
    """The joined names before the word, with the places of their tokens."""
    found: list[tuple[Token, int]] = []
    for at in range(index - 1, -1, -1):
        token = scene.tokens[at]
        if token.end > reached:
            continue
        if token.is_amount or _JOINED.fullmatch(scene.text, token.end, reached) is None:
            break
        if _is_name(scene, token, at):
            found[:0] = [(part, at) for part in split_pair(token)]
        elif token.sense in _DOCUMENTS and found:
            break  # 规章|制发、废止、现行有效
        elif (
            token.mark != "、" and (found or token.mark != ",") and token.kind not in ("weak_frame", "neutral", "frame")
        ):
            break
        reached = token.start
    return found


def _is_name(scene: Scene, token: Token, at: int) -> bool:
    if token.kind == "measure":
        return token.sense not in _VERBS
    if token.kind == "act":
        return token.sense in _ACTS and scene.states[at].frame in _DOCUMENTS
    return token.kind == "outcome" or token.sense in DISPUTES or token.sense in _ROWS
