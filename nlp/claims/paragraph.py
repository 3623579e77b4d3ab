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
from nlp.claims.frames import DISPUTES, State, Token
from nlp.claims.lexicon import Cue
from nlp.claims.measures import CellBook, measure_book
from nlp.claims.relations import change_readings, count_readings, growth_readings, rate_readings, share_readings, times_readings
from nlp.types import Interval, Paragraph, Quantity, Reading

__all__ = ["Draft", "ParagraphReader"]

_FILLER = re.compile(r"[共计合约总为达到了的有是数量件各类累年度全已均中超近逾多余约办另内由向我局本市县区镇乡厅委等案]*")
_RESULTS = frozenset(
    {"granted", "partly_granted", "granted_or_partly", "refused", "unavailable", "rejected", "other"},
)
_FAR, _TOO_FAR = 9, 18
_ORGAN = re.compile(
    r"(?:^|[,、;:。(])(?:其中|另|如|由)?((?!我|本|全|各|该|年|共|其|上)[\u4e00-\u9fff]{2,12}?(?:局|委|委员会|办事处|街道|镇|乡|支队|大队|分局|中心|开发区|管委会))(?:共|全年|累计|年内|今年|本年度|依法)*(?:收到|受理|接收|办理|办结|答复|收办|处理|新收)$",
)


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

    def read(self) -> Iterator[Draft]:
        """The drafts in order."""
        self._amounts = [index for index, token in enumerate(self.tokens) if token.is_amount]
        self._read_respectively()
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
        left = self._left(index)
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
        return self._count(position, index, quantity, left)

    def _count(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        bound = self._taken[index] if index in self._taken else self._bind(index, quantity, left)
        if bound is None:
            return None
        if bound.measure == "requests.sum_word" or (quantity.kind == "money" and bound.table != "disclosure"):
            return None
        self._bound[index] = bound
        scope = self._scope(index, bound)
        factor = bound.certainty * (0.5 if scope in ("own", "subset", "unsure") else 1.0)
        readings = count_readings(bound, self.book, factor)
        period = self._period(index, bound, left)
        if period is not None and period != self.office.year:
            if self.office.year is None or period != self.office.year - 1:
                return None
            readings = change_readings(readings, "previous")
        reported = "whole" if scope == "unsure" else scope
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, "equals", bound.measure, readings, reported, period)

    def _bind(self, index: int, quantity: Quantity, left: list[Token]) -> Bound | None:
        state = self.states[index]
        listing = self._lists_results(index)
        bound = bind(left, state, self.office, quantity, listing=listing)
        if bound is not None:
            gap = self._gap(left, index)
            if gap > _TOO_FAR:
                return None
            return bound.weakened(1.0 if gap <= _FAR else 0.55)
        if any(token.kind in ("channel", "part") for token in left):
            return None
        if self._only_sum_word(left):
            both = self._intake_total(index)
            if both is not None:
                return both
        right = self._right(index)
        if right:
            last = self.tokens.index(right[-1], index)
            bound = bind(right, self.states[last], self.office, quantity, listing=listing)
            if bound is not None:
                near = right[0].start - self.tokens[index].end <= 6
                return bound.weakened(1.0 if near else 0.6)
        return self._from_clause_before(index, quantity, left, listing)

    def _from_clause_before(self, index: int, quantity: Quantity, left: list[Token], listing: bool) -> Bound | None:
        begin = self._boundary(index)
        if begin < 0 or self.tokens[begin].mark not in (",", ":"):
            return None
        between = self.text[self.tokens[begin].end : self.tokens[index].start]
        for token in left:
            between = between.replace(self.text[token.start : token.end], "")
        if _FILLER.fullmatch(between) is None:
            return None
        before = self._left(begin)
        return bind(before, self.states[begin], self.office, quantity, listing=listing) if before else None

    # -- relations ----------------------------------------------------------------------------------------------

    def _share(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        part = self._taken.get(index)
        wording = next((token for token in left if token.kind == "share"), None)
        if part is None and any(token.kind in ("measure", "outcome") for token in left):
            part = bind(left, self.states[index], self.office, None, listing=self._lists_results(index))
        if part is None:
            part = self._base_of(position, index, needs_adjacency=wording is None)
        if part is None:
            return None
        words = wording.cue.text if wording is not None and wording.cue is not None else ""
        readings = share_readings(part, self.book, words)
        self._bound_share(index, part)
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, "share_of", f"{part.measure}", readings, self._scope(index, part))

    def _bound_share(self, index: int, part: Bound) -> None:
        self._bound[index] = part

    def _base_of(self, position: int, index: int, *, needs_adjacency: bool) -> Bound | None:
        """The count that a share speaks of: the number just before it, in the same sentence."""
        found = self._amount_before(position, index)
        if found is None:
            return None
        before, between = found
        if self.states[before].sentence != self.states[index].sentence:
            return None
        quantity = self.tokens[before].quantity
        assert quantity is not None
        if quantity.kind in ("share", "growth") and position > 1 and not needs_adjacency:
            return self._bound.get(before)
        if needs_adjacency and between not in ("(", ",", "、(", "", ":"):
            return None
        if any(mark in between for mark in ";。") or len(between) > 24:
            return None
        return self._bound.get(before)

    def _growth(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        subject = bind(left, self.states[index], self.office, None, listing=False) if _names_subject(left) else None
        state = self.states[index]
        found = self._amount_before(position, index) if subject is None else None
        if found is not None:
            before, between = found
            same = self.states[before].sentence == state.sentence
            if same and ";" not in between and len(between) <= 40:
                subject = self._bound.get(before)
        if subject is None:
            return None
        down = any(token.sense == "down" for token in left)
        relation = "fell_by" if down else "grew_by"
        if quantity.kind in ("count", "number", "money") and subject.measure.startswith("disclosure.") and subject.measure.endswith(".items"):
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
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, relation, f"disclosure.{row}.change", readings)

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
        return Draft(self.tokens[index].start, self.tokens[index].end, quantity, "rate", f"rates.{rate.sense}", readings)

    # -- windows ------------------------------------------------------------------------------------------------

    def _boundary(self, index: int) -> int:
        """The nearest mark or amount before a token (-1: the paragraph's start)."""
        for at in range(index - 1, -1, -1):
            if self.tokens[at].mark or self.tokens[at].is_amount:
                return at
        return -1

    def _left(self, index: int) -> list[Token]:
        begin = self._boundary(index)
        window = [token for token in self.tokens[begin + 1 : index] if token.cue is not None]
        if begin >= 0 and self.tokens[begin].mark == ")":
            # 其他处理（含主动撤回）3件: a remark in brackets without a number of its own is stepped over
            opening = self._opening(begin)
            if opening is not None and not any(token.is_amount for token in self.tokens[opening:begin]):
                window = self._left(opening) + window
        return window

    def _opening(self, closing: int) -> int | None:
        """The bracket that a closing one belongs to."""
        depth = 0
        for at in range(closing, -1, -1):
            if self.tokens[at].mark == ")":
                depth += 1
            elif self.tokens[at].mark == "(":
                depth -= 1
                if depth == 0:
                    return at
        return None

    def _amount_before(self, position: int, index: int) -> tuple[int, str] | None:
        """The amount that a share or growth follows, with the text between: one in brackets closed before is not it."""
        at = position - 1
        while at >= 0:
            before = self._amounts[at]
            closing = next((i for i in range(before + 1, index) if self.tokens[i].mark == ")"), None)
            opening = self._opening(closing) if closing is not None else None
            if closing is None or opening is None or opening > before:
                return before, self.text[self.tokens[before].end : self.tokens[index].start]
            rest = self.text[self.tokens[closing].end : self.tokens[index].start]
            while at >= 0 and self._amounts[at] > opening:
                at -= 1
            if at < 0:
                return None
            before = self._amounts[at]
            return before, self.text[self.tokens[before].end : self.tokens[opening].start] + rest
        return None

    def _right(self, index: int) -> list[Token]:
        window: list[Token] = []
        for token in self.tokens[index + 1 :]:
            if token.mark:
                return window
            if token.is_amount:
                # the words before a number without a mark between belong to that number (5件办结3件)
                return []
            if token.cue is not None:
                window.append(token)
        return window

    def _gap(self, left: Sequence[Token], index: int) -> int:
        """Characters between the naming cue and the number that no cue or filler explains."""
        naming = [token for token in left if token.kind in ("measure", "outcome", "frame", "act", "weak_frame")]
        if not naming:
            return 0
        first = naming[-1]
        rest = self.text[first.end : self.tokens[index].start]
        for token in left:
            if token.start >= first.end:
                rest = rest.replace(self.text[token.start : token.end], "", 1)
        return len(_FILLER.sub("", rest)) if _FILLER.fullmatch(rest) is None else 0

    def _lists_results(self, index: int) -> bool:
        sentence = self.states[index].sentence
        return any(
            token.sense in _RESULTS
            for token, state in zip(self.tokens, self.states, strict=True)
            if state.sentence == sentence
        )

    def _only_sum_word(self, left: Sequence[Token]) -> bool:
        return any(token.sense == "sum_word" for token in left)

    def _intake_total(self, index: int) -> Bound | None:
        """共计N件 after 收到a件, 上年结转b件."""
        sentence = self.states[index].sentence
        earlier = {bound.measure for at, bound in self._bound.items() if at < index and self.states[at].sentence == sentence}
        if "requests.carried_in" in earlier and earlier & {"requests.received", "requests.new"}:
            readings = tuple(measure_book().measures["requests.intake_total"].readings)
            return Bound("requests.intake_total", readings, "total", 1.0, "sum_word", "requests")
        return None

    # -- whose number, and of which year ------------------------------------------------------------------------

    def _scope(self, index: int, bound: Bound) -> str:
        if bound.table == "disclosure":
            return "own" if self.states[index].scope == "own" and self.office.is_government else "whole"
        begin = self.tokens[self.states[index].sentence].start if self.states[index].sentence < len(self.tokens) else 0
        before_verb = self.tokens[index].start
        for token in self.tokens[self.states[index].sentence : index]:
            if token.sense in ("received", "new", "handled", "concluded", "taken_in"):
                before_verb = token.end
        organ = _ORGAN.search(self.text[begin:before_verb])
        if organ is not None and organ[1] not in self.office.name:
            return "subset"
        scope = self.states[index].scope
        if not self.office.is_government:
            return "whole"
        if scope == "own":
            return "own"
        if scope == "maybe_own":
            return "unsure"
        return "whole"

    def _period(self, index: int, bound: Bound, left: Sequence[Token]) -> int | None:
        if bound.measure.startswith("requests.carr"):
            return self.office.year
        state = self.states[index]
        if any(token.kind == "period" for token in left) and self.office.year is not None:
            return self.office.year - 1
        return state.year if state.year is not None else self.office.year

    # -- lists --------------------------------------------------------------------------------------------------

    def _read_respectively(self) -> None:
        """a、b、c分别为1、2、3件: the cues before and the numbers after, one to one, or none of them."""
        for at, token in enumerate(self.tokens):
            if token.kind != "respectively":
                continue
            numbers = self._numbers_after(at)
            cues = self._cues_before(at)
            if len(numbers) == len(cues) + 1:
                cues = [part for cue in cues for part in _split_pair(cue)]
            states = [self._state_at(cue.start) for cue in cues]
            listing = self._lists_results(at)
            for offset, index in enumerate(numbers):
                bound = None
                if len(numbers) == len(cues) and len(cues) > 1:
                    quantity = self.tokens[index].quantity
                    counted = quantity if quantity is not None and quantity.kind == "count" else None
                    bound = bind([cues[offset]], states[offset], self.office, counted, listing=listing)
                self._taken[index] = bound

    def _state_at(self, position: int) -> State:
        at = max(index for index, token in enumerate(self.tokens) if token.start <= position)
        return self.states[at]

    def _numbers_after(self, at: int) -> list[int]:
        found: list[int] = []
        for index in range(at + 1, len(self.tokens)):
            token = self.tokens[index]
            if token.mark in (";", "。") and token.mark:
                break
            if token.is_amount:
                if found and (token.quantity and self.tokens[found[0]].quantity) and (
                    token.quantity.kind != self.tokens[found[0]].quantity.kind  # type: ignore[union-attr]
                ):
                    break
                found.append(index)
            elif token.cue is not None and found:
                break
        return found

    def _cues_before(self, at: int) -> list[Token]:
        found: list[Token] = []
        for index in range(at - 1, -1, -1):
            token = self.tokens[index]
            if token.mark in (";", "。", ":") and token.mark or token.is_amount:
                break
            if token.kind in ("measure", "outcome") and token.sense not in ("received", "handled", "concluded", "sum_word"):
                found.append(token)
            elif token.sense in DISPUTES and token.sense != "disputes":
                found.append(token)
            elif token.sense in ("licensing", "penalties", "coercion"):
                found.append(token)
        return found[::-1]


def _split_pair(token: Token) -> list[Token]:
    """予以公开、部分公开 in a list of 分别为 are two things, elsewhere one sum."""
    cue = token.cue
    if cue is None or cue.sense != "granted_or_partly" or "、" not in cue.text:
        return [token]
    first, second = cue.text.split("、", 1)
    middle = cue.start + len(first)
    return [
        Token(cue.start, middle, cue=Cue("measure", "granted", cue.start, middle, first)),
        Token(middle + 1, cue.end, cue=Cue("measure", "partly_granted", middle + 1, cue.end, second)),
    ]


def _names_subject(left: Sequence[Token]) -> bool:
    return any(token.kind in ("measure", "outcome", "frame", "weak_frame") for token in left)
