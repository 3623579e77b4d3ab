"""Denials: that there was none of something (未收到…, 未发生…, 无不予公开情形, 科研机构未提出申请).

Takes the tokens and the state at a word of denial, gives drafts whose value is zero. What is denied must be named beside
the word, and nothing but empty words may stand in its clause besides; else nothing is concluded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from nlp.claims.bind import Office
from nlp.claims.draft import Draft, of_zero
from nlp.claims.frames import DISPUTES, State, Token
from nlp.claims.groups import GROUPS, LITIGATION, OUTCOME_COLUMNS, RECONSIDERATION, groups_of, total_of
from nlp.claims.measures import ORGANISATIONS, CellBook, Template, measure_book

__all__ = ["read_denial"]

_JOINED = re.compile(r"[、,和及与或以/（）()者并]*")
_OFF_SUBJECT = re.compile(
    "(?:投诉|举报)(?!(?:、|或者?|和|及|以及|,|投诉|举报|信访|申诉)*(?:因(?:政府)?信息公开)?(?:被)?(?:申请|提起|引发)?(?:的)?(?:行政)?(?:复议|诉讼))"
    "(?<!(?:复议|诉讼)[、或和及]..)(?<!(?:复议|诉讼)[、或和及]....)|逾期|超期|超时|不满|差错|失误|泄密|收费|收取|处理费|费用|泄露|负面|舆情"
)
_OBJECTS = frozenset({"licensing", "penalties", "coercion"})
_OF_DOCUMENTS = re.compile("公文|公开的(?:政府)?信息|发布的信息|上网信息|文件")
_BESIDES = re.compile("(?:案件?|情况)?(?:以及|、|和|及|或|与|\\()")
_CARRIED = frozenset({"carried_out", "carried_in", "carry", "carry_year"})
_VERBS = frozenset({"received", "new", "concluded", "handled"})
_DOCUMENTS = frozenset({"normative_documents", "regulations"})
_LAST_YEAR = re.compile("(?:上一?年|去年)(?:度)?$")
_ENDS_CLAUSE = re.compile("[,;:。!?]")
_EMPTY = re.compile(
    "(?:的|了|情况|情形|案件|申请|事项|件|答复|结果|发生|出现|存在|决定|处理|行政|政府信息|信息|、|和|及|与|或者?|以及)*"
)
_LINES = ("refused.", "unavailable.", "rejected.", "other.")
_HEADS = frozenset({"partly_granted", "refused", "unavailable", "rejected", "other"})
_APPLICANTS = frozenset({"person", "company", "research", "nonprofit", "law_firm", "other_org"})
_DOUBTFUL = 0.55
"""Less than a mismatch needs: such words may speak of a part only."""
_LIKELY = 0.9


def read_denial(
    text: str, tokens: Sequence[Token], index: int, state: State, book: CellBook, certainty: float, office: Office
) -> Iterator[Draft]:
    """The drafts of the denial at ``index``; ``certainty`` is that of its surroundings (section, sentence, scope)."""
    token = tokens[index]
    if token.sense == "not_applied":
        yield from _not_applied(text, tokens, index, state, book, certainty)
        return
    window, end = _clause(tokens, index)
    if token.sense == "no_such":
        yield from _no_such(text, token, window, state, book, certainty)
        return
    if token.sense == "not_issued":
        documents = [item for item in window if item.sense in _DOCUMENTS]
        yield from _no_documents(token, documents, state, book, office)
        return
    whole = window
    window = _without_others(text, window)
    end = window[-1].end if len(window) < len(whole) else _clause_end(text, token.end)
    if any(item.is_amount or item.kind in ("foreign", "period", "channel", "part") for item in window):
        return
    if token.sense == "no_decisions":
        yield from _no_objects(tokens, index, window, book, office)
        return
    if state.frame in ("requests", None) and _lines_of(window):
        if _OF_DOCUMENTS.search(text, text.rfind("。", 0, token.start) + 1, end):
            return  # 主动公开的公文中无涉及国家秘密的
        yield from _no_lines(token, window, book, certainty)
        return
    if _OFF_SUBJECT.search(text, token.end, end):
        return
    carried = [item for item in window if item.sense in _CARRIED]
    if carried:
        yield from _no_carry(text, token, carried, state, book, certainty)
        return
    drafts = list(_no_objects(tokens, index, window, book, office))
    if drafts:
        yield from drafts
        return
    yield from _no_cases(text, token, window, state, book, certainty)


def _without_others(text: str, window: list[Token]) -> list[Token]:
    """无…行政复议、诉讼案以及申诉案(信访、举报): what is denied besides the cases changes nothing of their denial."""
    cases = [at for at, item in enumerate(window) if item.sense in DISPUTES]
    if not cases:
        return window
    behind = range(cases[-1] + 1, len(window))
    other = next((at for at in behind if window[at].kind in ("foreign", "among", "measure")), None)
    if other is None or _BESIDES.match(text, window[cases[-1]].end) is None:
        return window
    return window[:other]


def _no_lines(token: Token, window: Sequence[Token], book: CellBook, certainty: float) -> Iterator[Draft]:
    """无国家秘密类: nothing was counted in these lines or columns."""
    lines = _lines_of(window)
    formula = " + ".join(f"requests.{name}" for name in dict.fromkeys(chain.from_iterable(lines.values())))
    last = max(item.end for item in lines)
    sure = min(certainty, _DOUBTFUL)
    yield of_zero(token.start, last, "requests.results", [(formula, 1.0)], book, sure, "none")


def _no_carry(
    text: str, token: Token, carried: Sequence[Token], state: State, book: CellBook, certainty: float
) -> Iterator[Draft]:
    """无结转下年度, 上年无结转, 无上年结转件和结转下年度件."""
    if state.frame != "requests":
        return
    senses: dict[str, Token] = {}
    for item in carried:
        incoming = item.sense == "carried_in" or (item.sense == "carry" and _LAST_YEAR.search(text, 0, token.start))
        senses.setdefault("carried_in" if incoming else "carried_out", item)
    for sense, item in senses.items():
        templates = [(f"requests.{sense}.total", 1.0)]
        yield of_zero(token.start, item.end, f"requests.{sense}", templates, book, certainty, "none")


def _no_cases(
    text: str, token: Token, window: Sequence[Token], state: State, book: CellBook, certainty: float
) -> Iterator[Draft]:
    """未收到申请, 未发生行政复议和诉讼; 未发生被复议纠错的情形 denies what the outcome says, not the cases."""
    disputes = [item for item in window if item.sense in DISPUTES]
    outcomes = [item for item in window if item.kind == "outcome"]
    if outcomes:
        for group in groups_of(disputes) if outcomes[-1].sense == "corrected" else ():
            templates = [(" + ".join(f"disputes.{name}.corrected" for name in group), 1.0)]
            yield of_zero(token.start, outcomes[-1].end, "disputes.corrected", templates, book, certainty, "none")
        return
    results = [item for item in window if item.kind == "measure" and item.sense not in _VERBS]
    first = next((item for item in window if item.sense == "requests"), None)
    if results and (first is None or not _follow(text, first, results)):
        return
    for item in results:  # 未出现依申请公开和不予公开的情况
        templates = measure_book().measures[f"requests.{item.sense}"].readings[:1]
        sure = min(certainty, _LIKELY)
        yield of_zero(token.start, item.end, f"requests.{item.sense}", templates, book, sure, "none")
    asked = [
        item for item in window if item.sense == "requests" or (item.kind == "weak_frame" and state.frame == "requests")
    ]
    for item in asked[:1]:
        between = text[item.end : disputes[0].start] if disputes else ""
        if disputes and (not between or _JOINED.fullmatch(between) is None):
            continue  # 依申请公开行政复议, 因政府信息公开申请引发的行政复议: the applications only say which disputes
        yield of_zero(token.start, item.end, "requests.new", [("requests.new.total", 1.0)], book, certainty, "none")
    for group in groups_of(disputes):
        measure = "disputes.reconsideration" if group == RECONSIDERATION else "disputes.litigation"
        templates = [(total_of(group), 1.0)]
        yield of_zero(token.start, disputes[-1].end, measure, templates, book, certainty, "none")


def _follow(text: str, first: Token, results: Sequence[Token]) -> bool:
    """Whether groups of results, and nothing else, are joined to the applications that are denied."""
    reached = first.end
    for item in results:
        if item.sense not in _HEADS or _JOINED.fullmatch(text, reached, item.start) is None:
            return False
        reached = item.end
    return True


def _no_such(
    text: str, token: Token, window: Sequence[Token], state: State, book: CellBook, certainty: float
) -> Iterator[Draft]:
    """无不予公开、不予处理情形, 没有未审结的案件: results that did not occur, if the clause says nothing else."""
    named = [item for item in window if item.sense in _HEADS or item.kind == "outcome"]
    rest = text[token.end : _clause_end(text, token.end)]
    for item in sorted(window, key=lambda item: -item.start):
        rest = rest[: item.start - token.end] + rest[item.end - token.end :]
    if not named or _EMPTY.fullmatch(rest) is None or any(item.is_amount for item in window):
        return
    last = max(item.end for item in named)
    for item in named:
        if item.sense in _HEADS and state.frame in ("requests", None):
            templates: list[Template] = measure_book().measures[f"requests.{item.sense}"].readings[:1]
            measure = f"requests.{item.sense}"
            yield of_zero(token.start, last, measure, templates, book, min(certainty, _LIKELY), "none")
        elif item.sense in OUTCOME_COLUMNS and state.frame in DISPUTES:
            groups = GROUPS.get(str(state.frame), RECONSIDERATION + LITIGATION)
            templates = [(" + ".join(f"disputes.{name}.{OUTCOME_COLUMNS[item.sense]}" for name in groups), 1.0)]
            measure = f"disputes.{item.sense}"
            yield of_zero(token.start, last, measure, templates, book, min(certainty, _LIKELY), "none")


def _not_applied(
    text: str, tokens: Sequence[Token], index: int, state: State, book: CellBook, certainty: float
) -> Iterator[Draft]:
    """科研机构、社会公益组织均未提出申请: none of these applicants."""
    if state.frame not in ("requests", None):
        return
    named: list[Token] = []
    reached = tokens[index].start
    for at in range(index - 1, -1, -1):
        token = tokens[at]
        if _JOINED.fullmatch(text[token.end : reached]) is None or token.mark in (",", ";", "。"):
            break
        if token.sense in _APPLICANTS:
            named.insert(0, token)
        elif not token.mark:
            break
        reached = token.start
    if not named:
        return
    formula = " + ".join(f"requests.new.{token.sense}" for token in named)
    sure = min(certainty, _LIKELY)
    yield of_zero(named[0].start, tokens[index].end, "requests.applicants", [(formula, 1.0)], book, sure, "none")


def _clause_end(text: str, at: int) -> int:
    stop = _ENDS_CLAUSE.search(text, at)
    return stop.start() if stop else len(text)


def _lines_of(window: Sequence[Token]) -> dict[Token, tuple[str, ...]]:
    """无国家秘密类, 未收到科研机构的申请: the lines or columns that nothing was counted in; none if anything else is named."""
    lines: dict[Token, tuple[str, ...]] = {}
    if any(token.sense in DISPUTES for token in window):
        return lines  # 未收到自然人的复议申请
    for token in window:
        if token.kind != "measure" or token.sense in _VERBS:
            continue
        if token.sense.startswith(_LINES):
            lines[token] = (f"{token.sense}.total",)
        elif token.sense in _APPLICANTS:
            lines[token] = (f"new.{token.sense}",)
        elif token.sense == "organisations":
            lines[token] = tuple(f"new.{column}" for column in ORGANISATIONS)
        elif not any(named.sense.startswith(f"{token.sense}.") for named in lines):
            return {}  # 以危及三安全一稳定为由不予公开的: the group behind its reason says no more
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
            yield of_zero(start, token.end, f"disclosure.{name}.decisions", templates, book, factor, "none")
        if token.sense == "fees":
            column = "amount" if office.formats.get("disclosure") == "2021" else "prior_items"
            templates = [(f"disclosure.fees.{column}", 1.0)]
            yield of_zero(start, token.end, f"disclosure.fees.{column}", templates, book, factor, "none")


def _no_documents(
    token: Token, documents: Sequence[Token], state: State, book: CellBook, office: Office
) -> Iterator[Draft]:
    """未制定规范性文件: none issued; 无废止, where documents are spoken of: none repealed."""
    words = token.cue.text if token.cue is not None else ""
    worded = [
        sense for word, sense in (("规章", "regulations"), ("规范性文件", "normative_documents")) if word in words
    ]
    names = list(dict.fromkeys([*worded, *(item.sense for item in documents)])) or [str(state.frame)]
    act = "repealed" if "废止" in words else "issued"
    is_2019 = office.formats.get("disclosure") == "2019"
    column = act if not is_2019 else "made" if act == "issued" else ""
    if not column:
        return
    end = documents[-1].end if documents else token.end
    factor = 0.5 if office.is_government else 0.9
    for named in names:
        if named in _DOCUMENTS:
            templates = [(f"disclosure.{named}.{column}", 1.0)]
            yield of_zero(token.start, end, f"disclosure.{named}.{act}", templates, book, factor, "none")


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
