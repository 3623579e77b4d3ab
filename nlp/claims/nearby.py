"""What stands next to a number and changes what it says: a negation before it, a noun behind it, the clause after it.

Takes the windows of a paragraph, answers for one number. Never binds anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.frames import DISPUTES, Token
from nlp.claims.windows import FILLER, Windows

__all__ = [
    "CHANGES_TO",
    "applies_for_another",
    "counts_something_else",
    "is_among",
    "is_base_figure",
    "is_changed_to",
    "is_disclosure_part",
    "is_negated",
    "joins_items_before",
    "listed_before",
    "moved_on",
    "names_other_cases",
    "names_several",
    "of_requests",
    "share_of_told_whole",
    "unexplained_before",
    "unexplained_opening",
]

_NEGATED = re.compile("(?:没有|没|未有|无|未见|未出现|(?<!信息)不存在|没有任何|无任何)$")
_LOOSE_UNITS = frozenset({"个", "项", "次", "人次", "笔", "单"})
_BEHIND = re.compile(
    "$|[,、;:。!?()/]|的?(?:公开)?申请|的?(?:政府)?信息公开|依申请|件|案|其中|较|比|同比|占|结转|均|全部|已|办|答复|予以"
    "|为|是|属|由|未|不|转|以上|左右|增|减|升|降|下降|上升|多|少"
)
_SUMMED = re.compile("^(?:共计?|合计|合共|小计|总计|合起来|加起来|相加)(?:为|有|是)?$")
_MOVES = re.compile("^(?:将|已|拟|依法|按规定|按程序|一并|均|需|并|则|因此|故)*$")
_PRIOR = "(?:上年|去年|上一年|前一年|20\\d\\d年)(?:度|同期|全年)*"
_BASE = re.compile(
    f"(?:(?:较|比|与|同|相比于?|相较于?|对比)于?{_PRIOR}(?:相比)?(?:的|收到的?|受理的?|新收的?|,)?\\(?|在{_PRIOR}(?:的)?"
    f"|(?:^|[,;(])(?:而)?{_PRIOR}(?:则|仅|为|是|有|只有|共)+|\\((?:其中)?{_PRIOR}:?|(?<=[\\d件宗份条起例个,;])[,;]{_PRIOR})$"
)
_AMONG = re.compile("^(?:的)?(?:政府信息公开)?(?:申请|案件|答复|件)?(?:之?中|里|当中|里面)(?:,|有|的)?$")
CHANGES_TO = re.compile("(?:增|减|升|降|提|压|上|下|扩|缩|涨)[\u4e00-\u9fff]{0,3}(?:至|到|为)")
_CHANGED_TO = re.compile(f"(?:大幅|逐步|略)?{CHANGES_TO.pattern}(?:了|今年的|本年的|20\\d\\d年的)?")
_OFFICE = re.compile(
    "20\\d\\d年度?|(?:截至)?年[底末]|(?:我|本|全|各|该)[\u4e00-\u9fff]{1,3}?(?:政府|机关|系统|单位|部门)?|(?:各级)?(?:人民)?政府|行政机关"
    "|(?:政府|政务)?信息公开(?:办公室|办|工作机构|工作)?|政务公开(?:办公室|办)?|通过各(?:种|类)(?:渠道|途径|方式)|线上线下|一年来|年内|在"
)
_JOINTLY = re.compile("(?:共计?|合计|合共|总计|总共)(?:为|有)?$")
_TIMES = re.compile("的(?:约|近)?[\\d.一二三两]+倍")
_NOW = re.compile("(?:今年|本年度?|20\\d\\d年)(?:则|为|是|达|达到|增至|升至|增加到|有|共)+$")
_APPLICANT = re.compile(
    "(?:群众|公民|市民|居民|村民|企业|申请人|当事人|社会公众|公众|各类|书面|网上|网络)|(?:提出|提交|递交|寄来|要求)的?|公开|信息"
)
_DISCLOSURE_PART = re.compile("(?:其中|含|包括|[,、])(?:涉及?|属于?|因)?(?:政府)?信息公开(?:类|方面)?的?$")
_CAUSED = re.compile(
    "(?:对|因|由于?|针对|涉及?|关于|不服)|(?:政府)?信息公开(?:申请|工作|行为|答复|类|方面|案件|办理)*|依申请公开|公开(?:工作|类)?"
    "|(?:引发|引起|产生|发生|导致|提起|提出|被|收到|接到|受理|办理|新收|立案|出现)|申请人|当事人|公民|(?:所|而)|答复|工作|方面|案件|原因"
    "|(?:上|下)级(?:机关|政府)?|人民法院|法院|截至|以来|期间|同时|此外|另外|另有|其余|共计|全部"
)
_OF_REQUESTS = re.compile("(?:政府信息公开|信息公开|依申请公开)?申请(?:之?中|里|当中|内)")
_BY_LAW = re.compile(
    "(?:按照?|依照?|依据|根据)(?:《[^《》]{1,40}》|有关|相关)*(?:规定|要求|程序)?|(?:尚|仍|还|将|需|待|正)"
)


def is_base_figure(windows: Windows, index: int) -> bool:
    """较上年80件增加7件, 去年为8件: the number is the year before's."""
    start = windows.tokens[index].start
    if _TIMES.match(windows.text, windows.tokens[index].end) is not None:
        return True  # 是2024年4件的1.75倍
    return _BASE.search(windows.text[max(0, start - 24) : start]) is not None


