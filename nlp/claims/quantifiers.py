"""Claims without a number: none (未收到…, 未发生…), all (均获维持, 均为自然人) and zero in words (零败诉).

Takes a paragraph's tokens and states, gives drafts whose value is zero: of the cell itself (none, zero) or of the
difference between the whole and the part (all). Never concludes anything from silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from nlp.claims.bind import Bound, Office
from nlp.claims.frames import ABSENT, DISCLOSURE, DISPUTES, State, Token
from nlp.claims.measures import CellBook, Template
from nlp.claims.paragraph import Draft
from nlp.claims.sums import CASES
from nlp.types import Interval, Paragraph

__all__ = ["find_quantified"]

_ZERO = Interval.point(0)
_RECONSIDERATION = ("reconsideration",)
_LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
_GROUPS = {
    "reconsideration": _RECONSIDERATION,
    "litigation": _LITIGATION,
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
}
_ZERO_GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "zero_reconsideration": (_RECONSIDERATION,),
    "zero_litigation": (_LITIGATION,),
    "zero_both": (_RECONSIDERATION, _LITIGATION),
}
_LINES = ("refused.", "unavailable.", "rejected.", "other.")
_APPLICANTS = frozenset({"person", "company", "research", "nonprofit", "law_firm", "other_org"})
_DOUBTFUL = 0.55
"""Less than a mismatch needs: such words may speak of a part only."""
_REST = ("其余", "其他", "剩余", "余下", "另外")
_JOINED = re.compile(r"[、,和及与或以/（）()者并]*")
_OFF_SUBJECT = re.compile(
    "(?:投诉|举报)(?!(?:、|或者?|和|及|以及|,|投诉|举报|信访|申诉)*(?:被)?(?:申请|提起|引发)?(?:的)?(?:行政)?(?:复议|诉讼))"
    "(?<!(?:复议|诉讼)[、或和及]..)(?<!(?:复议|诉讼)[、或和及]....)|逾期|超期|超时|不满|差错|失误|泄密|收费|收取|处理费|费用|泄露|负面|舆情"
)
_DECIDED = re.compile("已(?:经)?(?:审结|办结|结案|审理|判|裁|宣判)|审结(?:的)?(?:案件)?")
_STOPS, _OPENS, _COMPARES = frozenset(";。!?"), frozenset(["", ",", "。", ";"]), frozenset("比较与同")
_THIS_YEAR = re.compile("今年|本年|当年|20\\d\\d年|[比较与同](?:上年|去年)|结转")
_OBJECTS = frozenset({"licensing", "penalties", "coercion"})


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
        if _of_last_year(text, tokens, index):
            continue
        if (
            state.since
            or state.foreign
            or (state.year is not None and office.year is not None and state.year != office.year)
        ):
            continue
        certainty = 1.0 if about or DISCLOSURE.search(_sentence(text, token.start)) else 0.5
        if office.is_government and state.scope in ("own", "maybe_own"):
            certainty = min(certainty, 0.5)
        if token.kind == "none":
            yield from _none(text, tokens, index, state, book, certainty, office)
        elif token.kind == "all":
            sure = certainty if _of_all(tokens, states, index, bound) else min(certainty, 0.5)
            yield from _all(text, tokens, states, index, book, sure)
        else:
            yield from _zero(token, state, book, certainty)


def _of_last_year(text: str, tokens: Sequence[Token], index: int) -> bool:
    """去年没有复议; 上年收到9件,都是自然人提的: what is quantified is of the year before."""
    clause = True
    for at in range(index - 1, -1, -1):
        if tokens[at].mark and tokens[at].mark in _STOPS:
            return False
        clause = clause and (not tokens[at].mark or tokens[at].mark == "、")
        if tokens[at].kind == "period":
            between = text[tokens[at].end : tokens[index].start]
            if text[max(0, tokens[at].start - 1) : tokens[at].start] in _COMPARES or _THIS_YEAR.search(between):
                return False
            return clause or (text[max(0, tokens[at].start - 1) : tokens[at].start] in _OPENS)
    return False


# ----------------------------------------------------------------------------------------------------------------- none


def _none(
    text: str, tokens: Sequence[Token], index: int, state: State, book: CellBook, certainty: float, office: Office
) -> Iterator[Draft]:
    window, end = _clause(tokens, index)
    if any(token.is_amount or token.kind in ("foreign", "period", "channel", "part") for token in window):
        return
    start = tokens[index].start
    lines = _lines_of(window) if state.frame in ("requests", None) else {}
    if lines:
        formula = " + ".join(f"requests.{name}" for name in dict.fromkeys(lines.values()))
        last = max(token.end for token in lines)
        yield _draft(start, last, "requests.results", [(formula, 1.0)], book, min(certainty, _DOUBTFUL), "none")
        return
    if tokens[index].sense == "no_decisions":
        yield from _no_objects(tokens, index, window, book, office)
        return
    if _OFF_SUBJECT.search(text, tokens[index].end, end):
        return
    carried = [token for token in window if token.sense in ("carried_out", "carried_in", "carry", "carry_year")]
    if carried:
        if state.frame == "requests":
            sense = "carried_in" if carried[0].sense == "carried_in" else "carried_out"
            yield _draft(
                start, carried[0].end, f"requests.{sense}", [(f"requests.{sense}.total", 1.0)], book, certainty, "none"
            )
        return
    drafts = list(_no_objects(tokens, index, window, book, office))
    if drafts:
        yield from drafts
        return
    documents = [token for token in window if token.sense in ("normative_documents", "regulations")]
    if tokens[index].sense == "not_issued":
        yield from _no_documents(tokens[index], documents, state, book, office)
        return
    disputes = [token for token in window if token.sense in DISPUTES]
    outcomes = [token for token in window if token.kind == "outcome"]
    if outcomes:
        # 未发生因信息公开被复议、诉讼纠错的情形 denies what the outcome says, not the cases
        for group in _groups_of(disputes) if outcomes[-1].sense == "corrected" else ():
            formula = " + ".join(f"disputes.{name}.corrected" for name in group)
            yield _draft(start, outcomes[-1].end, "disputes.corrected", [(formula, 1.0)], book, certainty, "none")
        return
    asked = [
        token
        for token in window
        if token.sense == "requests" or (token.kind == "weak_frame" and state.frame == "requests")
    ]
    if any(
        token.kind == "measure" and token.sense not in ("received", "new", "concluded", "handled") for token in window
    ):
        return
    for token in asked[:1]:
        between = text[token.end : disputes[0].start] if disputes else ""
        if disputes and (not between or _JOINED.fullmatch(between) is None):
            continue  # 依申请公开行政复议, 因政府信息公开申请引发的行政复议: the applications only say which disputes
        yield _draft(start, token.end, "requests.new", [("requests.new.total", 1.0)], book, certainty, "none")
    for group in _groups_of(disputes):
        last = disputes[-1].end
        measure = "disputes.reconsideration" if group == _RECONSIDERATION else "disputes.litigation"
        yield _draft(start, last, measure, [(_total(group), 1.0)], book, certainty, "none")


def _lines_of(window: Sequence[Token]) -> dict[Token, str]:
    """无国家秘密类, 未收到科研机构的申请: the lines or columns that nothing was counted in; none if anything else is named."""
    lines: dict[Token, str] = {}
    if any(token.sense in DISPUTES for token in window):
        return lines  # 未收到自然人的复议申请
    for token in window:
        if token.kind != "measure" or token.sense in ("received", "new", "concluded", "handled"):
            continue
        if token.sense.startswith(_LINES):
            lines[token] = f"{token.sense}.total"
        elif token.sense in _APPLICANTS:
            lines[token] = f"new.{token.sense}"
        else:
            return {}
    return lines


def _no_objects(
    tokens: Sequence[Token], index: int, window: Sequence[Token], book: CellBook, office: Office
) -> Iterator[Draft]:
    """无行政强制, 未实施行政处罚, 不收取行政事业性收费: no decisions, no fees."""
    if office.formats.get("disclosure") not in ("2019", "2021"):
        return
    factor = 0.5 if office.is_government else 0.9
    start = tokens[index].start
    for token in window:
        if token.sense in _OBJECTS:
            name = token.sense
            templates = [(f"disclosure.{name}.decisions", 1.0)]
            yield _draft(start, token.end, f"disclosure.{name}.decisions", templates, book, factor, "none")
        if token.sense == "fees":
            column = "amount" if office.formats.get("disclosure") == "2021" else "prior_items"
            templates = [(f"disclosure.fees.{column}", 1.0)]
            yield _draft(start, token.end, f"disclosure.fees.{column}", templates, book, factor, "none")


def _no_documents(
    token: Token, documents: Sequence[Token], state: State, book: CellBook, office: Office
) -> Iterator[Draft]:
    """未制定规范性文件: none issued; 无废止, where documents are spoken of: none repealed."""
    names = list(dict.fromkeys(item.sense for item in documents)) or [str(state.frame)]
    words = token.cue.text if token.cue is not None else ""
    act = "repealed" if "废止" in words else "issued"
    is_2019 = office.formats.get("disclosure") == "2019"
    column = act if not is_2019 else "made" if act == "issued" else ""
    if not column:
        return
    end = documents[-1].end if documents else token.end
    factor = 0.5 if office.is_government else 0.9
    for named in names:
        if named in ("normative_documents", "regulations"):
            templates = [(f"disclosure.{named}.{column}", 1.0)]
            yield _draft(token.start, end, f"disclosure.{named}.{act}", templates, book, factor, "none")


def _clause(tokens: Sequence[Token], index: int) -> tuple[list[Token], int]:
    """The tokens after a quantifier to the end of its clause; a comma before another 诉讼 does not end it."""
    window: list[Token] = []
    end = tokens[index].end
    for at in range(index + 1, len(tokens)):
        token = tokens[at]
        if token.mark in ("。", ";", ":", "!", "?"):
            break
        if token.mark == ",":
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is None or following.sense not in DISPUTES or following.start - token.end > 3:
                break
            continue
        if token.mark:
            continue
        if token.kind in ("none", "all", "zero"):
            break
        window.append(token)
        end = token.end
    return window, end


def _groups_of(disputes: Sequence[Token]) -> list[tuple[str, ...]]:
    groups: list[tuple[str, ...]] = []
    for token in disputes:
        for group in (_RECONSIDERATION, _LITIGATION) if token.sense == "disputes" else (_GROUPS[token.sense],):
            if group not in groups:
                groups.append(group)
    return groups


# ---------------------------------------------------------------------------------------------------------- all and zero


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
            yield _draft(
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
            yield _draft(token.start, token.end, "requests.carried_out", templates, book, 0.5, "all")
        for name in _GROUPS.get(str(states[index].frame), ()):
            templates = [(f"disputes.{name}.pending", 1.0)]
            yield _draft(token.start, token.end, f"disputes.{name}.pending", templates, book, 0.5, "all")
        return
    if token.sense == "all_granted":
        if states[index].frame == "requests":
            templates = [("requests.concluded.total - requests.granted.total", 1.0)]
            yield _draft(token.start, token.end, "requests.granted", templates, book, 0.5, "all")
        return
    sentence = states[index].sentence
    mentioned: list[Token] = []
    for at in range(index - 1, sentence - 1, -1):
        earlier = tokens[at]
        if earlier.kind == "outcome" or earlier.kind == "all" or earlier.mark == ";" and mentioned:
            break
        if earlier.sense in DISPUTES:
            mentioned.insert(0, earlier)
    named = _groups_of(mentioned)
    if not mentioned and states[index].frame in _GROUPS:
        groups = [_GROUPS[str(states[index].frame)]]
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
        formula = f"{_total(group)} - {pending} - {upheld}" if decided else f"{_total(group)} - {upheld}"
        measure = "disputes.reconsideration.upheld" if group == _RECONSIDERATION else "disputes.litigation.upheld"
        yield _draft(token.start, token.end, measure, [(formula, 1.0)], book, certainty, "all")


def _zero(token: Token, state: State, book: CellBook, certainty: float) -> Iterator[Draft]:
    firm = certainty if state.frame in DISPUTES or state.firmness > ABSENT else min(certainty, 0.5)
    if token.sense == "zero_requests":
        if state.frame in ("requests", None):
            yield _draft(token.start, token.end, "requests.new", [("requests.new.total", 1.0)], book, certainty, "none")
        return
    if token.sense == "zero_lost":
        lost = token.cue is not None and "败诉" in token.cue.text
        concerned = _LITIGATION if lost else _GROUPS.get(str(state.frame), _RECONSIDERATION + _LITIGATION)
        templates: list[Template] = [(" + ".join(f"disputes.{name}.corrected" for name in concerned), 1.0)]
        if state.frame in _LITIGATION:  # 8件直接起诉案件全部审结,无一败诉: of these, or of all lawsuits
            templates = [(f"disputes.{state.frame}.corrected", 0.6), (templates[0][0], 0.4)]
        yield _draft(token.start, token.end, "disputes.corrected", templates, book, firm, "none")
        return
    for group in _ZERO_GROUPS[token.sense]:
        measure = "disputes.reconsideration" if group == _RECONSIDERATION else "disputes.litigation"
        yield _draft(token.start, token.end, measure, [(_total(group), 1.0)], book, certainty, "none")


def _total(group: tuple[str, ...]) -> str:
    return " + ".join(f"disputes.{name}.total" for name in group)


def _draft(
    start: int, end: int, measure: str, templates: list[Template], book: CellBook, certainty: float, relation: str
) -> Draft:
    readings = book.readings(templates, f"{relation}:{measure}", factor=certainty)
    return Draft(start, end, None, relation, measure, readings, value=_ZERO)


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in "。!?;") + 1
    end = text.find("。", at)
    return text[start : end if end >= 0 else len(text)]
