"""Reconsideration and litigation: which cases, which outcome, of which group a number speaks of.

Takes a number's window and the state there, gives a :class:`Bound`. Never looks at the number's value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.claims.bound import UNUSUAL, Bound, singles_out, words_of
from nlp.claims.frames import DISPUTES, State, Token
from nlp.claims.measures import Template, measure_book
from nlp.types import Quantity

__all__ = ["bind_case", "of_any_group"]

_ANSWERED = re.compile("答复|回复|办复")
"""What is done to applications, not to cases: 予以答复…行政复议1件 has lost a full stop."""
_NOT_YET = re.compile("(?:尚|暂|还|仍)?未|(?:正|尚|仍|还)在|(?:目前)?在")
_GROUPS = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
    "disputes": ("reconsideration", "litigation_direct", "litigation_after_reconsideration"),
}


def bind_case(window: Sequence[Token], state: State, quantity: Quantity | None) -> Bound | None:
    """The group and column of table 四 that a number in a frame of reconsideration or litigation means."""
    book = measure_book()
    frame = str(state.frame)
    if quantity is not None and quantity.kind == "count" and quantity.unit not in book.units["disputes"]:
        return None
    outcomes = [
        token
        for token in window
        if token.kind == "outcome"
        or token.sense in ("other", "other_word", "withdrawn")
        or (token.sense == "concluded" and not _ANSWERED.search(words_of(token)))
        or (token.sense == "carried_out" and _NOT_YET.match(words_of(token)))
    ]
    if any(token.kind == "none" for token in window):
        outcomes = []  # 无未审结案件,行政诉讼2件 with a lost comma: what is denied is not what is counted
    sure = 1.0 if state.about and not singles_out(window) else UNUSUAL
    if outcomes:
        token = outcomes[-1]
        outcome = {
            "concluded": "decided",
            "carried_out": "pending",
            "other": "other_result",
            "other_word": "other_result",
            "withdrawn": "other_result",
        }.get(token.sense, token.sense)
        together = any(token.sense == "sum_word" for token in window)
        over = "disputes" if together else frame  # 结果维持的合计64件: of all cases
        templates = tuple((_over_groups(column, over), weight) for column, weight in book.outcomes[outcome])
        if over == "litigation":
            # 诉讼18件,其中维持12件 may speak of one group, as the total may
            singles = [
                (_over_groups(column, group), weight * 0.1)
                for group in _GROUPS["litigation"]
                for column, weight in book.outcomes[outcome]
            ]
            templates = (*templates, *singles)
        if frame.startswith("litigation_") and not any(named.sense == frame for named in window):
            # 直接起诉5件，复议后起诉3件；维持5件: of the last group, or of both
            both = [(_over_groups(column, "litigation"), weight / 2) for column, weight in book.outcomes[outcome]]
            templates = (*templates, *both)
        templates = _within_one(templates)
        if len({item.sense for item in outcomes}) > 1:
            sure = UNUSUAL / 2  # 其余21宗为其他结果或在审: of two results together
        certainty = min(sure, UNUSUAL) if outcome in book.soft_outcomes else sure
        name = "all" if frame == "disputes" else frame
        return Bound(
            f"disputes.{name}.{outcome}",
            templates,
            "total",
            certainty,
            f"{outcome}:{words_of(token)}",
            "disputes",
            frame,
        )
    named = [
        token
        for token in window
        if token.sense in DISPUTES or token.sense in ("received", "handled", "new", "sum_word")
    ]
    if not named:
        return None
    whole = {
        "disputes": "disputes.all",
        "reconsideration": "disputes.reconsideration",
        "litigation": "disputes.litigation",
    }
    key = whole.get(frame)
    if key is not None:
        return Bound(
            key, tuple(book.measures[key].readings), "total", sure, f"{frame}:{words_of(named[-1])}", "disputes", frame
        )
    return Bound(
        f"disputes.{frame}",
        ((f"disputes.{frame}.total", 1.0),),
        "total",
        sure,
        f"{frame}:{words_of(named[-1])}",
        "disputes",
        frame,
    )


def of_any_group(bound: Bound) -> Bound:
    """An outcome in a sentence that names neither 复议 nor 诉讼: the group spoken of before, or all of them; unsure."""
    outcome = bound.measure.rsplit(".", 1)[-1]
    wider = [(_over_groups(column, "disputes"), weight) for column, weight in measure_book().outcomes[outcome]]
    return replace(
        bound, templates=_within_one((*bound.templates, *wider)), certainty=min(bound.certainty, UNUSUAL / 2)
    )


def _within_one(templates: tuple[Template, ...]) -> tuple[Template, ...]:
    """The same with weights that do not add up to more than one: more readings do not make a wording more certain."""
    total = sum(weight for _, weight in templates)
    return templates if total <= 1 else tuple((template, weight / total) for template, weight in templates)


def _over_groups(column: str, frame: str) -> str:
    groups = _GROUPS[frame]
    if column == "total - pending":
        parts = [f"disputes.{group}.total" for group in groups]
        minus = [f"disputes.{group}.pending" for group in groups]
        return " + ".join(parts) + " - " + " - ".join(minus)
    return " + ".join(f"disputes.{group}.{column}" for group in groups)