def is_disclosure_part(windows: Windows, index: int) -> bool:
    """行政复议88件,其中涉政府信息公开的6件: of the cases before, those that the table counts."""
    start = windows.tokens[index].start
    return _DISCLOSURE_PART.search(windows.text[max(0, start - 16) : start]) is not None


def is_among(windows: Windows, left: Sequence[Token], index: int) -> bool:
    """无法提供的申请中43件为…: what stands before the number is the whole that it is a part of."""
    naming = [token for token in left if token.kind in ("measure", "outcome", "frame", "weak_frame", "act")]
    if not naming:
        return False
    between = windows.text[naming[-1].end : windows.tokens[index].start]
    if _AMONG.match(between):
        return True
    last = naming[-1]
    # 答复的申请中3件: the last cue is 申请 itself
    return last.kind in ("frame", "weak_frame") and between in (
        "中",
        "里",
        "之中",
        "当中",
        "中有",
        "里有",
        "中,",
        "里,",
    )


def is_changed_to(windows: Windows, position: int) -> int | None:
    """由182件增至220件: the number before, which counts the same a year earlier."""
    if position == 0:
        return None
    before = windows.amounts[position - 1]
    between = windows.text[windows.tokens[before].end : windows.tokens[windows.amounts[position]].start]
    if _CHANGED_TO.fullmatch(between):
        return before
    # 上年19件,今年达到28件
    return before if len(between) <= 12 and is_base_figure(windows, before) and _NOW.search(between) else None


def names_several(windows: Windows, right: Sequence[Token], index: int) -> bool:
    """21件属不予公开、无法提供或其他: the number is of several things together."""
    named = {token.sense for token in right if token.kind == "measure" and "." in token.sense}
    if len(named) > 1:
        return True
    last = windows.tokens.index(right[-1], index)
    following = windows.tokens[last + 1 : last + 3]
    return (
        len(following) == 2
        and following[0].mark == "、"
        and following[1].kind in ("measure", "outcome")
        and not any(token.is_amount for token in windows.tokens[last + 1 : last + 4])
    )


def joins_items_before(windows: Windows, index: int) -> bool:
    """行政许可、处罚、强制处理决定合计46.8万件: an item before in the list has no number of its own."""
    tokens = windows.tokens
    begin = windows.boundary(index)
    if begin < 1 or tokens[begin].mark != "、":
        return False
    before = begin - 1
    named = False
    while before >= 0 and tokens[before].mark in ("", "、") and not tokens[before].is_amount:
        named = named or tokens[before].kind in ("measure", "frame", "outcome")
        before -= 1
    if not named or (before >= 0 and tokens[before].is_amount):
        return False
    return _JOINTLY.search(windows.text[tokens[begin].end : tokens[index].start]) is not None


def of_requests(windows: Windows, index: int) -> bool:
    """87件申请中…: the number is that of the applications, whatever is said of them."""
    return _OF_REQUESTS.match(windows.text, windows.tokens[index].end) is not None


def unexplained_opening(windows: Windows, left: Sequence[Token], index: int) -> int:
    """Characters of a number's clause that neither name the office nor belong to a cue nor fill: a subject of its own."""
    start = windows.tokens[index].start
    opening = max(windows.text.rfind(mark, 0, start) for mark in ",;:。!?()") + 1
    amounts = [windows.tokens[at].end for at in windows.amounts if at < index]
    opening = max(opening, amounts[-1] if amounts else 0)
    naming = [token for token in left if token.start >= opening and token.kind not in ("scope", "neutral", "among")]
    if not naming:
        return 0
    pieces = []
    position = opening
    for token in windows.tokens:
        if token.cue is not None and position <= token.start and token.end <= start:
            pieces.append(windows.text[position : token.start])
            position = token.end
    rest = "|".join([*pieces, windows.text[position:start]])
    rest = _APPLICANT.sub("", _BY_LAW.sub("", _OFFICE.sub("", rest))).replace("|", "")
    return len(FILLER.sub("", rest.lstrip("、和及")))


