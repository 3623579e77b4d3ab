"""Figures that share what only the last one says: 新增3、5、8件; 分别增长10%、20%和30%; 2021、2022年.

Takes the mentions of a text in order, lends unit, scale and kind from right to left and growth from left to right, and
drops the bare Chinese figures that nobody vouched for. Never moves a span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.quantities.mention import PENDING, Mention

if TYPE_CHECKING:
    from nlp.quantities.roles import Context

__all__ = ["share_units"]

_JOINTS = frozenset({"、", "和", "及", "与", "或", "以及", "、和", ",和", "/", "或者", "、以及", "到"})
_COMMAS = frozenset({",", ", "})
_RESPECTIVELY = "分别"
_BARE_KINDS = frozenset({"count", "number", PENDING, "year"})


def share_units(context: Context, mentions: list[Mention]) -> list[Mention]:
    """The mentions that stand, with what they share."""
    text = context.text
    for left, right in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
        if left.unit or left.kind not in _BARE_KINDS or not _joined(text, left, right):
            continue
        if right.unit:
            _lend(left, right)
        elif right.kind in ("year", "date", "phone", "ordinal", "address"):
            left.kind = right.kind if left.kind != PENDING else left.kind
    for left, right in zip(mentions, mentions[1:], strict=False):
        if right.kind == "share" and left.kind == "growth" and _joined(text, left, right):
            right.kind = "growth"
        elif (
            left.kind == "phone"
            and right.kind in ("count", "number")
            and right.end - right.start >= 7
            and _joined(text, left, right)
        ):
            right.kind = "phone"
    kept = [m for m in mentions if m.kind != PENDING or _vouched(context, m)]
    for mention in kept:
        if mention.kind == PENDING:
            mention.kind = "number"
    return kept


def _joined(text: str, left: Mention, right: Mention) -> bool:
    if right.start - left.end > 2 or right.start <= left.end:
        return False
    gap = text[left.end : right.start]
    if gap in _JOINTS:
        return True
    return gap in _COMMAS and _RESPECTIVELY in text[max(0, left.start - 24) : left.start]


def _lend(left: Mention, right: Mention) -> None:
    if left.kind == "year" and right.kind not in ("year", "date", "count"):
        return
    left.unit = right.unit
    left.kind = right.kind
    left.rounded = left.rounded or right.rounded
    if right.unit == "%":
        if right.scale in (1, -1):
            left.shift(right.scale)
    elif right.scale >= 4 and left.scale == 0 and abs(left.figure) < 10_000:
        left.shift(right.scale)


def _is_plain_figure(written: str) -> bool:
    """Three characters with a scale word among digits can hardly be anything else (一百零二, 二十三, 廿五)."""
    return len(written) >= 3 and any(c in "十百千" for c in written[1:]) or len(written) >= 2 and written[0] in "廿卅卌"


def _vouched(context: Context, mention: Mention) -> bool:
    """A Chinese figure without a unit is a number if it is long enough and stands by itself (共二十三。)."""
    text = context.text
    if mention.start == 0 and mention.end == len(text):
        return True
    if mention.effect:
        return mention.end - mention.start >= 1 and not context.is_chinese(mention.end)
    written = text[mention.start : mention.end]
    if _is_plain_figure(written):
        return True
    if context.is_chinese(mention.end):
        return False
    if written in ("俩", "倆", "仨"):
        return True
    long = mention.end - mention.start >= 2
    return long and (
        not context.is_chinese(mention.start - 1) or context.after(context.lexicon.count_before, mention.start)
    )
