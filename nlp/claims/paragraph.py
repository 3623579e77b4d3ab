"""One paragraph's numbers bound to measures, one after the other.

Takes tokens and states (see ``frames``), gives drafts of claims. The window of a number is what stands between it and
the mark or number before it; if that names nothing, what follows up to the next mark (67件属于…); if the gap holds only
filler (共, 合计 ...), the clause before. Never evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.claims.bind import Bound, Office, bind
from nlp.claims.frames import State, Token
from nlp.claims.measures import CellBook, measure_book
from nlp.claims.ownership import period_of, scope_of
from nlp.claims.relations import (
    change_readings,
    count_readings,
    growth_readings,
    rate_readings,
    share_readings,
    times_readings,
)
from nlp.claims.respectively import read_respectively
from nlp.claims.windows import FILLER, Windows
from nlp.types import Interval, Paragraph, Quantity, Reading

__all__ = ["Draft", "ParagraphReader"]

_PLAIN_VERBS = frozenset({"requests.received", "requests.handled", "requests.concluded", "requests.new"})
_PASSED_OVER = frozenset({"scope", "neutral", "among", "besides", "frame", "weak_frame"})
_TOGETHER = re.compile("合起来|合计|相加|累加|合并|合占|共占|总共|两项|三项|两者|上述|以上")
_CHANGES_TO = re.compile("(?:增|减|升|降|提|压|上|下|扩|缩)[\u4e00-\u9fff]{0,3}(?:至|到|为)")
_ENDS_CLAUSE = re.compile("[,、;:。!?()]|$")
_FAR, _TOO_FAR = 3, 18


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; places count in the working copy."""

    start: int
    end: int
    quantity: Quantity | None
    relation: str
    measure: str
    readings: tuple[Reading, ...]
    scope: str = "whole"
    period: int | None = None
    value: Interval | None = None