def names_other_cases(windows: Windows, left: Sequence[Token], index: int) -> bool:
    """工伤认定行政诉讼8件: words of its own before the kind of case, or a second count without a word on disclosure."""
    start = windows.tokens[index].start
    opening = max(windows.text.rfind(mark, 0, start) for mark in ",、;:。!?()") + 1
    named = next((token for token in left if token.sense in DISPUTES and token.start >= opening), None)
    if named is None:
        return False
    position = windows.amounts.index(index)
    before = windows.amounts[position - 1] if position else -1
    if before >= 0 and windows.tokens[before].end == opening - 1 and windows.text[opening - 1] == "、":
        words = windows.left(before)  # 征收、登记类行政诉讼77件、行政复议52件: what the first says holds for the second
        if any(token.kind == "subject" for token in words) or names_other_cases(windows, words, before):
            return True
    rest = _OFFICE.sub("", windows.text[opening : named.start])
    for token in left:
        if token.end <= named.start:
            rest = rest.replace(windows.text[token.start : token.end], "", 1)
    return len(FILLER.sub("", _CAUSED.sub("", rest))) > 1


def applies_for_another(windows: Windows, left: Sequence[Token], index: int) -> bool:
    """办理占用城市道路申请77件: what stands between the verb and a bare 申请 says what was applied for."""
    asked = next((token for token in reversed(left) if token.kind == "weak_frame"), None)
    if asked is None or any(token.sense == "requests" for token in left):
        return False
    verbs = [token for token in left if token.kind == "measure" and token.end <= asked.start]
    if not verbs or asked.start >= windows.tokens[index].start:
        return False
    between = windows.text[verbs[-1].end : asked.start]
    return len(FILLER.sub("", _APPLICANT.sub("", between))) > 2


def unexplained_before(windows: Windows, right: Sequence[Token], index: int) -> int:
    """Characters between a number and the cue behind it that says what it is, which no cue or filler explains."""
    naming = [token for token in right if token.kind in ("measure", "outcome", "act")] or list(right[-1:])
    rest = windows.text[windows.tokens[index].end : naming[0].start]
    for token in right:
        if token.start < naming[0].start:
            rest = rest.replace(windows.text[token.start : token.end], "", 1)
    return len(FILLER.sub("", _BY_LAW.sub("", rest)))


def is_negated(windows: Windows, index: int) -> bool:
    """没有一件超期: no such thing is counted."""
    return (
        _NEGATED.search(windows.text, max(0, windows.tokens[index].start - 4), windows.tokens[index].start) is not None
    )


def counts_something_else(windows: Windows, index: int) -> bool:
    """三个领域, 5项措施: a counter that goes with any noun, and a noun of its own behind it."""
    token = windows.tokens[index]
    if token.quantity is None or token.quantity.unit not in _LOOSE_UNITS:
        return False
    return _BEHIND.match(windows.text, token.end) is None


def moved_on(windows: Windows, index: int) -> Token | None:
    """另有5件因补正期限未满,顺延至下年答复: the cue of the clause behind that says what became of the number."""
    tokens = windows.tokens
    comma = next((at for at in range(index + 1, len(tokens)) if tokens[at].mark), None)
    if comma is None or tokens[comma].mark != "," or any(tokens[at].is_amount for at in range(index + 1, comma)):
        return None
    following = tokens[comma + 1] if comma + 1 < len(tokens) else None
    if following is None or following.sense not in ("carried_out", "carry_year"):
        return None
    between = windows.text[tokens[comma].end : following.start]
    closing = next((at for at in range(comma + 2, len(tokens)) if tokens[at].mark), len(tokens))
    if any(tokens[at].is_amount for at in range(comma + 2, closing)):
        return None  # 220件,结转下年20件: the words behind have a number of their own
    return following if _MOVES.match(between) else None


def listed_before(windows: Windows, position: int) -> tuple[int, ...]:
    """三项共33件: the places of the three numbers before; empty where the words are others or the numbers too few."""
    index = windows.amounts[position]
    if position == 0:
        return ()
    before = windows.amounts[position - 1]
    counter = windows.tokens[before].quantity
    if counter is None or counter.unit not in ("项", "类", "者") or counter.kind != "count":
        return ()
    between = windows.text[windows.tokens[before].end : windows.tokens[index].start]
    number = int(counter.stated) if counter.stated == counter.stated.to_integral_value() else 0
    if not 2 <= number <= 9 or _SUMMED.match(between) is None or position - 1 < number:
        return ()
    places = tuple(windows.amounts[position - 1 - number : position - 1])
    same = windows.states[index].sentence
    return places if all(windows.states[place].sentence == same for place in places) else ()


def share_of_told_whole(windows: Windows, position: int) -> tuple[int, list[Token]] | None:
    """占不予公开总数91件的70.3%: the number that the share is a part's, and the cues that name the whole."""
    index = windows.amounts[position]
    if position < 1:
        return None
    whole = windows.amounts[position - 1]
    if windows.text[windows.tokens[whole].end : windows.tokens[index].start] not in ("的", "中的"):
        return None
    left = windows.left(whole)
    wording = next((token for token in left if token.kind == "share"), None)
    if wording is None or position < 2:
        return None
    return windows.amounts[position - 2], [token for token in left if token.start >= wording.end]
