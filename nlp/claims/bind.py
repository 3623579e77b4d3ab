"""Which measure a number speaks of, from the cues beside it and the frame it stands in.

Takes the cues of a number's window and the state there; gives a :class:`Bound`: a measure, templates over cells, a
column and how certain the wording is. Never looks at the number's value and never decides between readings.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.claims.bound import UNUSUAL, Bound, Office, singles_out, words_of
from nlp.claims.cases import bind_case, of_any_group
from nlp.claims.disclosed import bind_disclosure
from nlp.claims.frames import ABSENT, DISPUTES, FIRM, OBJECTS, State, Token
from nlp.claims.measures import Template, measure_book
from nlp.types import Quantity

__all__ = ["Bound", "Office", "bare_requests", "bind"]

_COLUMNS = frozenset({"person", "organisations", "company", "research", "nonprofit", "law_firm", "other_org"})
_GENERIC = ("received", "taken_in", "new", "concluded", "handled", "intake_total")
_NAMING = frozenset({"frame", "weak_frame", "scope", "neutral", "among"})
_BLOCKING = frozenset({"channel", "part"})


def bind(
    window: Sequence[Token],
    state: State,
    office: Office,
    quantity: Quantity | None,
    *,
    listing: bool,
    continued: bool = True,
) -> Bound | None:
    """The measure of a number whose window holds these cues; None if they name none.

    ``listing`` says that the sentence lists results of applications (so that a bare 其他 means 其他处理); ``continued``
    that it goes on with what the sentence before spoke of (其中…).
    """
    blocked = any(token.kind in _BLOCKING and token.sense != "withdrawn" for token in window)
    if state.foreign is not None or blocked:
        return None
    if state.frame in DISPUTES:
        bound = bind_case(window, state, quantity)
        if bound is not None and state.firmness < FIRM and not continued and bound.measure.count(".") > 1:
            bound = of_any_group(bound)
        return bound if bound is not None else _bind_request(window, state, office, quantity, listing)
    if state.frame in OBJECTS:
        return bind_disclosure(window, state, office, quantity)
    return _bind_request(window, state, office, quantity, listing)


# ------------------------------------------------------------------------------------------------------- applications


def _bind_request(
    window: Sequence[Token], state: State, office: Office, quantity: Quantity | None, listing: bool
) -> Bound | None:
    book = measure_book()
    by_head = False
    if quantity is not None and quantity.kind == "count" and quantity.unit not in book.units["requests"]:
        by_head = quantity.unit in book.units["applicants"] and any(token.sense in _COLUMNS for token in window)
        if not by_head:
            return None
    rows = [
        token
        for token in window
        if (token.kind == "measure" or token.sense == "withdrawn")
        and token.sense not in _COLUMNS
        and token.sense != "sum_word"
    ]
    columns = [token for token in window if token.sense in _COLUMNS]
    specific = [token for token in rows if token.sense not in _GENERIC and (token.sense != "other_word" or listing)]
    generic = [token for token in rows if token.sense in _GENERIC]
    own_words = _is_firm(state)
    if state.frame in DISPUTES:
        specific = [token for token in specific if not token.sense.startswith("carr")]
    if specific:
        # 因执法案卷不予公开的4件: the reason says more than the group it belongs to
        reasons = [token for token in specific if "." in token.sense]
        grouped = reasons and specific[-1].sense == reasons[-1].sense.split(".")[0]
        words = reasons[-1] if grouped else specific[-1]
        sense = words.sense
        certainty = 1.0 if own_words else 0.5
        several = list(dict.fromkeys(token.sense for token in reasons))
        if len(several) > 1:
            return _of_several(several, specific[-1].sense if grouped else "", certainty, words)
        if state.frame == "proactive" or (state.frame == "processing_fee" and sense != "other.fee_unpaid"):
            return None
    elif columns and state.frame == "requests":
        sense, words = (generic[-1].sense if generic else "applicants"), columns[-1]
        certainty = min(1.0, state.firmness + 0.1)
    elif generic and state.frame == "requests":
        sense, words = _strongest(generic)
        certainty = 1.0 if state.firmness >= 0.9 else 0.8
    elif (
        state.frame == "requests" and window and all(token.kind in _NAMING for token in window) and quantity is not None
    ):
        return bare_requests(window) if any(token.sense == "requests" for token in window) else None
    else:
        return None
    if sense.startswith("carry"):
        sense, known = _direction(sense, words, office.year)
        certainty *= 1.0 if known else 0.6
    if words_of(words).startswith("回复") and not any(token.kind in ("frame", "weak_frame") for token in window):
        certainty = min(certainty, UNUSUAL)
    if not specific and any(token.kind == "act" and token.start > words.start for token in window):
        certainty = min(certainty, UNUSUAL)  # 予以答复公开4件: something is missing between the two
    if singles_out(window) or (sense == "handled" and words_of(words).endswith("的")):
        certainty = min(certainty, UNUSUAL)
    column = columns[-1].sense if columns else "total"
    measure = book.measures.get(f"requests.{sense}")
    if measure is None:
        return None
    if measure.soft or by_head or (columns and specific):
        certainty = min(certainty, UNUSUAL)
    if any(token.kind == "foreign" for token in window):
        certainty = min(certainty, UNUSUAL)
    templates = tuple(measure.readings)
    if sense == "granted" and words_of(words).startswith("公开类"):
        templates = (
            (measure_book().measures["requests.granted_or_partly"].readings[0][0], 0.6),
            ("requests.granted.{c}", 0.4),
        )
    if sense == "unavailable" and "不掌握" in words_of(words) and "等" not in words_of(words):
        templates = (*templates, ("requests.unavailable.not_held.{c}", 0.4))
    return Bound(
        f"requests.{sense}",
        templates,
        column,
        certainty,
        f"{sense}:{words.cue.text if words.cue else ''}",
        "requests",
    )


def _of_several(senses: Sequence[str], group: str, certainty: float, words: Token) -> Bound | None:
    """不掌握或没有现成信息的8件: of both reasons together; with the group's own word, of the group or of those named."""
    book = measure_book().measures
    if any(f"requests.{sense}" not in book for sense in senses):
        return None
    together = " + ".join(book[f"requests.{sense}"].readings[0][0] for sense in senses)
    templates: list[Template] = [(together, 0.6 if group else 1.0)]
    if group and f"requests.{group}" in book:
        templates = [(book[f"requests.{group}"].readings[0][0], 0.6), (together, 0.3)]
    return Bound("requests.sum", tuple(templates), "total", certainty, f"several:{words_of(words)}", "requests")


