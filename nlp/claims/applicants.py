"""Whose applications a result counts where an applicant opened the list: 自然人申请办结1200件,其中予以公开369件.

Takes the scene of a paragraph and a bound number, gives the same number of the applicant's column, with the column of
all applicants as the other reading. Never makes it more certain than it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.claims.bound import UNUSUAL, Bound
from nlp.claims.draft import Scene

__all__ = ["of_applicant"]

_COUNTS = frozenset({"requests.received", "requests.new", "requests.applicants", "requests.taken_in"})
"""Counts of applications as they came in; what is counted next may be of these or of all."""
_STARTS_ANEW = frozenset(
    {"requests.received", "requests.new", "requests.taken_in", "requests.intake_total", "requests.sum"}
)
_COLUMNS = frozenset({"person", "organisations", "company", "research", "nonprofit", "law_firm", "other_org"})
_TOPIC = re.compile(
    "(?:的)?(?:申请|政府信息公开)*(?:之?中|里|当中|方面)?(?:的)?(?:(?:办结|办理|答复|处理)(?:结果|情况))*(?:为|看)?[,:]"
)
_STOPS = frozenset("。;!?")
_THEIRS, _OF_ALL = 0.7, 0.3


def of_applicant(scene: Scene, position: int, index: int, bound: Bound) -> Bound:
    """The number in the column of the applicant whose results are being listed, if one is."""
    if bound.table != "requests" or bound.column != "total" or bound.measure in _STARTS_ANEW:
        return bound
    column = _column(scene, position, index)
    if column is None:
        return bound
    book = scene.book
    theirs = tuple((book.expand(template, column), weight * _THEIRS) for template, weight in bound.templates)
    whole = tuple((book.expand(template), weight * _OF_ALL) for template, weight in bound.templates)
    return replace(
        bound, templates=(*theirs, *whole), column=column, certainty=min(bound.certainty, UNUSUAL), why=f"of {column}"
    )


def _column(scene: Scene, position: int, index: int) -> str | None:
    """The column of the list that the number stands in: that of the number before, or of the words that opened it."""
    before = _bound_before(scene, position, index)
    if before is None:
        return _topic(scene, index)
    at, bound = before
    if bound.table != "requests" or bound.column == "total":
        return None
    if bound.measure not in _COUNTS:
        return bound.column
    # 企业申请2件,其中1件予以公开, but not 自然人申请90件、企业申请10件,予以公开30件
    opening = _sentence_start(scene, index)
    others = [
        scene.bound[earlier]
        for earlier in scene.windows.amounts[:position]
        if opening <= earlier < at and earlier in scene.bound
    ]
    alone = all(other.table == "requests" and other.column == bound.column for other in others)
    return bound.column if alone else None


def _bound_before(scene: Scene, position: int, index: int) -> tuple[int, Bound] | None:
    """The nearest count before in the same part of the sentence; shares and changes are passed over."""
    opening = _sentence_start(scene, index)
    for at in reversed(scene.windows.amounts[:position]):
        if at < opening:
            return None
        quantity = scene.tokens[at].quantity
        if quantity is None or quantity.kind not in ("count", "number"):
            continue
        bound = scene.bound.get(at)
        if bound is not None:
            return at, bound
    return None


def _sentence_start(scene: Scene, index: int) -> int:
    for at in range(index - 1, -1, -1):
        if scene.tokens[at].mark and scene.tokens[at].mark in _STOPS:
            return at + 1
    return 0


def _topic(scene: Scene, index: int) -> str | None:
    """自然人申请中,答复720件; 自然人申请办结情况:予以公开109件."""
    opening = _sentence_start(scene, index)
    named = [at for at in range(opening, index) if scene.tokens[at].sense in _COLUMNS]
    if len(named) != 1 or any(scene.tokens[at].is_amount for at in range(opening, index)):
        return None
    token = scene.tokens[named[0]]
    return token.sense if _TOPIC.match(scene.text, token.end) is not None else None
