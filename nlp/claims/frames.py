"""What each place of a paragraph is about: the frame, how firmly it stands, whose numbers follow, and of which year.

Takes a paragraph's cues and numbers in order, gives one :class:`State` per token. A frame lasts until another one comes;
a foreign subject (建议提案, 12345 ...) lasts to the end of its sentence; what the headings say is the weakest frame. Never
binds a number to a measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.claims.lexicon import Cue
from nlp.types import Quantity

__all__ = [
    "DISCLOSURE",
    "DISPUTES",
    "OBJECTS",
    "State",
    "Token",
    "frame_of_headings",
    "states_of",
    "tokens_of",
    "with_subject",
]

DISPUTES = frozenset(
    {"disputes", "reconsideration", "litigation", "litigation_direct", "litigation_after_reconsideration"}
)
OBJECTS = frozenset(
    {
        "normative_documents",
        "regulations",
        "licensing",
        "penalties",
        "coercion",
        "other_services",
        "fees",
        "procurement",
    },
)
_STRONG_FOREIGN = frozenset({"suggestions", "hotline", "cases", "converted"})
_MARKS = re.compile(r"[,、;:。!?()()\n]|(?<=\d)/(?=\d)")
DISCLOSURE = re.compile("信息公开|政务公开|依申请|公开申请|申请公开|公开类|公开工作")
_PART_OF_ALL = re.compile(
    "[,，(](?:其中|当中|属|涉及?|含|包括)[^。;\\d]{0,12}(?:信息公开|政务公开)|(?<=[,、;])(?:涉)?(?:政府)?信息公开类(?:的)?(?:\\d|(?:行政)?(?:复议|诉讼|案件))"
)
"""A sentence that counts the cases about disclosure among others: its other numbers are of all cases."""
_OTHER_CASES = re.compile(
    "复议机构|(?:作为|本)复议机关|复议机关(?:共|全年)*(?:办理|受理|审理|收到|新收)|(?:各类|全部|所有|其他)(?:类)?(?:的)?行政(?:复议|诉讼|应诉)|被申请人案件|应诉案件|举报处理|举报引发|另(?:外)?办理"
    "|同期[^,。;]{0,8}(?:复议|诉讼|应诉)|因(?:具体)?行政(?:行为|处罚|许可|登记|征收|执法)[^,。;]{0,6}(?:被|引发|提起)"
    "|法院(?:共|全年)*(?:受理|审理|收案)|民告官|与(?:政府)?信息公开(?:工作)?无关|除(?:政府)?信息公开(?:类)?(?:案件)?(?:以)?外"
)
"""Words that say that the cases of a sentence are not those about disclosure, whatever the heading."""
_OF_THOSE = re.compile("(?:上述|以上)案件中[^。]{0,12}信息公开")
_IN_COURT = re.compile("判决|裁判|法院|败诉|胜诉|撤诉|诉讼请求|起诉")
_HARD = frozenset("。!?")
_AMOUNTS = frozenset({"count", "share", "growth", "points", "multiple", "money", "fraction", "number"})

_TELLING = (
    "partly_granted",
    "granted_or_partly",
    "unavailable",
    "rejected",
    "refused.",
    "other.",
    "carried",
    "person",
    "organisations",
    "company",
    "research",
    "nonprofit",
    "law_firm",
    "other_org",
)
_WITH_THEM = frozenset({"granted", "refused", "other", "rate_concluded", "concluded", "received", "new"})
"""What other matters have too, but not beside one of these."""
_UNMISTAKABLE = frozenset(
    {
        "partly_granted",
        "granted_or_partly",
        "unavailable.not_held",
        "unavailable.needs_creation",
        "unavailable.still_unclear",
        "rejected.repeated",
        "rejected.excessive",
        "rejected.reconfirmation",
        "other.not_corrected",
        "other.fee_unpaid",
    }
)
"""Results and applicants that nothing but applications has; two of them in a sentence name its subject."""

FIRM, INHERITED, HEADED, ABSENT = 1.0, 0.9, 0.8, 0.35
"""How firmly a frame stands: named in the sentence, earlier in the paragraph, in a heading, nowhere."""


@dataclass(frozen=True, slots=True)
class Token:
    """A cue, a number or a mark, by its place in the working copy. Exactly one of cue, quantity, mark is set."""

    start: int
    end: int
    cue: Cue | None = None
    quantity: Quantity | None = None
    mark: str = ""

    is_amount: bool = field(init=False, compare=False, repr=False)
    """Whether it is a number that states an amount."""
    kind: str = field(init=False, compare=False, repr=False)
    """The cue's kind, "amount", the number's kind, or "mark"."""
    sense: str = field(init=False, compare=False, repr=False)
    """The cue's sense, or ""."""

    def __post_init__(self) -> None:
        # asked for hundreds of times a paragraph: told once
        cue, quantity = self.cue, self.quantity
        amount = quantity is not None and quantity.kind in _AMOUNTS
        kind = cue.kind if cue is not None else "mark" if quantity is None else "amount" if amount else quantity.kind
        object.__setattr__(self, "is_amount", amount)
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "sense", "" if cue is None else cue.sense)