@dataclass
class ParagraphReader:
    """Reads one paragraph (see module)."""

    text: str
    tokens: Sequence[Token]
    states: Sequence[State]
    office: Office
    book: CellBook
    paragraph: Paragraph
    _bound: dict[int, Bound] = field(default_factory=dict)
    _amounts: list[int] = field(default_factory=list)
    _taken: dict[int, Bound | None] = field(default_factory=dict)
    windows: Windows = field(init=False)

    def read(self) -> Iterator[Draft]:
        """The drafts in order."""
        self._amounts = [index for index, token in enumerate(self.tokens) if token.is_amount]
        self.windows = Windows(self.text, self.tokens, self.states, self._amounts)
        self._taken = read_respectively(self.windows, self.office)
        for position, index in enumerate(self._amounts):
            draft = self._draft(position, index)
            if draft is not None and draft.readings:
                yield draft

    # -- one number ---------------------------------------------------------------------------------------------

    def _draft(self, position: int, index: int) -> Draft | None:
        token = self.tokens[index]
        quantity = token.quantity
        assert quantity is not None
        if self.states[index].since and quantity.kind != "growth":
            return None
        left = self.windows.left(index)
        kinds = {item.kind for item in left}
        if quantity.kind in ("share", "growth") and "rate" in kinds:
            return self._rate(index, quantity, left)
        if "growth" in kinds or quantity.kind == "growth":
            return self._growth(position, index, quantity, left)
        if quantity.kind == "multiple" and "times" in kinds:
            return self._times(position, index, quantity)
        if quantity.kind in ("share", "fraction"):
            return self._share(position, index, quantity, left)
        if quantity.kind not in ("count", "money", "number"):
            return None
        return self._count(index, quantity, left)

    def _count(self, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        bound = self._taken[index] if index in self._taken else self._bind(index, quantity, left)
        if bound is None:
            return None
        if bound.measure == "requests.sum_word" or (quantity.kind == "money" and bound.table != "disclosure"):
            return None
        self._bound[index] = bound
        scope = scope_of(self.windows, index, bound, self.office)
        factor = bound.certainty * (0.5 if scope in ("own", "subset", "unsure") else 1.0)
        readings = count_readings(bound, self.book, factor)
        period = period_of(self.states[index], bound, left, self.office)
        if self._is_starting_point(index) and not bound.measure.endswith(".items") and self.office.year is not None:
            period = self.office.year - 1
        if period is not None and period != self.office.year:
            if self.office.year is None or period != self.office.year - 1:
                return None
            readings = change_readings(readings, "previous")
        reported = "whole" if scope == "unsure" else scope
        return Draft(
            self.tokens[index].start,
            self.tokens[index].end,
            quantity,
            "equals",
            bound.measure,
            readings,
            reported,
            period,
        )

    def _bind(self, index: int, quantity: Quantity, left: list[Token]) -> Bound | None:
        state = self.states[index]
        listing = self.windows.lists_results(index)
        continued = self.windows.continues(index)
        bound = bind(left, state, self.office, quantity, listing=listing, continued=continued)
        if bound is not None:
            gap = self.windows.gap(left, index)
            if gap > _TOO_FAR:
                return None
            if bound.measure == "requests.handled" and self._is_relative(left, index):
                return bound.weakened(0.5)
            return bound.weakened(1.0 if gap <= _FAR else 0.55)
        if any(token.kind in ("channel", "part") for token in left):
            return None
        if self._only_sum_word(index, left):
            both = self._intake_total(index)
            if both is not None:
                return both
        right = self.windows.right(index)
        if right:
            last = self.tokens.index(right[-1], index)
            bound = bind(right, self.states[last], self.office, quantity, listing=listing, continued=continued)
            if bound is not None and bound.why.startswith("bare:"):
                return None
            if bound is not None:
                near = right[0].start - self.tokens[index].end <= 6
                verb = bound.measure in _PLAIN_VERBS  # 剩1件年后才收到: a verb behind a number seldom counts it
                return bound.weakened(0.5 if verb else 1.0 if near else 0.6)
            return None
        if any(token.kind not in _PASSED_OVER for token in left):
            return None
        return self._from_clause_before(index, quantity, left, listing)

    def _from_clause_before(self, index: int, quantity: Quantity, left: list[Token], listing: bool) -> Bound | None:
        begin = self.windows.boundary(index)
        if begin < 0 or self.tokens[begin].mark not in (",", ":"):
            return None
        if _ENDS_CLAUSE.match(self.text, self.tokens[index].end) is None:
            return None  # 9件经补正…: what follows says what the number is
        between = self.text[self.tokens[begin].end : self.tokens[index].start]
        for token in left:
            between = between.replace(self.text[token.start : token.end], "")
        if FILLER.fullmatch(between) is None:
            return None
        before = self.windows.left(begin)
        return bind(before, self.states[begin], self.office, quantity, listing=listing) if before else None

    # -- relations ----------------------------------------------------------------------------------------------

    def _share(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        part = self._taken.get(index)
        whole: Bound | None = None
        wording = next((token for token in left if token.kind == "share"), None)
        behind = [token for token in left if wording is not None and token.start >= wording.end]
        if wording is not None and any(token.kind in ("measure", "outcome") for token in behind):
            # 占不予公开总数的32.4%: what follows 占 is the whole
            whole = bind(behind, self.states[index], self.office, None, listing=self.windows.lists_results(index))
            left = [token for token in left if token.end <= wording.start]
        if part is None and any(token.kind in ("measure", "outcome") for token in left):
            part = bind(left, self.states[index], self.office, None, listing=self.windows.lists_results(index))
        if part is None:
            part = self._base_of(position, index, needs_adjacency=wording is None)
        if part is None:
            return None
        words = wording.cue.text if wording is not None and wording.cue is not None else ""
        readings = share_readings(part, self.book, words, whole)
        self._bound_share(index, part)
        return Draft(
            self.tokens[index].start,
            self.tokens[index].end,
            quantity,
            "share_of",
            f"{part.measure}",
            readings,
            scope_of(self.windows, index, part, self.office),
        )

    def _bound_share(self, index: int, part: Bound) -> None:
        self._bound[index] = part

    def _base_of(self, position: int, index: int, *, needs_adjacency: bool) -> Bound | None:
        """The count that a share speaks of: the number just before it, in the same sentence."""
        found = self.windows.amount_before(position, index)
        if found is None:
            return None
        before, between = found
        if self.states[before].sentence != self.states[index].sentence:
            return None
        quantity = self.tokens[before].quantity
        assert quantity is not None
        if quantity.kind in ("share", "growth") and position > 1 and not needs_adjacency:
            return self._bound.get(before)
        if _TOGETHER.search(between):
            return None  # a share of several numbers together
        if needs_adjacency and between not in ("(", ",", "、(", "", ":"):
            return None
        if any(mark in between for mark in ";。") or len(between) > 24:
            return None
        return self._bound.get(before)

    def _growth(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        subject = bind(left, self.states[index], self.office, None, listing=False) if _names_subject(left) else None
        state = self.states[index]
        found = self.windows.amount_before(position, index) if subject is None else None
        if found is not None:
            before, between = found
            same = self.states[before].sentence == state.sentence
            if same and ";" not in between and len(between) <= 40:
                subject = self._bound.get(before)
        if subject is None:
            return None
        down = any(token.sense == "down" for token in left)
        relation = "fell_by" if down else "grew_by"
        if (
            quantity.kind in ("count", "number", "money")
            and subject.measure.startswith("disclosure.")
            and subject.measure.endswith(".items")
        ):
            return self._item_change(index, quantity, subject, relation)
        if quantity.kind in ("growth", "share"):
            readings = growth_readings(subject, self.book, down=down, absolute=False)
        elif quantity.kind in ("count", "number"):
            readings = growth_readings(subject, self.book, down=down, absolute=True)
        elif quantity.kind == "multiple":
            readings = times_readings(subject, self.book, minus_one=True)
        else:
            return None
        self._bound[index] = subject
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, relation, subject.measure, readings)

    def _item_change(self, index: int, quantity: Quantity, subject: Bound, relation: str) -> Draft | None:
        row = subject.group
        columns = measure_book().disclosure["change"].get(f"format_{self.office.formats.get('disclosure', '2021')}")
        if not columns:
            return None
        sign = "-" if relation == "fell_by" else ""
        readings = self.book.readings([(f"disclosure.{row}.change", 1.0)], f"change:{row}", factor=subject.certainty)
        if sign:
            readings = tuple(Reading(f"-{reading.formula}", reading.weight, reading.why) for reading in readings)
        self._bound[index] = subject
        return Draft(
            self.tokens[index].start, self.tokens[index].end, quantity, relation, f"disclosure.{row}.change", readings
        )

    def _times(self, position: int, index: int, quantity: Quantity) -> Draft | None:
        subject = self._bound.get(self._amounts[position - 1]) if position else None
        if subject is None:
            return None
        readings = times_readings(subject, self.book, minus_one=False)
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, "times", subject.measure, readings)

    def _rate(self, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        state = self.states[index]
        rate = next(token for token in reversed(left) if token.kind == "rate")
        if state.foreign is not None or any(token.kind == "foreign" for token in left):
            return None
        if rate.sense == "rate_concluded" and quantity.stated == 100:
            return None  # 办结率100% speaks of what was due, for which there is no cell
        readings = rate_readings(rate.sense, str(state.frame), self.book)
        if not readings:
            return None
        return Draft(
            self.tokens[index].start, self.tokens[index].end, quantity, "rate", f"rates.{rate.sense}", readings
        )

    def _is_starting_point(self, index: int) -> bool:
        """由a件增至b件: a is last year's."""
        begin = self.windows.boundary(index)
        before = self.text[self.tokens[begin].end if begin >= 0 else 0 : self.tokens[index].start]
        return ("由" in before or "从" in before) and _CHANGES_TO.match(self.text, self.tokens[index].end) is not None

    def _is_relative(self, left: Sequence[Token], index: int) -> bool:
        """转有关渠道办理的2件: the verb only describes the number."""
        verb = next((token for token in reversed(left) if token.sense == "handled"), None)
        return verb is not None and self.text[verb.end : self.tokens[index].start].startswith("的")

    def _only_sum_word(self, index: int, left: Sequence[Token]) -> bool:
        if left:
            return any(token.sense == "sum_word" for token in left)
        begin = self.windows.boundary(index)
        if begin < 0:
            return False
        return self.text[self.tokens[begin].end : self.tokens[index].start] in ("共", "总共", "一共", "共有", "累计")

    def _intake_total(self, index: int) -> Bound | None:
        """共计N件 after 收到a件, 上年结转b件."""
        sentence = self.states[index].sentence
        earlier = {
            bound.measure for at, bound in self._bound.items() if at < index and self.states[at].sentence == sentence
        }
        if "requests.carried_in" in earlier and earlier & {"requests.received", "requests.new"}:
            readings = tuple(measure_book().measures["requests.intake_total"].readings)
            return Bound("requests.intake_total", readings, "total", 1.0, "sum_word", "requests")
        return None


def _names_subject(left: Sequence[Token]) -> bool:
    return any(token.kind in ("measure", "outcome", "frame", "weak_frame") for token in left)
