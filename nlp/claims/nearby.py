"""What stands next to a number and changes what it says: a negation before it, a noun behind it, the clause after it.

Takes the windows of a paragraph, answers for one number. Never binds anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.frames import Token
from nlp.claims.windows import FILLER, Windows

__all__ = [
    "counts_something_else",
    "is_among",
    "is_base_figure",
    "is_negated",
    "listed_before",
    "moved_on",
    "of_requests",
    "share_of_told_whole",
    "unexplained_before",
]

_NEGATED = re.compile("(?:没有|没|未有|无|未见|未出现|不存在|没有任何|无任何)$")
_LOOSE_UNITS = frozenset({"个", "项", "次", "人次", "笔", "单", "条", "份", "封"})
_BEHIND = re.compile(
    "$|[,、;:。!?()/]|的?(?:公开)?申请|的?(?:政府)?信息公开|依申请|件|案|其中|较|比|同比|占|结转|均|全部|已|办|答复|予以"
    "|为|是|属|由|未|不|转|以上|左右"
)
_SUMMED = re.compile("^(?:共计?|合计|合共|小计|总计|合起来|加起来|相加)(?:为|有|是)?$")
_MOVES = re.compile("^(?:将|已|拟|依法|按规定|按程序|一并|均|需|并|则|因此|故)*$")
_PRIOR = "(?:上年|去年|上一年|前一年|20\\d\\d年)(?:度|同期|全年)*"
_BASE = re.compile(
    f"(?:(?:较|比|与|同|相比于?|相较于?|对比)于?{_PRIOR}(?:相比)?(?:的|收到的?|受理的?|新收的?|,)?|在{_PRIOR}(?:的)?"
    f"|(?:^|[,;(])(?:而)?{_PRIOR}(?:则|仅|为|是|有|只有|共)+)$"
)
_AMONG = re.compile("^(?:的)?(?:政府信息公开)?(?:申请|案件|答复|件)?(?:之?中|里|当中|里面)(?:,|有|的)?$")
_OF_REQUESTS = re.compile("(?:政府信息公开|信息公开|依申请公开)?申请(?:之?中|里|当中|内)")
_BY_LAW = re.compile(
    "(?:按照?|依照?|依据|根据)(?:《[^《》]{1,40}》|有关|相关)*(?:规定|要求|程序)?|(?:尚|仍|还|将|需|待|正)"
)


def is_base_figure(windows: Windows, index: int) -> bool:
    """较上年80件增加7件, 去年为8件: the number is the year before's."""
    start = windows.tokens[index].start
    return _BASE.search(windows.text[max(0, start - 24) : start]) is not None


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


def of_requests(windows: Windows, index: int) -> bool:
    """87件申请中…: the number is that of the applications, whatever is said of them."""
    return _OF_REQUESTS.match(windows.text, windows.tokens[index].end) is not None


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
