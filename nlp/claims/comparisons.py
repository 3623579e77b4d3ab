"""Shares of a whole, and rates that have a name; those of the year before as well.

Takes the scene of a paragraph and one number's window, gives a draft, or None where nothing tells what is compared.
What was bound before in the sentence is the subject (予以公开3件,占5%); a share with its own words names it itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.claims.bind import Bound, bind
from nlp.claims.draft import Draft, Scene
from nlp.claims.frames import DISPUTES, Token
from nlp.claims.measures import measure_book
from nlp.claims.nearby import CHANGES_TO, share_of_told_whole
from nlp.claims.ownership import scope_of
from nlp.claims.relations import (
    as_fraction,
    change_readings,
    rate_readings,
    share_readings,
)
from nlp.claims.sums import INTAKE, added, apart, counts_a_list
from nlp.claims.totals import told_total
from nlp.claims.windows import FILLER
from nlp.types import Quantity

__all__ = ["base_share_draft", "changed_rate_draft", "rate_draft", "share_draft"]

_TOGETHER = re.compile("合起来|合计|相加|累加|合并|合占|共占|总共|总和|之和|[两二三四五几][项者类种]|合共|上述|以上")
_OF_CASES = re.compile("案件|复议|诉讼|审结|结案|争议")
_GOES_ON = re.compile(
    "(?!的|以上|以下|左右|上下|多|强|属|为|是|来自|由|均|系|予以|部分|不|无|自然人|企业)[\u4e00-\u9fff]"
)
_RANKED = re.compile(
    "(?:[一二三四五]是)?(?:其中|从结果看|从办理结果看)?(?:(?:申请人|申请主体|申请者)(?:类型|身份)?)?以?\\|(?:类|的|申请|答复|件|情形|数量|占比|比例|比重|仍|相对|依然|较|偏)*"
    "(?:最高|最多|最大|居首|居第[一二三]|次之|其次|再次|高|多|大|为主|居多|占(?:绝大)?多数|占(?:绝)?大多数)"
)
_STARTS_FROM = re.compile("(?:由|从)(?:上年|去年|上一年|20\\d\\d年)?(?:度)?(?:的)?$")
_SAYS = frozenset(("(", ",", "、(", "", ":", ",恰为", ",约为", ",为", ",即", ",恰好", "(即", "(约"))
_WHOLES = INTAKE | {"requests.intake_total"}
_OF_ALL = re.compile(
    "的|比例|比重|为|达到?|高|约|近|仅|只|不到|超过?|总数量?|总量|总体|总|全部|所有|全年|本?年度?|当年|数量|数|量|件|案|宗|条|起"
    "|(?:政府)?信息公开|依申请公开|申请|答复|回复|办理|办结|受理|收到|新收|案件|结果|类|已|均|各|较大|最|了|[,、()约占一二两三四五六项者]"
)
"""What may stand between 占 and the number beside the whole's own words."""
_UNKNOWN = 1
_UNKNOWN_WHOLE = 0.5
_NUMBERS = {"2": 2, "3": 3, "4": 4, "5": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_CHANGE_LENGTH = 12
_CHANGES = tuple("增减升降提压上下扩缩涨微")


def share_draft(scene: Scene, position: int, index: int, left: list[Token]) -> Draft | None:
    """占45.23%, 三成, 一半."""
    windows = scene.windows
    listing = windows.lists_results(index)
    state = scene.states[index]
    part = scene.taken.get(index)
    whole: Bound | None = None
    if index in scene.taken and part is None:
        part = scene.bound.get(scene.parts.get(index, -1))
        if part is None:
            return None
    told = share_of_told_whole(windows, position)
    if told is not None:
        part = scene.bound.get(told[0])
        whole = bind(told[1], state, scene.office, None, listing=listing)
        if part is None or whole is None:
            return None
    wording = next((token for token in left if token.kind == "share"), None)
    if wording is None and position and windows.amounts[position - 1] in scene.rates:
        return None  # 法人的公开比例为47.3%,自然人为38.1%: the same rate, of something else
    behind = [token for token in left if wording is not None and token.start >= wording.end]
    if wording is not None and any(token.kind in ("measure", "outcome") for token in behind):
        # 占不予公开总数的32.4%: what follows 占 is the whole
        asked = "申请" in scene.text[wording.end : scene.tokens[index].start]  # 占办结申请的3.8%, of whatever
        of_whole = replace(state, frame="requests", foreign=None) if asked else state
        whole = bind(behind, of_whole, scene.office, None, listing=listing)
        if state.frame in DISPUTES and not asked:
            whole = _either_whole(scene, wording, index, behind, whole)
        left = [token for token in left if token.end <= wording.start]
    elif wording is not None and state.frame in DISPUTES and any(token.kind == "weak_frame" for token in behind):
        whole = _all_requests()  # 占申请件比例4.63%
    if part is None and any(token.kind in ("measure", "outcome") and token.sense != "sum_word" for token in left):
        part = bind(left, state, scene.office, None, listing=listing)
    if part is None and whole is not None and whole.table == "requests" and any(t.sense in DISPUTES for t in left):
        part = bind(left, state, scene.office, None, listing=False)  # 诉讼案件占办结申请的3.8%
    part = part or _named_before(scene, index)
    if part is None:
        part = _base_of(scene, position, index, wording)
    if part is None and wording is not None:
        part = told_total(scene, position, index, wording.start)
    if part is None:
        return None
    part = _or_the_rest(scene, index, part)
    words = wording.cue.text if wording is not None and wording.cue is not None else ""
    if _is_of_something_else(scene, index, wording, behind, left) or (wording is None and _goes_on(scene, index)):
        part = part.weakened(_UNKNOWN_WHOLE)
    readings = share_readings(part, scene.book, words, whole)
    pair = _pair_before(scene, position, part)
    if pair is not None:
        readings += share_readings(pair.weakened(0.4), scene.book, words, whole)
    quantity = scene.tokens[index].quantity
    if quantity is not None and quantity.kind == "fraction" and quantity.stated < 1:
        readings = as_fraction(readings)
    scene.ratios[index] = readings
    if _is_last_years(scene, index):
        readings = change_readings(readings, "previous")  # 由43.5%提高到44.1%
    scene.bound[index] = part
    return scene.draft(index, "share_of", part, readings, scope=scope_of(windows, index, part, scene.office))


def _all_requests() -> Bound:
    templates = tuple(measure_book().measures["requests.received"].readings)
    return Bound("requests.received", templates, "total", 1.0, "share of applications", "requests")


def _either_whole(scene: Scene, wording: Token, index: int, behind: list[Token], cases: Bound | None) -> Bound | None:
    """行政复议28件,占办结总量的5.5%: of the applications concluded, or of the cases."""
    if _OF_CASES.search(scene.text, wording.end, scene.tokens[index].start) is not None:
        return cases
    state = replace(scene.states[index], frame="requests", foreign=None)
    applications = bind(behind, state, scene.office, None, listing=False)
    if applications is None or applications.table != "requests" or cases is None:
        return applications or cases
    both = (*applications.templates[:1], *((template, weight / 2) for template, weight in cases.templates[:1]))
    return replace(applications, templates=both)


def _named_before(scene: Scene, index: int) -> Bound | None:
    """不予公开比例偏高,占33.2%; 无法提供次之,占23.9%: the clause before names the part and says no number."""
    begin = scene.windows.boundary(index)
    if begin < 0 or scene.tokens[begin].mark != ",":
        return None
    named = [token for token in scene.windows.left(begin) if token.kind == "measure"]
    opening = scene.windows.boundary(begin)
    if len(named) != 1 or (opening >= 0 and scene.tokens[opening].is_amount):
        return None
    start = scene.tokens[opening].end if opening >= 0 else 0
    rest = scene.text[start : named[0].start] + "|" + scene.text[named[0].end : scene.tokens[begin].start]
    if _RANKED.fullmatch(rest) is None:
        return None
    return bind(named, scene.states[begin], scene.office, None, listing=scene.windows.lists_results(index))


def _joint(scene: Scene, position: int, index: int, words: str) -> Bound | None:
    """予以公开103件、部分公开46件,合计占21.1%: the results listed before together; 两项: the last two of them."""
    sentence = scene.states[index].sentence
    listed: list[Bound] = []
    for at in reversed(scene.windows.amounts[:position]):
        bound = scene.bound.get(at)
        quantity = scene.tokens[at].quantity
        if scene.states[at].sentence != sentence or quantity is None or quantity.kind != "count":
            break
        if bound is None or bound.table != "requests" or bound.measure in _WHOLES:
            break
        if not any(token.kind == "growth" for token in scene.windows.left(at)):
            listed.insert(0, bound)  # 同意公开187件,比上年多37件: one result, told twice
    number = _NUMBERS.get(words[:1], 0)
    if number:
        listed = listed[-number:] if len(listed) >= number else []
    if not all(bound.templates for bound in listed):
        return None
    listed = apart(scene, listed)
    if len(listed) < 2:
        return None
    return added(scene, listed, 1.0 if number or len(listed) == 2 else 0.55)


def _is_of_something_else(
    scene: Scene, index: int, wording: Token | None, behind: Sequence[Token], left: Sequence[Token]
) -> bool:
    """占实质性答复的51.7%, 不予公开中说明理由的达到100%: words that no cue explains name the whole, or the part."""
    if wording is None:
        named = [token for token in left if token.kind in ("measure", "outcome")]
        start = named[-1].end if named else scene.tokens[index].start
        behind = [token for token in left if token.start >= start]
    else:
        start = wording.end
    if wording is not None and left:
        named = [token for token in left if token.kind in ("measure", "outcome")]
        between = scene.text[named[-1].end : wording.start] if named else ""
        if len(_OF_ALL.sub("", between)) > _UNKNOWN:
            return True  # 不予公开中说明理由的占100%
    rest = scene.text[start : scene.tokens[index].start]
    for token in behind:
        rest = rest.replace(scene.text[token.start : token.end], "", 1)
    return len(_OF_ALL.sub("", rest)) > _UNKNOWN


def _or_the_rest(scene: Scene, index: int, part: Bound) -> Bound:
    """公开58.5%、不予公开7.3%、无法提供28.9%,其他情况占5.2%: what is not named besides is in the rest, too."""
    if part.measure not in ("requests.other", "requests.other_word") or part.column != "total":
        return part
    sentence = scene.states[index].sentence
    senses = {
        token.sense for token, state in zip(scene.tokens, scene.states, strict=True) if state.sentence == sentence
    }
    if any(sense.startswith("rejected") for sense in senses) or not {"refused", "unavailable"} <= senses:
        return part
    if "其他处理" in scene.text[: scene.tokens[index].start][-12:]:
        return part
    rest = (("requests.rejected.*.{c} + requests.other*.{c}", 0.5),)
    return replace(part, templates=(*part.templates, *rest))


def _goes_on(scene: Scene, index: int) -> bool:
    """对拟作“不掌握”答复的100%附检索记录: the share is of what is said next."""
    return _GOES_ON.match(scene.text, scene.tokens[index].end) is not None


def _pair_before(scene: Scene, position: int, part: Bound) -> Bound | None:
    """同意公开15件、部分公开6件,占全部办结件的50%: of the last, or of the two together."""
    found = [at for at in scene.windows.amounts[max(0, position - 2) : position] if at in scene.bound]
    if len(found) < 2 or scene.bound[found[1]] != part:
        return None
    first = scene.bound[found[0]]
    same = scene.states[found[0]].sentence == scene.states[found[1]].sentence
    between = scene.text[scene.tokens[found[0]].end : scene.tokens[found[1]].start]
    if not same or not between.startswith(("、", "和", "及")) or first.table != "requests" or part.table != "requests":
        return None
    if {first.measure, part.measure} & _WHOLES or first.column != part.column:
        return None
    return added(scene, (first, part), part.certainty)


def _is_last_years(scene: Scene, index: int) -> bool:
    """由去年的12.6%降至10.6%: the first of the two."""
    token = scene.tokens[index]
    return (
        _STARTS_FROM.search(scene.text, 0, token.start) is not None
        and CHANGES_TO.match(scene.text, token.end) is not None
    )


def _base_of(scene: Scene, position: int, index: int, wording: Token | None) -> Bound | None:
    """The count that a share speaks of: the number just before it, in the same sentence."""
    found = scene.windows.amount_before(position, index)
    if found is None:
        return None
    before, between = found
    if scene.states[before].sentence != scene.states[index].sentence:
        return None
    quantity = scene.tokens[before].quantity
    assert quantity is not None
    if counts_a_list(scene, before):
        named = scene.windows.left(before)
        if any(token.kind in ("measure", "outcome") for token in named):
            # 公开和部分公开两项占办结量的44.1%: what is added is named
            listing = scene.windows.lists_results(index)
            return bind(named, scene.states[before], scene.office, None, listing=listing)
        return _joint(scene, position - 1, index, str(quantity.stated))
    together = _TOGETHER.search(between)
    if together is not None:
        return _joint(scene, position, index, together[0])
    if quantity.kind in ("share", "growth") and position > 1 and wording is not None:
        opening = between.split(wording.cue.text if wording.cue else "占")[0].strip(",、;(")
        return scene.bound.get(before) if FILLER.fullmatch(opening) else None
    if wording is None and between not in _SAYS:
        return None
    if any(mark in between for mark in ";。") or len(between) > 24:
        return None
    return scene.bound.get(before)


def changed_rate_draft(scene: Scene, position: int, index: int) -> Draft | None:
    """复议纠错率由上年的12.7%降至10.4%, 占比由93.0%降到90.0%: the second is this year's."""
    before = scene.windows.amounts[position - 1] if position else -1
    readings = scene.ratios.get(before)
    if readings is None or not _is_last_years(scene, before):
        return None
    between = scene.text[scene.tokens[before].end : scene.tokens[index].start]
    if len(between) > _CHANGE_LENGTH or not between.startswith(_CHANGES):
        return None
    scene.ratios[index] = readings
    token, part = scene.tokens[index], scene.bound.get(before)
    if part is None:
        return Draft(token.start, token.end, token.quantity, "rate", scene.rates[before], readings)
    scene.bound[index] = part
    scope = scope_of(scene.windows, index, part, scene.office)
    return scene.draft(index, "share_of", part, readings, scope=scope)


def base_share_draft(scene: Scene, position: int, index: int) -> Draft | None:
    """公开率46.03%,较上年的45.86%上升…: the same share, a year earlier."""
    before = scene.windows.amounts[position - 1] if position else -1
    readings = scene.ratios.get(before)
    bound = scene.bound.get(before)
    if readings is None or scene.office.year is None or scene.states[before].sentence != scene.states[index].sentence:
        return None
    earlier = change_readings(readings, "previous")
    scene.ratios[index] = readings
    measure = bound.measure if bound is not None else "rates"
    token = scene.tokens[index]
    return Draft(token.start, token.end, token.quantity, "share_of", measure, earlier, period=scene.office.year - 1)


def rate_draft(scene: Scene, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
    """公开率, 维持率, 办结率 ..."""
    state = scene.states[index]
    rate = next(token for token in reversed(left) if token.kind == "rate")
    if state.foreign is not None or any(token.kind == "foreign" for token in left):
        return None
    if rate.sense == "rate_concluded" and quantity.stated == 100:
        return None  # 办结率100% speaks of what was due, for which there is no cell
    if rate.sense in ("rate_upheld", "rate_corrected", "rate_decided") and not state.about:
        return None
    readings = rate_readings(rate.sense, str(state.frame), scene.book)
    if not readings:
        return None
    scene.ratios[index] = readings
    scene.rates[index] = f"rates.{rate.sense}"
    token = scene.tokens[index]
    if _is_last_years(scene, index):
        earlier = change_readings(readings, "previous")
        year = scene.office.year - 1 if scene.office.year is not None else None
        return Draft(token.start, token.end, quantity, "rate", f"rates.{rate.sense}", earlier, period=year)
    return Draft(token.start, token.end, quantity, "rate", f"rates.{rate.sense}", readings)