@dataclass(frozen=True, slots=True)
class State:
    """What holds just after a token. ``sentence`` is the index of the sentence's first token.

    ``about`` says that the sentence so far, or a heading, speaks of information disclosure: an office's reconsideration
    and litigation cases are mostly about other things.
    """

    frame: str | None
    firmness: float
    scope: str
    sentence: int
    foreign: str | None = None
    year: int | None = None
    since: bool = False
    about: bool = True


def tokens_of(text: str, cues: Sequence[Cue], numbers: Sequence[tuple[int, int, Quantity]]) -> list[Token]:
    """All tokens in order. A cue that overlaps an amount yields to it; marks inside numbers do not count."""
    # 零败诉, 诉讼为零: the words say none as a whole, their 零 is no count of its own
    worded = [(cue.start, cue.end) for cue in cues if cue.kind == "zero"]
    numbers = [item for item in numbers if not _inside(item[0], item[1], worded)]
    blocked = [(start, end) for start, end, quantity in numbers if quantity.kind in _AMOUNTS]
    tokens = [Token(start, end, quantity=quantity) for start, end, quantity in numbers]
    tokens += [
        Token(cue.start, cue.end, cue=cue)
        for cue in cues
        if cue.kind == "since" or not _inside(cue.start, cue.end, blocked)  # 近三年: 三年 is a number too
    ]
    spans = [(start, end) for start, end, _ in numbers] + [(cue.start, cue.end) for cue in cues]
    spans.sort()
    position = 0
    for match in _MARKS.finditer(text):
        at = match.start()
        while position < len(spans) and spans[position][1] <= at:
            position += 1
        if position < len(spans) and spans[position][0] <= at:
            continue
        tokens.append(Token(at, at + 1, mark=match[0]))
    tokens.sort(key=lambda token: (token.start, token.end))
    return tokens