def bare_requests(window: Sequence[Token]) -> Bound:
    """依申请公开N件 without a verb: received or concluded, no telling which."""
    book = measure_book().measures
    templates = (*book["requests.received"].readings, *book["requests.concluded"].readings[:1])
    return Bound(
        "requests.received",
        templates,
        "total",
        UNUSUAL / 2,
        f"bare:{words_of(window[-1]) if window else ''}",
        "requests",
    )


def _is_firm(state: State) -> bool:
    return state.frame == "requests" or (state.frame in DISPUTES and state.firmness > ABSENT)


def _strongest(generic: Sequence[Token]) -> tuple[str, Token]:
    """The verb nearest to the number, but 新收 over a plain 收 of the same phrase."""
    for token in generic:
        if token.sense == "new":
            return "new", token
    return generic[-1].sense, generic[-1]


def _direction(sense: str, token: Token, year: int | None) -> tuple[str, bool]:
    """Whether a 结转 that names a year, or nothing, came in or went out; and whether that is known."""
    words = token.cue.text if token.cue else ""
    if sense == "carry_year" and year is not None:
        digits = "".join(char for char in words if char.isdigit())[:4]
        named = int(digits) if len(digits) == 4 else year
        if named > year:
            return "carried_out", True
        if named < year or words.startswith(("结转", "转结", "顺延", "转", "延")):
            return "carried_in", named < year
    return "carried", False
