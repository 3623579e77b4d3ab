"""Which measure a number speaks of, from the cues beside it and the frame it stands in.

Takes the cues of a number's window and the state there; gives a :class:`Bound`: a measure, templates over cells, a
column and how certain the wording is. Never looks at the number's value and never decides between readings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.claims.frames import ABSENT, DISPUTES, FIRM, OBJECTS, State, Token
from nlp.claims.measures import Template, measure_book
from nlp.types import Quantity

__all__ = ["Bound", "Office", "bare_requests", "bind"]

_COLUMNS = frozenset({"person", "organisations", "company", "research", "nonprofit", "law_firm", "other_org"})
_GENERIC = ("received", "taken_in", "new", "concluded", "handled", "intake_total")
_NAMING = frozenset({"frame", "weak_frame", "scope", "neutral", "among"})
_BLOCKING = frozenset({"channel", "part"})
_GROUPS = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
    "disputes": ("reconsideration", "litigation_direct", "litigation_after_reconsideration"),
}
_LISTS = ("清单", "目录")
"""Where items are counted, the list they stand in is no other subject."""
_UNUSUAL = 0.5
"""Certainty of wordings that often mean something else than the table's cell: never enough for a mismatch."""


@dataclass(frozen=True, slots=True)
class Office:
    """What of the issuer matters to whose number it is: year, format by table, whether it is a whole government."""

    year: int | None
    formats: dict[str, str]
    is_government: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure with its templates (see ``measures.yaml``), column and certainty in (0, 1]."""

    measure: str
    templates: tuple[Template, ...]
    column: str
    certainty: float
    why: str
    table: str
    group: str = ""

    def weakened(self, factor: float) -> Bound:
        """The same with less certainty."""
        return self if factor >= 1 else replace(self, certainty=self.certainty * factor)


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
    if state.foreign is not None or any(token.kind in _BLOCKING for token in window):
        return None
    if state.frame in DISPUTES:
        bound = _bind_dispute(window, state, quantity)
        if bound is not None and state.firmness < FIRM and not continued and bound.measure.count(".") > 1:
            bound = _of_any_group(bound)
        return bound if bound is not None else _bind_request(window, state, office, quantity, listing)
    if state.frame in OBJECTS:
        return _bind_object(window, state, office, quantity)
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
        if token.kind == "measure" and token.sense not in _COLUMNS and token.sense != "sum_word"
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
        if state.frame in ("proactive", "processing_fee"):
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
    if _words(words).startswith("回复") and not any(token.kind in ("frame", "weak_frame") for token in window):
        certainty = min(certainty, _UNUSUAL)
    if not specific and any(token.kind == "act" and token.start > words.start for token in window):
        certainty = min(certainty, _UNUSUAL)  # 予以答复公开4件: something is missing between the two
    if _is_subject_class(window) or (sense == "handled" and _words(words).endswith("的")):
        certainty = min(certainty, _UNUSUAL)
    column = columns[-1].sense if columns else "total"
    measure = book.measures.get(f"requests.{sense}")
    if measure is None:
        return None
    if measure.soft or by_head or (columns and specific):
        certainty = min(certainty, _UNUSUAL)
    if any(token.kind == "foreign" for token in window):
        certainty = min(certainty, _UNUSUAL)
    templates = tuple(measure.readings)
    if sense == "unavailable" and "不掌握" in _words(words) and "等" not in _words(words):
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
    return Bound("requests.sum", tuple(templates), "total", certainty, f"several:{_words(words)}", "requests")


def bare_requests(window: Sequence[Token]) -> Bound:
    """依申请公开N件 without a verb: received or concluded, no telling which."""
    book = measure_book().measures
    templates = (*book["requests.received"].readings, *book["requests.concluded"].readings[:1])
    return Bound(
        "requests.received",
        templates,
        "total",
        _UNUSUAL / 2,
        f"bare:{_words(window[-1]) if window else ''}",
        "requests",
    )


def _is_subject_class(window: Sequence[Token]) -> bool:
    """Whether the words beside the number single out applications of one subject (征地类申请), which no cell counts."""
    return any(token.kind == "subject" for token in window)


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


# ------------------------------------------------------------------------------------------- reconsideration, litigation


def _bind_dispute(window: Sequence[Token], state: State, quantity: Quantity | None) -> Bound | None:
    book = measure_book()
    frame = str(state.frame)
    if quantity is not None and quantity.kind == "count" and quantity.unit not in book.units["disputes"]:
        return None
    outcomes = [
        token
        for token in window
        if token.kind == "outcome" or token.sense in ("concluded", "other", "other_word", "withdrawn")
    ]
    sure = 1.0 if state.about and not _is_subject_class(window) else _UNUSUAL
    if outcomes:
        token = outcomes[-1]
        outcome = {
            "concluded": "decided",
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
            sure = _UNUSUAL / 2  # 其余21宗为其他结果或在审: of two results together
        certainty = min(sure, _UNUSUAL) if outcome in book.soft_outcomes else sure
        name = "all" if frame == "disputes" else frame
        return Bound(
            f"disputes.{name}.{outcome}", templates, "total", certainty, f"{outcome}:{_words(token)}", "disputes", frame
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
            key, tuple(book.measures[key].readings), "total", sure, f"{frame}:{_words(named[-1])}", "disputes", frame
        )
    return Bound(
        f"disputes.{frame}",
        ((f"disputes.{frame}.total", 1.0),),
        "total",
        sure,
        f"{frame}:{_words(named[-1])}",
        "disputes",
        frame,
    )


def _of_any_group(bound: Bound) -> Bound:
    """An outcome in a sentence that names neither 复议 nor 诉讼: the group spoken of before, or all of them; unsure."""
    outcome = bound.measure.rsplit(".", 1)[-1]
    wider = [(_over_groups(column, "disputes"), weight) for column, weight in measure_book().outcomes[outcome]]
    return replace(bound, templates=_within_one((*bound.templates, *wider)), certainty=min(bound.certainty, _UNUSUAL / 2))


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


# -------------------------------------------------------------------------------------------------- proactive disclosure


def _bind_object(window: Sequence[Token], state: State, office: Office, quantity: Quantity | None) -> Bound | None:
    row = str(state.frame)
    if len({token.sense for token in window if token.sense in OBJECTS}) > 1:
        return None  # 行政许可和行政处罚共500件: of both together
    if quantity is None or not any(
        token.sense == row or token.kind in ("act", "growth") or token.sense == "handled" for token in window
    ):
        return None
    form = f"format_{office.formats.get('disclosure', '2021')}"
    if row in ("normative_documents", "regulations"):
        return _bind_document(row, window, state, office, quantity, form)
    if row in ("fees", "procurement") and not any(token.sense in (row, "amount", "down", "up") for token in window):
        return None  # 公开采购意向1.2万条
    if row not in ("fees", "procurement") and any(token.sense == "amount" for token in window):
        return None  # 行政强制0件,收费0: the fee is none of the row before
    book = measure_book()
    whole = _whole(state, office)
    money = quantity.kind == "money"
    if row in ("fees", "procurement"):
        if money:
            key = "fee_amount" if row == "fees" else "procurement_amount"
        elif quantity.unit in book.units["items"]:
            key = "fee_items" if row == "fees" else "procurement_items"
        else:
            return None
        columns = book.disclosure[key].get(form)
        certainty = 1.0 if whole >= 0.8 or row == "fees" else 0.8
    elif money:
        return None
    elif (
        quantity.unit in ("件", "宗", "起", "例", "次", "笔", "")
        and not _is_change(window)
        and (row == "other_services" or not _items_only(window))
    ):
        columns, key = book.disclosure["decisions"], "decisions"
        told = any(token.sense == "decisions" for token in window)
        certainty = max(whole, 0.8) if told and whole > 0.4 else whole if whole >= 0.9 else _UNUSUAL
    elif quantity.unit in book.units["items"]:
        columns, key = book.disclosure["items"].get(form), "items"
        certainty = max(whole, 0.8)
    else:
        return None
    if not columns:
        return None
    templates = tuple((_on_row(row, str(column)), float(weight)) for column, weight in columns)
    if any(token.kind == "foreign" and not (key == "items" and _words(token) in _LISTS) for token in window):
        certainty = min(certainty, _UNUSUAL)
    return Bound(
        f"disclosure.{row}.{_column_name(key)}",
        templates,
        "total",
        certainty,
        f"{row}:{quantity.unit}",
        "disclosure",
        row,
    )


def _bind_document(
    row: str, window: Sequence[Token], state: State, office: Office, quantity: Quantity, form: str
) -> Bound | None:
    book = measure_book()
    if quantity.kind != "count" or quantity.unit not in book.units["documents"]:
        return None
    acts = [token for token in window if token.kind == "act" and token.sense in book.disclosure[row]]
    act = acts[-1].sense if acts else "issued"
    columns = book.disclosure[row][act].get(form)
    if not columns:
        return None
    certainty = _whole(state, office) if acts else 0.4
    statutory = row == "regulations" or any("行政规范性" in _words(token) for token in window)
    certainty *= 1.0 if statutory else 0.75
    if any(token.kind == "foreign" for token in window):
        certainty = min(certainty, _UNUSUAL)
    templates = tuple((_on_row(row, str(column)), float(weight)) for column, weight in columns)
    return Bound(f"disclosure.{row}.{act}", templates, "total", certainty, f"{row}:{act}", "disclosure", row)


def _whole(state: State, office: Office) -> float:
    """How surely a number about documents or decisions is that of the body whose table it is."""
    if state.scope == "own" and office.is_government:
        return 0.4
    if state.scope == "whole" or not office.is_government:
        return 0.9
    return 0.55


def _is_change(window: Sequence[Token]) -> bool:
    return any(token.kind == "growth" for token in window)


def _items_only(window: Sequence[Token]) -> bool:
    return any("事项" in _words(token) for token in window)


def _on_row(row: str, column: str) -> str:
    return " + ".join(f"disclosure.{row}.{part}" for part in column.split(" + "))


def _column_name(key: str) -> str:
    return {
        "fee_items": "items",
        "procurement_items": "items",
        "fee_amount": "amount",
        "procurement_amount": "amount",
    }.get(key, key)


def _words(token: Token) -> str:
    return token.cue.text if token.cue is not None else ""