def _inside(start: int, end: int, blocked: Sequence[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in blocked)


def frame_of_headings(headings: Sequence[str], section: str) -> str | None:
    """The frame that the headings set: requests, disputes or None."""
    for heading in reversed(headings):
        if "申请" in heading or ("申" in heading and "公开" in heading):
            return "requests"
        if "复议" in heading or "诉讼" in heading:
            return "disputes"
        if "主动公开" in heading:
            return None
    return {"requests": "requests", "disputes": "disputes"}.get(section)


def with_subject(text: str, tokens: Sequence[Token], states: Sequence[State], *, headed: bool) -> list[State]:
    """The states with ``about`` filled in; ``headed`` says that a heading already names the subject."""
    if headed:
        return [
            replace(state, about=False)
            if state.frame in DISPUTES and _of_other_cases(text, _begin(tokens, state), token)
            else state
            for token, state in zip(tokens, states, strict=True)
        ]
    mentions = [match.start() for match in DISCLOSURE.finditer(text)]
    result = []
    for token, state in zip(tokens, states, strict=True):
        if state.frame not in DISPUTES:
            result.append(state)  # only an office's cases may be about something else
            continue
        begin = _begin(tokens, state)
        about = any(begin <= at < token.end for at in mentions) and not _of_other_cases(text, begin, token)
        result.append(state if about else replace(state, about=False))
    return result


def _of_other_cases(text: str, begin: int, token: Token) -> bool:
    """Whether a number at a token is of an office's cases in general, although the section is about disclosure."""
    if _OTHER_CASES.search(text, begin, _end(text, token)) is not None:
        return True
    stop = text.find("。", token.end)
    following = text.find("。", stop + 1) if stop >= 0 else -1
    if _PART_OF_ALL.search(text, begin, stop if stop >= 0 else len(text)) is None and (
        stop < 0 or _OF_THOSE.match(text, stop + 1, following if following >= 0 else len(text)) is None
    ):
        return False
    named = max(text.rfind(word, begin, token.end) for word in ("复议", "诉讼", "应诉"))
    opening = max(text.rfind(mark, begin, named if named >= 0 else token.start) for mark in ",、(;") + 1
    return DISCLOSURE.search(text, max(opening, begin), token.end) is None


def _begin(tokens: Sequence[Token], state: State) -> int:
    return tokens[state.sentence - 1].end if state.sentence > 0 else 0


def _end(text: str, token: Token) -> int:
    """The end of a token's clause."""
    ends = [at for at in (text.find(mark, token.end) for mark in ";。!?") if at >= 0]
    return min(ends) if ends else len(text)


def states_of(text: str, tokens: Sequence[Token], headed: str | None) -> list[State]:
    """The state after each token of a paragraph."""
    base = State(headed, HEADED if headed else ABSENT, "unknown", 0)
    state = base
    settled: tuple[str, float] | None = None
    states: list[State] = []
    outside: list[int | None] = []  # the years of what stands around open brackets
    for index, token in enumerate(tokens):
        if token.mark in _HARD and token.mark:
            outside.clear()
            frame, firmness = settled or (base.frame, base.firmness)
            if state.frame == "requests" or state.frame in DISPUTES:
                frame, firmness = state.frame, min(state.firmness, INHERITED)
            scope = state.scope if state.scope == "whole" else "unknown"
            since = state.since and text.startswith("其中", token.end)  # 上半年…。其中…
            state = State(frame, firmness, scope, index + 1, since=since)
        elif token.mark == ";":
            state = replace(state, foreign=None, since=False)
        elif token.mark == "(":
            outside.append(state.year)
        elif token.mark == ")" and outside:
            state = replace(state, year=outside.pop())  # 增长10.7%(2022年:2961件),上年结转...
        elif token.cue is not None:
            state, settled = _after_cue(state, token.cue, settled)
        elif token.quantity is not None and token.quantity.kind == "year" and not _is_base(text, tokens, index):
            state = replace(state, year=_year_of(token.quantity))
        states.append(state)
    return _with_results(tokens, states)


def _with_results(tokens: Sequence[Token], states: Sequence[State]) -> list[State]:
    """A sentence that lists results of applications or applicants speaks of them even if it never says 申请."""
    senses: dict[int, set[str]] = {}
    for token, state in zip(tokens, states, strict=True):
        if token.kind == "measure" or token.sense == "rate_concluded":
            senses.setdefault(state.sentence, set()).add(token.sense)
    listing = {
        sentence
        for sentence, named in senses.items()
        if any(sense in _UNMISTAKABLE for sense in named)
        or any(sense.startswith(_TELLING) for sense in named)
        and sum(sense.startswith(_TELLING) or sense in _WITH_THEM for sense in named) > 1
    }
    return [
        replace(state, frame="requests", firmness=INHERITED)
        if state.sentence in listing and state.frame is None and state.foreign is None
        else state
        for state in states
    ]


def _after_cue(state: State, cue: Cue, settled: tuple[str, float] | None) -> tuple[State, tuple[str, float] | None]:
    if cue.kind == "frame":
        firm = (cue.sense, INHERITED) if cue.sense == "requests" or cue.sense in DISPUTES else settled
        frame = cue.sense
        kept = state.foreign if state.foreign == "cases" and cue.sense in DISPUTES else None
        return replace(state, frame=frame, firmness=FIRM, foreign=kept), firm
    asks = cue.kind == "weak_frame" or (cue.sense == "received" and cue.text.startswith("申请"))
    if asks and state.frame in (None, "requests", "proactive") and state.foreign is None:
        firmness = max(state.firmness, HEADED) if state.frame == "requests" else 0.7
        return replace(state, frame="requests", firmness=firmness), settled
    if cue.kind == "foreign" and cue.sense in _STRONG_FOREIGN:
        return replace(state, foreign=cue.sense), settled
    if cue.kind == "outcome" and state.frame in DISPUTES:
        told = "reconsideration" if "复议" in cue.text else "litigation" if "诉讼结果" in cue.text else ""
        named = told or ("litigation" if state.frame == "disputes" and _IN_COURT.search(cue.text) else "")
        if named and named != state.frame:
            return replace(state, frame=named, firmness=FIRM), (named, INHERITED)
        return state, settled
    if cue.kind == "scope":
        return replace(state, scope=cue.sense), settled
    if cue.kind == "since":
        return replace(state, since=True), settled
    return state, settled


def _is_base(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether a year is what something is compared with (较2019年增长) or carried over from, not the period meant."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if index > 0 and tokens[index - 1].cue is not None and tokens[index - 1].end > tokens[index].start:
        return True  # part of a cue such as 结转2024年
    if text[max(0, tokens[index].start - 1) : tokens[index].start] in ("比", "较", "与", "至", "到", "由", "从"):
        return True  # 较2018年812件: the number is that year's, what comes after it is not
    if following is None:
        return False
    return following.kind in ("growth", "times", "level") or following.sense.startswith("carr")


def _year_of(quantity: Quantity) -> int | None:
    value = quantity.stated
    return int(value) if value == value.to_integral_value() and 1990 <= value <= 2100 else None
