"""Claims without a number: none (未收到…, 未发生…), all (均获维持, 均为自然人) and zero in words (零败诉).

Takes a paragraph's tokens and states, gives drafts whose value is zero: of the cell itself (none, zero) or of the
difference between the whole and the part (all). Never concludes anything from silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nlp.claims.bind import Bound, Office
from nlp.claims.denials import read_denial
from nlp.claims.draft import Draft, of_zero
from nlp.claims.frames import ABSENT, DISCLOSURE, DISPUTES, State, Token
from nlp.claims.groups import GROUPS, LITIGATION, RECONSIDERATION, groups_of, total_of
from nlp.claims.measures import CellBook, Template, previous_formula
from nlp.claims.sums import CASES
from nlp.types import Paragraph

__all__ = ["find_quantified"]

_ZERO_GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "zero_reconsideration": (RECONSIDERATION,),
    "zero_litigation": (LITIGATION,),
    "zero_both": (RECONSIDERATION, LITIGATION),
}
_NAMED = (
    ("直接", GROUPS["litigation_direct"]),
    ("复议后", GROUPS["litigation_after_reconsideration"]),
    ("复议", RECONSIDERATION),
)
"""Words within 没有一件直接起诉案件败诉 that say which cases."""
_ONE_KIND = {"all_direct": LITIGATION, "all_after": LITIGATION[::-1]}
"""均为直接起诉, 均为复议后起诉: the kind that all lawsuits are, and the other."""
_REST = ("其余", "其他", "剩余", "余下", "另外")
_DECIDED = re.compile("已(?:经)?(?:审结|办结|结案|审理|判|裁|宣判)|审结(?:的)?(?:案件)?")
_STOPS, _OPENS, _COMPARES = frozenset(";。!?"), frozenset(["", ",", "。", ";"]), frozenset("比较与同")
_NOW = re.compile("(?:目前|本年度?|今年|当年)[^,。;]{0,6}$")
"""自2008年起…,目前没有收到申请: after all of this year."""
_THIS_YEAR = re.compile("今年|本年|当年|20\\d\\d年|[比较与同](?:上年|去年)|结转")


def find_quantified(
    text: str,
    tokens: Sequence[Token],
    states: Sequence[State],
    book: CellBook,
    paragraph: Paragraph,
    office: Office,
    bound: Mapping[int, Bound],
) -> Iterator[Draft]:
    """The drafts of one paragraph, in no particular order. ``bound`` is what its numbers were found to speak of."""
    about = paragraph.section in ("requests", "disputes") or any(
        DISCLOSURE.search(title) or "申请" in title for title in paragraph.headings
    )
    for index, token in enumerate(tokens):
        if token.kind not in ("none", "all", "zero"):
            continue
        if text[max(0, token.start - 2) : token.start].endswith(_REST):
            continue  # 其余均来自自然人 speaks of what is left, not of the whole
        state = states[index]
        last_year = _of_last_year(text, tokens, index)
        if last_year and (token.kind != "none" or office.year is None):
            continue
        if (
            (state.since and _NOW.search(text, text.rfind("。", 0, token.start) + 1, token.start) is None)
            or state.foreign
            or (state.year is not None and office.year is not None and state.year != office.year)
        ):
            continue
        certainty = 1.0 if about or DISCLOSURE.search(_sentence(text, token.start)) else 0.5
        if office.is_government and state.scope in ("own", "maybe_own"):
            certainty = min(certainty, 0.5)
        if token.kind == "none":
            denied = read_denial(text, tokens, index, state, book, certainty, office)
            yield from (_of_year_before(draft, office) for draft in denied) if last_year else denied
        elif token.kind == "all":
            sure = certainty if _of_all(tokens, states, index, bound) else min(certainty, 0.5)
            yield from _all(text, tokens, states, index, book, sure)
        else:
            yield from _zero(token, state, book, certainty)


def _of_year_before(draft: Draft, office: Office) -> Draft:
    """去年无复议和诉讼: the same over the report of the year before."""
    assert office.year is not None
    readings = tuple(replace(reading, formula=previous_formula(reading.formula)) for reading in draft.readings)
    return replace(draft, readings=readings, period=office.year - 1)


def _of_last_year(text: str, tokens: Sequence[Token], index: int) -> bool:
    """去年没有复议; 上年收到9件,都是自然人提的: what is quantified is of the year before."""
    clause = True
    for at in range(index - 1, -1, -1):
        if tokens[at].mark and tokens[at].mark in _STOPS:
            return False
        following = tokens[at + 1 : index + 2]
        if tokens[at].kind == "period" and any(token.sense.startswith("carr") for token in following[-1:]):
            return False  # 上年无结转 is of what came in this year
        clause = clause and (not tokens[at].mark or tokens[at].mark == "、")
        if tokens[at].kind == "period":
            between = text[tokens[at].end : tokens[index].start]
            if text[max(0, tokens[at].start - 1) : tokens[at].start] in _COMPARES or _THIS_YEAR.search(between):
                return False
            return clause or (text[max(0, tokens[at].start - 1) : tokens[at].start] in _OPENS)
    return False


def _of_all(tokens: Sequence[Token], states: Sequence[State], index: int, bound: Mapping[int, Bound]) -> bool:
    """Whether the number before a 均 is a total, of all cases or of those decided: 诉讼11件,判决8件,均胜诉 is of the eight."""
    for at in range(index - 1, states[index].sentence - 1, -1):
        if tokens[at].is_amount:
            measure = bound[at].measure if at in bound else ""
            return (
                measure in CASES or measure.endswith(".decided") or not measure.startswith("disputes") and bool(measure)
            )
    return True


def _all(
    text: str, tokens: Sequence[Token], states: Sequence[State], index: int, book: CellBook, certainty: float
) -> Iterator[Draft]:
    token = tokens[index]
    if token.sense == "all_person":
        if states[index].frame == "requests":
            yield of_zero(
                token.start,
                token.end,
                "requests.new",
                [("requests.new.total - requests.new.person", 1.0)],
                book,
                0.8,
                "all",
            )
        return
    if token.sense == "all_concluded":
        if states[index].frame == "requests":
            templates: list[Template] = [("requests.carried_out.total", 1.0)]
            yield of_zero(token.start, token.end, "requests.carried_out", templates, book, 0.5, "all")
        for name in GROUPS.get(str(states[index].frame), ()):
            templates = [(f"disputes.{name}.pending", 1.0)]
            yield of_zero(token.start, token.end, f"disputes.{name}.pending", templates, book, 0.5, "all")
        return
    if token.sense in _ONE_KIND:
        if states[index].frame in DISPUTES:
            kind, rest = _ONE_KIND[token.sense]
            lawsuits: list[Template] = [(f"{total_of(LITIGATION)} - {total_of((kind,))}", 1.0)]
            sure = min(certainty, 0.8 if states[index].about else 0.5)
            yield of_zero(token.start, token.end, f"disputes.{rest}", lawsuits, book, sure, "all")
        return
    if token.sense == "all_granted":
        if states[index].frame == "requests":
            templates = [("requests.concluded.total - requests.granted.total", 1.0)]
            yield of_zero(token.start, token.end, "requests.granted", templates, book, 0.5, "all")
        return
    sentence = states[index].sentence
    mentioned: list[Token] = []
    for at in range(index - 1, sentence - 1, -1):
        earlier = tokens[at]
        if earlier.kind == "outcome" or earlier.kind == "all" or earlier.mark == ";" and mentioned:
            break
        if earlier.sense in DISPUTES:
            mentioned.insert(0, earlier)
    named = groups_of(mentioned)
    if not mentioned and states[index].frame in GROUPS:
        groups = [GROUPS[str(states[index].frame)]]
    else:
        parts: list[tuple[str, ...]] = [
            group for group in named if len(group) == 1 and any(set(group) < set(other) for other in named)
        ]
        # 诉讼9件:直接起诉者3件,尽皆维持 speaks of the part named last; both parts named: of all
        if len(parts) == 1 and named[-1] == parts[0]:
            groups = parts
        else:
            groups = [group for group in named if group not in parts]
    if groups and text[max(0, token.start - 2) : token.start] in ("后者", "前者"):
        groups = named[-1:] if text[token.start - 2] == "后" else named[:1]
    begin = mentioned[0].start if mentioned else token.start
    opening = max(text.rfind(mark, 0, begin) for mark in ",;。!?") + 1
    decided = _DECIDED.search(text, opening, token.end) is not None
    for group in groups:
        upheld = " - ".join(f"disputes.{name}.upheld" for name in group)
        pending = " - ".join(f"disputes.{name}.pending" for name in group)
        formula = f"{total_of(group)} - {pending} - {upheld}" if decided else f"{total_of(group)} - {upheld}"
        measure = "disputes.reconsideration.upheld" if group == RECONSIDERATION else "disputes.litigation.upheld"
        yield of_zero(token.start, token.end, measure, [(formula, 1.0)], book, certainty, "all")


def _zero(token: Token, state: State, book: CellBook, certainty: float) -> Iterator[Draft]:
    firm = certainty if state.frame in DISPUTES or state.firmness > ABSENT else min(certainty, 0.5)
    if token.sense == "zero_requests":
        if state.frame in ("requests", None):
            yield of_zero(
                token.start, token.end, "requests.new", [("requests.new.total", 1.0)], book, certainty, "none"
            )
        return
    if token.sense == "zero_lost":
        words = token.cue.text if token.cue is not None else ""
        named = next((group for word, group in _NAMED if word in words), None)
        told = (
            LITIGATION
            if "败诉" in words and "纠" not in words
            else GROUPS.get(str(state.frame), RECONSIDERATION + LITIGATION)
        )
        both = "败诉" in words and "纠" in words
        concerned = named or (RECONSIDERATION + LITIGATION if both else told)
        templates: list[Template] = [(" + ".join(f"disputes.{name}.corrected" for name in concerned), 1.0)]
        if (
            named is None and state.frame in LITIGATION
        ):  # 8件直接起诉案件全部审结,无一败诉: of these, or of all lawsuits
            templates = [(f"disputes.{state.frame}.corrected", 0.6), (templates[0][0], 0.4)]
        yield of_zero(token.start, token.end, "disputes.corrected", templates, book, firm, "none")
        return
    for group in _ZERO_GROUPS[token.sense]:
        measure = "disputes.reconsideration" if group == RECONSIDERATION else "disputes.litigation"
        yield of_zero(token.start, token.end, measure, [(total_of(group), 1.0)], book, certainty, "none")


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in "。!?;") + 1
    end = text.find("。", at)
    return text[start : end if end >= 0 else len(text)]
