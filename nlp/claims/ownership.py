"""Whose number it is, and of which year.

Takes a bound number's surroundings and the issuer, gives a scope and a year. A district's report may state the whole
district's figure and its own office's in one sentence; only the first is the table's. Never binds a measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.bind import Bound, Office
from nlp.claims.frames import State, Token
from nlp.claims.windows import Windows

__all__ = ["period_of", "scope_of"]

_VERBS = frozenset(
    {"received", "new", "handled", "concluded", "taken_in", "issued", "published", "repealed", "decisions"}
)
_ORGAN = re.compile(
    r"(?:^|[,、;:。(])(?:其中|另|如|由)?((?!我|本|全|各|该|年|共|其|上)[\u4e00-\u9fff]{2,12}?"
    r"(?:局|委员会|委|办事处|街道|镇|乡|支队|大队|分局|中心|开发区|管委会|法院|检察院))"
    r"(?:20\d\d年)?(?:度|共|全年|累计|年内|今年|本年度|依法|主动|新|总共|就|则|还|也|直接|实际)*"
    r"(?:收到|受理|接收|办理|办结|答复|收办|处理|新收|作出|做出|实施|制发|制定|印发|出台|发布|公开|公布|废止)$",
)


def scope_of(windows: Windows, index: int, bound: Bound, office: Office) -> str:
    """``whole``, ``own`` (the government's own office), ``subset`` (another organ) or ``unsure``."""
    first = windows.states[index].sentence
    begin = windows.tokens[first - 1].end if first > 0 else 0
    before_verb = windows.tokens[index].start
    for token in windows.tokens[first:index]:
        if token.sense in _VERBS:
            before_verb = token.end
    organ = _ORGAN.search(windows.text[begin:before_verb])
    if organ is not None and organ[1] not in office.name:
        return "subset"
    if windows.states[index].scope == "part":
        return "subset"
    if bound.table == "disclosure":
        return "own" if windows.states[index].scope == "own" and office.is_government else "whole"
    scope = windows.states[index].scope
    if not office.is_government:
        return "whole"
    if scope == "own":
        return "own"
    if scope == "maybe_own":
        return "unsure"
    return "whole"


def period_of(state: State, bound: Bound, left: Sequence[Token], office: Office) -> int | None:
    """The year that a number is about."""
    if bound.measure.startswith("requests.carr"):
        return state.year if state.year is not None else office.year
    if any(token.kind == "period" for token in left) and office.year is not None:
        return office.year - 1
    return state.year if state.year is not None else office.year
