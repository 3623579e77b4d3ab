"""One paragraph's numbers bound to measures, one after the other.

Takes tokens and states (see ``frames``), gives drafts of claims. The window of a number is what stands between it and
the mark or number before it; if that names nothing, what follows up to the next mark (67件属于…); if the gap holds only
filler (共, 合计 ...), the clause before. Never evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nlp.claims.applicants import of_applicant
from nlp.claims.bind import Bound, Office, bare_requests, bind
from nlp.claims.bodies import numbers_of_parts, scope_before
from nlp.claims.bound import words_of
from nlp.claims.comparisons import base_share_draft, changed_rate_draft, rate_draft, share_draft
from nlp.claims.doubts import counted_before, doubted
from nlp.claims.draft import Draft, Scene
from nlp.claims.each import each_named
from nlp.claims.frames import DISPUTES, OBJECTS, State, Token
from nlp.claims.growth import continues_growth, growth_draft, level_draft, points_draft, times_draft
from nlp.claims.measures import CellBook
from nlp.claims.nearby import (
    CHANGES_TO,
    counts_something_else,
    is_among,
    is_base_figure,
    is_changed_to,
    is_disclosure_part,
    is_negated,
    joins_items_before,
    listed_before,
    moved_on,
    names_several,
    of_requests,
    unexplained_before,
)
from nlp.claims.ownership import goes_on_with_last_year, is_of_wider_body, period_of, scope_of
from nlp.claims.relations import change_readings, count_readings
from nlp.claims.respectively import read_respectively
from nlp.claims.sums import (
    apart_from_named,
    counts_a_list,
    intake_total,
    sum_of,
    sum_of_cases,
    sum_of_decisions,
    sum_of_named,
    sum_of_results,
    with_carried,
)
from nlp.claims.totals import sum_behind, told_total
from nlp.claims.windows import FILLER, Windows
from nlp.types import Paragraph, Quantity

__all__ = ["Draft", "ParagraphReader"]

_PLAIN_VERBS = frozenset({"requests.received", "requests.handled", "requests.concluded", "requests.new"})
_PASSED_OVER = frozenset({"scope", "neutral", "among", "besides", "frame", "weak_frame"})
_ENDS_CLAUSE = re.compile("[,、;:。!?()]|$")
_VERBS = frozenset({"received", "new", "concluded", "handled", "taken_in", "carried_in", "carried_out"})
_DOCUMENTS = frozenset({"normative_documents", "regulations"})
_FAR_BEHIND, _TOO_FAR_BEHIND = 3, 8
_PREVAILS = re.compile("(?:申请)?(?:为主|居多|最多|居首|较多|占多数)")
_ALL_CHANNELS = re.compile("(?:提交|申请)?等(?:各种|各类|多种)?(?:形式|方式|渠道|途径|各类)|(?:共|合计|总共|累计)")
_ASPECT = re.compile("方面|情况|部分")


@dataclass
class ParagraphReader:
    """Reads one paragraph (see module)."""

    text: str
    tokens: Sequence[Token]
    states: Sequence[State]
    office: Office
    book: CellBook
    paragraph: Paragraph
    scene: Scene = field(init=False)

    def read(self) -> Iterator[Draft]:
        """The drafts in order."""
        amounts = [index for index, token in enumerate(self.tokens) if token.is_amount]
        windows = Windows(self.text, self.tokens, self.states, amounts)
        lists = read_respectively(windows, self.office)
        self.scene = Scene(windows, self.office, self.book, lists.taken, lists.parts)
        drafts = {index: self._draft(position, index) for position, index in enumerate(amounts)}
        parts = numbers_of_parts(self.scene, drafts)
        for index, draft in drafts.items():
            if draft is not None and draft.readings:
                yield replace(draft, scope="subset") if index in parts else draft
            elif draft is None:
                yield from self._each(index)
        for at, token in enumerate(self.tokens):
            if token.kind == "level" and (level := level_draft(self.scene, at)) is not None:
                yield level

    def _each(self, index: int) -> Iterator[Draft]:
        """A与B各2件: a claim for each of the things named."""
        for bound in each_named(self.scene, index):
            readings = count_readings(bound, self.book, bound.certainty)
            yield self.scene.draft(index, "equals", bound, readings, period=self.office.year)

    @property
    def windows(self) -> Windows:
        """What stands beside each number."""
        return self.scene.windows

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
            return None if "respectively" in kinds else rate_draft(self.scene, index, quantity, left)
        if quantity.kind in ("share", "growth") and (changed := changed_rate_draft(self.scene, position, index)):
            return changed
        if quantity.kind == "points":
            return points_draft(self.scene, position, index, left) if "growth" in kinds else None
        if quantity.kind in ("share", "growth") and "growth" not in kinds and is_base_figure(self.windows, index):
            return base_share_draft(self.scene, position, index)
        if "growth" in kinds or quantity.kind == "growth" or continues_growth(self.scene, position, index):
            return growth_draft(self.scene, position, index, quantity, left)
        if quantity.kind == "multiple" and "times" in kinds:
            return times_draft(self.scene, position, index)
        if quantity.kind in ("share", "fraction"):
            return share_draft(self.scene, position, index, left)
        if quantity.kind not in ("count", "money", "number"):
            return None
        if counts_a_list(self.scene, index):
            return None
        if is_negated(self.windows, index) or each_named(self.scene, index):
            return None
        if joins_items_before(self.windows, index) and told_total(self.scene, position, index) is None:
            return None
        return self._count(position, index, quantity, left)

    def _count(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
        base = is_base_figure(self.windows, index)
        bound = self._base(position, index, quantity) if base else self._subject(position, index, quantity, left)
        if bound is None:
            return None
        if bound.measure == "requests.sum_word" or (quantity.kind == "money" and bound.table != "disclosure"):
            return None
        if bound.table != "disclosure" and counts_something_else(self.windows, index):
            return None
        bound = apart_from_named(self.scene, index, with_carried(self.scene, index, bound))
        bound = of_applicant(self.scene, position, index, bound)
        if counted_before(self.scene, bound, index) or is_of_wider_body(self.windows, index, self.office):
            bound = bound.weakened(0.5)
        self.scene.bound[index] = bound
        scope = scope_of(self.windows, index, bound, self.office)
        if scope in ("whole", "unsure"):
            scope = scope_before(self.scene, position, index) or scope
        factor = bound.certainty * (0.5 if scope in ("own", "subset", "unsure") else 1.0)
        readings = count_readings(bound, self.book, factor)
        period = self._period(index, bound, left, base=base)
        if period is not None and period != self.office.year:
            if self.office.year is None or period != self.office.year - 1:
                return None
            if bound.measure.endswith(".items") and self.office.formats.get("disclosure") == "2019":
                # format 2019 prints last year's items itself
                readings = self.book.readings([(f"disclosure.{bound.group}.prior_items", 1.0)], "prior", factor=factor)
            else:
                readings = change_readings(readings, "previous")
        self.scene.scopes[index] = scope
        reported = "whole" if scope == "unsure" else scope
        return self.scene.draft(index, "equals", bound, readings, scope=reported, period=period)

    def _period(self, index: int, bound: Bound, left: Sequence[Token], *, base: bool) -> int | None:
        if self.office.year is not None:
            if bound.why and is_changed_to(self.windows, self.windows.amounts.index(index)) is not None:
                return self.office.year
            starting = self._is_starting_point(index) and not bound.measure.endswith(".items")
            if base or starting or goes_on_with_last_year(self.scene, index, bound):
                return self.office.year - 1
        return period_of(self.windows, index, bound, left, self.office)

    def _base(self, position: int, index: int, quantity: Quantity) -> Bound | None:
        """较上年80件增加7件, 去年为8件: the same as the number before, a year earlier."""
        listing = self.windows.lists_results(index)
        named = bind(self.windows.left(index), self.states[index], self.office, quantity, listing=listing)
        if named is not None:
            return named  # 行政许可决定数比2019年的1992件少了146件
        found = self.windows.amount_before(position, index)
        if found is not None and self.states[found[0]].sentence == self.states[index].sentence:
            before = self.scene.bound.get(found[0])
            if found[0] in self.scene.taken:
                return None  # 分别为9件和3件,较上年的11件…: of which of them
            if ";" not in found[1]:  # …律所4件;与2023年25件相比: not of the last column
                return before
            if self.windows.text[self.windows.tokens[index].start - 1] not in "为是有":
                return None
        begin = self.windows.boundary(index)
        if begin < 0 or self.tokens[begin].mark != ",":
            return None
        return bind(self.windows.left(begin), self.states[begin], self.office, quantity, listing=listing)

    def _subject(self, position: int, index: int, quantity: Quantity, left: list[Token]) -> Bound | None:
        total = told_total(self.scene, position, index)
        if total is not None:
            return total
        listed = listed_before(self.windows, position)
        if listed:
            return sum_of(self.scene, listed)
        if index in self.scene.taken:
            return self.scene.taken[index]
        if is_disclosure_part(self.windows, index) and position:
            whole = self.scene.bound.get(self.windows.amounts[position - 1])
            if whole is not None and whole.table == "disputes":
                return replace(whole, certainty=1.0)
        earlier = is_changed_to(self.windows, position)
        if earlier is not None:
            return self.scene.bound.get(earlier)
        named = sum_of_named(self.scene, position, index)
        if named is not None:
            return named
        if self._only_sum_word(index, left):
            together = (
                sum_of_cases(self.scene, index)
                or sum_of_results(self.scene, position, index)
                or sum_of_decisions(self.scene, position, index)
            )
            if together is not None:
                return together
        return self._bind(index, quantity, left)

    def _bind(self, index: int, quantity: Quantity, left: list[Token]) -> Bound | None:
        state = self.states[index]
        listing = self.windows.lists_results(index)
        continued = self.windows.continues(index)
        if self._opens_request(index, left):
            following = self.windows.right(index)[0]
            state = self.states[self.tokens.index(following, index)]
            if following.sense in DISPUTES or following.sense in OBJECTS:
                left = [*left, following]
        if is_among(self.windows, left, index):
            return self._from_behind(index, quantity, left, listing, continued)
        left = self._without_listed_channels(left)
        left = self._with_act_before(index, self._with_outcome_before(index, left))
        if any(token.sense == "other_word" for token in left) and self.windows.lists_applicants(index):
            left = [_as_column(token) if token.sense == "other_word" else token for token in left]
        bound = bind(left, state, self.office, quantity, listing=listing, continued=continued)
        if bound is not None:
            return doubted(self.scene, bound, left, index)
        if any(token.kind in ("channel", "part") for token in left):
            return None
        if of_requests(self.windows, index) and state.foreign is None and all(t.kind in _PASSED_OVER for t in left):
            return bare_requests(left)
        moved = moved_on(self.windows, index)
        if moved is not None and all(token.kind in _PASSED_OVER for token in left):
            return bind([moved], self.states[self.tokens.index(moved, index)], self.office, quantity, listing=listing)
        if self._only_sum_word(index, left):
            share = self.windows.amounts[self.windows.amounts.index(index) - 1]
            part = self.scene.bound.get(share) if share < index and share in self.scene.ratios else None
            if part is not None and self.windows.boundary(index) == share + 1:
                return part  # 自然人申请占89.6%,共866件
            both = intake_total(self.scene, index)
            if both is not None:
                return both
        if self.windows.right(index):
            return self._from_behind(index, quantity, left, listing, continued)
        if any(token.kind not in _PASSED_OVER for token in left):
            return None
        return self._from_clause_before(index, quantity, left, listing)

    def _is_the_rest(self, index: int) -> bool:
        """其中结转下年2件,其余52件均已答复: all but what was carried over is what was concluded."""
        start = self.tokens[index].start
        amounts = self.windows.amounts
        position = amounts.index(index)
        before = self.scene.bound.get(amounts[position - 1]) if position else None
        carried = before is not None and before.measure.startswith("requests.carr")
        return carried and self.text[max(0, start - 2) : start] in ("其余", "余下", "剩余")

    def _opens_request(self, index: int, left: Sequence[Token]) -> bool:
        """收到3件政府信息公开申请, 收到1件行政复议: the noun that the number counts comes behind it."""
        right = self.windows.right(index)
        if not right or right[0].start - self.tokens[index].end > 1:
            return False
        if right[0].sense in OBJECTS:
            return any(token.kind == "act" for token in left) and not any(t.sense in OBJECTS for t in left)
        if not any(token.sense in _VERBS for token in left):
            return False
        if right[0].sense in DISPUTES:
            return not any(token.kind == "outcome" or token.sense in DISPUTES for token in left)
        return self.states[index].frame is None and right[0].sense in ("requests", "request_word")

    def _from_behind(
        self, index: int, quantity: Quantity, left: list[Token], listing: bool, continued: bool
    ) -> Bound | None:
        """67件属于不予公开: what follows the number says what it is."""
        right = self.windows.right(index)
        together = sum_behind(self.scene, index)
        if together is not None:
            return together
        if not right or names_several(self.windows, right, index):
            return None
        last = self.tokens.index(right[-1], index)
        if right[0].sense in DISPUTES and any(token.kind == "outcome" for token in left):
            right = [*right, *(token for token in left if token.kind == "outcome")]  # 已判决的4宗诉讼
        bound = bind(right, self.states[last], self.office, quantity, listing=listing, continued=continued)
        if bound is None:
            return None
        if bound.why.startswith("bare:"):
            return bound if of_requests(self.windows, index) else None
        gap = unexplained_before(self.windows, right, index)
        verb = bound.measure in _PLAIN_VERBS  # 剩1件年后才收到: a verb behind a number seldom counts it
        if bound.measure.startswith("requests.carr"):
            gap = 0  # 3件因补正期限未满结转下年: nothing else is carried over
        if verb and bound.measure == "requests.concluded" and self._is_the_rest(index):
            return bound
        if verb or gap > _TOO_FAR_BEHIND:
            return bound.weakened(0.5)
        return bound.weakened(1.0 if gap <= _FAR_BEHIND else 0.55)

    def _without_listed_channels(self, left: list[Token]) -> list[Token]:
        """收到网上申请、信函等形式的申请37件, 线上、线下共收到783件: all channels together are no channel."""
        channels = [token for token in left if token.kind == "channel"]
        if not channels or _ALL_CHANNELS.match(self.text, channels[-1].end) is None:
            return left
        return [token for token in left if token.kind != "channel"]

    def _with_outcome_before(self, index: int, left: list[Token]) -> list[Token]:
        """未审结的复议案件5件、诉讼案件7件: the second takes the outcome that stands before the first."""
        if not left or left[0].sense not in DISPUTES or any(token.kind == "outcome" for token in left):
            return left
        begin = self.windows.boundary(index)
        if begin < 1 or self.tokens[begin].mark != "、" or not self.tokens[begin - 1].is_amount:
            return left
        before = [token for token in self.windows.left(begin - 1) if token.kind == "outcome" or token.sense in DISPUTES]
        leads = len(before) > 1 and before[0].kind == "outcome" and before[-1].sense in DISPUTES
        return [*left, before[0]] if leads and words_of(before[0]).endswith("的") else left

    def _with_act_before(self, index: int, left: list[Token]) -> list[Token]:
        """有效规章63件、规范性文件308件: the second takes the verb of the first."""
        if self.states[index].frame not in _DOCUMENTS or any(token.kind == "act" for token in left):
            return left
        begin = self.windows.boundary(index)
        if begin < 1 or self.tokens[begin].mark not in ("、", ",") or not self.tokens[begin - 1].is_amount:
            return left
        acts = [token for token in self.windows.left(begin - 1) if token.kind == "act"]
        return [acts[-1], *left] if acts else left

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
        last = before[-1].end if before else 0
        rest = self.text[last : self.tokens[begin].start]
        if before and _PREVAILS.fullmatch(rest) and before[-1].kind == "measure" and before[-1].sense not in _VERBS:
            before = before[-1:]  # 申请人以自然人为主,共318件
        elif before and FILLER.fullmatch(_ASPECT.sub("", rest)) is None:
            return None  # 收到申请最多的部门是…局,为302件: the clause goes on to say something else
        if before and before[-1].kind == "outcome" and self.states[begin].frame not in DISPUTES:
            return None  # 部分答复被纠正,全年达19件
        return bind(before, self.states[begin], self.office, quantity, listing=listing) if before else None

    def _is_starting_point(self, index: int) -> bool:
        """由a件增至b件: a is last year's."""
        begin = self.windows.boundary(index)
        before = self.text[self.tokens[begin].end if begin >= 0 else 0 : self.tokens[index].start]
        return ("由" in before or "从" in before) and CHANGES_TO.match(self.text, self.tokens[index].end) is not None

    def _only_sum_word(self, index: int, left: Sequence[Token]) -> bool:
        if left:
            return any(token.sense == "sum_word" for token in left) and not any(
                token.kind == "outcome" or (token.kind == "measure" and token.sense != "sum_word") for token in left
            )
        begin = self.windows.boundary(index)
        if begin < 0:
            return False
        return self.text[self.tokens[begin].end : self.tokens[index].start] in ("共", "总共", "一共", "共有", "累计")


def _as_column(token: Token) -> Token:
    """其他 in a list of applicants: other organisations."""
    assert token.cue is not None
    return Token(token.start, token.end, cue=replace(token.cue, kind="measure", sense="other_org"))
