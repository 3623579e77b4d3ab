"""Whose number it is, and of which year.

Takes a bound number's surroundings and the issuer, gives a scope and a year. A district's report may state the whole
district's figure and its own office's in one sentence; only the first is the table's. Never binds a measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.bind import Bound, Office
from nlp.claims.draft import Scene
from nlp.claims.frames import Token
from nlp.claims.windows import Windows

_BRANCH = re.compile(
    "^(?:其中|另|而)?(?:[省市区县州旗](?:级|直)(?:各)?(?:部门|单位|机关)|隶属[\u4e00-\u9fff]{1,4}|(?:\\d+个|各)?(?:分|县|市|区)\\([^)]{1,6}\\)(?:分)?(?:局|区|县)?|\\d+个(?:乡镇|镇街|街镇|镇|乡|街道|县|区|分局|县局|区局|部门|单位|科室|所|站)[\u4e00-\u9fff]{0,4}?|(?:各)?(?:支队|支局|大队|县\\(市、区\\)局|县\\(市、区\\)|县\\(区\\)局?|县区局|区县局|县市局|市县(?:区)?(?:政府)?|市、县(?:政府)?|市州|州市)|(?:各)?(?:街镇|镇街|乡镇|乡镇街道|镇村|区县|县区|县市区?|园区|分局|县局|区局|派出机构)|(?:区|县|市)政府及其部门|部门(?=新?收))"
    "(?!和|与|及|、|以来)(?:全年|共|累计|分别|直接)*(?:收|受理|接|办|答复|处理|承办|\\d)"
)
_HEAD = re.compile(
    "^(?:其中|另|而)?(?:[省市县区总][局关队](?:机关|本级)?|局机关)(?:全年|共|累计)*(?:收|受理|接|办|答复|处理|承办|\\d)"
)
_OWN = re.compile("[全我本各该]|辖区|城区|地区|社区|市区")

__all__ = ["goes_on_with_last_year", "is_of_wider_body", "period_of", "scope_of"]

_ABOVE = tuple(
    (re.compile(f"(?:{ending})$"), re.compile(f"(?:^|[^占居列在])(?:全(?:{above})|(?:{above})里)"))
    for ending, above in (
        ("[镇乡]人民政府|街道办事处|街道|[镇乡]", "县|区|市|省|州|旗|国"),
        ("[县区旗]人民政府(?:办公室)?", "市|省|州|盟|国"),
        ("[市州盟]人民政府(?:办公室)?", "省|国"),
        ("省人民政府(?:办公厅)?", "国"),
    )
)
"""By the end of the issuer's name, the words for the bodies above it."""
_ENDS = frozenset("。;!?")
_VERBS = frozenset(
    {"received", "new", "handled", "concluded", "taken_in", "issued", "published", "repealed", "decisions"}
)
_ORGAN = re.compile(
    r"(?:^|[,、;:。(])(?:其中|另|如|由)?((?!我|本|全|各|该|年|共|其|上)[\u4e00-\u9fff]{2,12}?"
    r"(?:局|委员会|委|办事处|街道|镇|乡|支队|大队|分局|中心|开发区|新区|园区|管委会|法院|检察院|(?<=[\u4e00-\u9fff]{2})[县区市旗州]))"
    r"(?:20\d\d年)?(?:度|共|全年|累计|年内|今年|本年度|依法|主动|新|总共|就|则|还|也|直接|实际)*"
    r"(?:收到|受理|接收|办理|办结|答复|收办|处理|新收|作出|做出|实施|制发|制定|印发|出台|发布|公开|公布|废止)$",
)


def scope_of(windows: Windows, index: int, bound: Bound, office: Office) -> str:
    """``whole``, ``own`` (the government's own office), ``subset`` (another organ) or ``unsure``."""
    first = windows.states[index].sentence
    begin = windows.tokens[first - 1].end if first > 0 else 0
    before_verb = windows.tokens[index].start
    for token in windows.tokens[first:index]:
        if token.sense in _VERBS:
            before_verb = token.end
    organ = _ORGAN.search(windows.text[begin:before_verb])
    if organ is not None and organ[1] not in office.name and _OWN.search(organ[1]) is None:
        return "subset"
    if windows.states[index].scope == "part" or _is_branch(windows.text, begin, windows.tokens[index].end):
        return "subset"
    if bound.table == "disclosure":
        return "own" if windows.states[index].scope == "own" and office.is_government else "whole"
    scope = windows.states[index].scope
    if not office.is_government:
        return "whole"
    if scope == "own":
        return "own"
    if scope == "maybe_own":
        return "unsure"
    return "whole"


def is_of_wider_body(windows: Windows, index: int, office: Office) -> bool:
    """全县乡镇信息公开复议案件13件, in a township's report: of the body above the one that reports."""
    above = next((words for ending, words in _ABOVE if ending.search(office.name)), None)
    start = windows.tokens[index].start
    clause = windows.text[max(windows.text.rfind(mark, 0, start) for mark in ",;:。!?") + 1 : start]
    return above is not None and above.search(clause) is not None


def _is_branch(text: str, begin: int, end: int) -> bool:
    """市级部门收件2217件, 分局收到188件: offices below the one that reports, named by their kind."""
    clause = re.split("[,;。:]", text[begin:end])[-1]
    if _BRANCH.match(clause) is not None:
        return True
    if _HEAD.match(clause) is None:
        return False
    stop = text.find("。", end)
    return re.search("分局|县局|区局|基层|县市|县区|隶属", text[begin : stop if stop >= 0 else len(text)]) is not None


def period_of(windows: Windows, index: int, bound: Bound, left: Sequence[Token], office: Office) -> int | None:
    """The year that a number is about."""
    state = windows.states[index]
    if bound.measure.startswith("requests.carr"):
        return state.year if state.year is not None else office.year
    if office.year is not None and (any(token.kind == "period" for token in left) or _in_prior_list(windows, index)):
        return office.year - 1
    return state.year if state.year is not None else office.year


def goes_on_with_last_year(scene: Scene, index: int, bound: Bound) -> bool:
    """…办结35件;上年新收27件,办结25件: what this year's number was told of before, behind one of last year."""
    tokens = scene.tokens
    opening = next((at + 1 for at in range(index - 1, -1, -1) if tokens[at].mark in _ENDS), 0)
    first = tokens[opening]
    start = tokens[opening - 1].end if opening else 0
    if first.kind != "period" or first.start != start or any(token.kind == "growth" for token in tokens[opening:index]):
        return False
    if any(token.kind in ("period", "year") for token in tokens[opening + 1 : index]) or opening == index - 1:
        return False
    if not any(token.is_amount for token in tokens[opening:index]):
        return False
    return any(told.measure == bound.measure for at, told in scene.bound.items() if at < opening)


def _in_prior_list(windows: Windows, index: int) -> bool:
    """去年为复议3件、诉讼2件: the year stands before the first item of the list."""
    for at in range(index - 1, -1, -1):
        token = windows.tokens[at]
        if token.mark in (",", ";", "。", ":", "!", "?", "(", ")"):
            return False
        if token.kind == "period":
            return windows.text[token.end : token.end + 1] in ("为", "是", "则", "分", "有", "的")
    return False
