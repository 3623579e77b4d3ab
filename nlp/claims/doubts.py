"""What makes it doubtful that a number is the table's although its words name a measure.

Takes the scene of a paragraph, a number and what it was bound to; gives the same with less certainty where words of its
own, another body, another kind of case or a second count stand in the way, or None where it is surely something else.
Never binds anything, never looks at values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.bound import Bound, words_of
from nlp.claims.draft import Scene
from nlp.claims.frames import DISPUTES, OBJECTS, Token
from nlp.claims.nearby import applies_for_another, names_other_cases, unexplained_opening
from nlp.claims.sums import CASES

__all__ = ["counted_before", "doubted", "is_forgotten", "is_published"]

_UNSURE, _DOUBTFUL = 0.55, 0.5
_FAR, _TOO_FAR = 3, 18
_FOREIGN = 1
_BODY = re.compile(
    "(?:乡镇|镇街|街镇|街道|部门|分局|单位|县区|区县|市县|园区|科室|派出机构)(?:占|有|涉及)(?:了|其中)?$"
)
_INFORMATION = re.compile("信息|公示|公告|公开|发布")
_LOOSE = frozenset({"项", "个", "条", "次"})
_GROUP_WORD = re.compile("复议|诉讼")
_DISCLOSURE = re.compile("信息公开|依申请|公开申请|公开类")


def doubted(scene: Scene, bound: Bound, left: Sequence[Token], index: int) -> Bound | None:
    """The measure with the certainty that its surroundings leave it."""
    gap = scene.windows.gap(left, index)
    if gap > _TOO_FAR:
        return None
    doubt = {"requests": _on_request, "disputes": _on_case, "disclosure": _on_disclosure}[bound.table]
    factor = doubt(scene, bound, left, index)
    if factor == 0:
        return None
    if _BODY.search(scene.text, 0, scene.tokens[index].start) is not None:
        factor = min(factor, _DOUBTFUL)  # 被纠正的案件中乡镇占3件
    return bound.weakened(min(factor, 1.0 if gap <= _FAR else _UNSURE))


def _on_request(scene: Scene, bound: Bound, left: Sequence[Token], index: int) -> float:
    if bound.measure == "requests.handled" and _is_relative(scene, left, index):
        return _DOUBTFUL
    if _of_papers(scene, index):
        return 0.0
    if applies_for_another(scene.windows, left, index):
        return _DOUBTFUL
    if bound.measure == "requests.concluded" and (_told_before(scene, bound, index) or _of_a_channel(scene, index)):
        return _DOUBTFUL
    # 流域管理机构另行受理申请318件: a subject of its own
    return _UNSURE if unexplained_opening(scene.windows, left, index) > _FOREIGN else 1.0


def _on_case(scene: Scene, bound: Bound, left: Sequence[Token], index: int) -> float:
    if is_forgotten(scene, index):
        return 0.0
    if bound.measure in CASES:
        return _DOUBTFUL if names_other_cases(scene.windows, left, index) else 1.0
    return _UNSURE if _of_either_group(scene, bound, left, index) else 1.0


def _on_disclosure(scene: Scene, _bound: Bound, left: Sequence[Token], index: int) -> float:
    named = any(token.sense in OBJECTS or token.sense in ("amount", "handled") for token in left)
    # 公开人事任免文件9件, behind a number of 规范性文件
    return 0.0 if not named and unexplained_opening(scene.windows, left, index) > _FOREIGN else 1.0


def _of_papers(scene: Scene, index: int) -> bool:
    """收到2件区政府的信息公开征询单: papers of another kind are what the number counts."""
    right = scene.windows.right(index)
    if any(token.sense in ("requests", "request_word") for token in right):
        return False
    return any(token.kind == "foreign" for token in right)


def _of_a_channel(scene: Scene, index: int) -> bool:
    """受理线上申请65件,依法办结62件: behind a count by channel the next one is of that channel, too."""
    position = scene.windows.amounts.index(index)
    if not position:
        return False
    before = scene.windows.amounts[position - 1]
    if before in scene.bound or scene.states[before].sentence != scene.states[index].sentence:
        return False
    return any(token.kind == "channel" for token in scene.windows.left(before))


def _told_before(scene: Scene, bound: Bound, index: int) -> bool:
    """33件已办结,答复27件,撤回6件: the same measure for the second time in a sentence is of a part."""
    sentence = scene.states[index].sentence
    for at, told in scene.bound.items():
        quantity = scene.tokens[at].quantity
        counted = (
            quantity is not None and quantity.kind in ("count", "number") and scene.states[at].sentence == sentence
        )
        if at < index and counted and (told.measure, told.column) == (bound.measure, bound.column):
            return True
    return False


def is_published(scene: Scene, index: int) -> bool:
    """公示信息227条,其中行政审批118条,行政处罚62条: items of information, as the whole of the list says."""
    quantity = scene.tokens[index].quantity
    if quantity is None or quantity.unit != "条":
        return False
    position = scene.windows.amounts.index(index)
    for at in reversed(scene.windows.amounts[:position]):
        earlier = scene.tokens[at].quantity
        if scene.states[at].sentence != scene.states[index].sentence:
            return False
        before = scene.text[max(0, scene.tokens[at].start - 8) : scene.tokens[at].start]
        if earlier is not None and earlier.unit == "条" and _INFORMATION.search(before):
            return True
    return False


def is_forgotten(scene: Scene, index: int) -> bool:
    """…行政诉讼。梳理权责清单后新增5项: a new sentence that neither names the cases nor counts in their units."""
    quantity, state = scene.tokens[index].quantity, scene.states[index]
    if quantity is None or quantity.unit not in _LOOSE or state.sentence == 0:
        return False
    return not any(token.sense in DISPUTES or token.kind == "outcome" for token in scene.tokens[state.sentence : index])


def _is_relative(scene: Scene, left: Sequence[Token], index: int) -> bool:
    """转有关渠道办理的2件: the verb only describes the number."""
    verb = next((token for token in reversed(left) if token.sense == "handled"), None)
    return verb is not None and scene.text[verb.end : scene.tokens[index].start].startswith("的")


def counted_before(scene: Scene, bound: Bound, index: int) -> bool:
    """同期行政复议案件268件, behind a sentence that counted those about disclosure: all cases of the office."""
    if bound.measure not in CASES:
        return False
    sentence = scene.states[index].sentence
    begin = scene.tokens[sentence - 1].end if sentence > 0 else 0
    if _DISCLOSURE.search(scene.text, begin, scene.tokens[index].start):
        return False
    return any(
        earlier.measure == bound.measure and scene.states[at].sentence < sentence
        for at, earlier in scene.bound.items()
        if at < index
    )


def _of_either_group(scene: Scene, bound: Bound, left: Sequence[Token], index: int) -> bool:
    """复议维持4件、诉讼维持2件、未审结2件: an outcome without a group of its own, behind those of two groups."""
    if bound.measure.count(".") < 2 or any(t.sense in DISPUTES or _GROUP_WORD.search(words_of(t)) for t in left):
        return False
    sentence = scene.states[index].sentence
    earlier = [b for at, b in scene.bound.items() if at < index and scene.states[at].sentence == sentence]
    totals = [b for b in earlier[-2:] if b.measure in CASES]
    if len(totals) > 1 and totals[0].group != totals[1].group:
        return True  # 被复议7件、被诉3件,被纠错1件
    groups = {b.group for b in earlier if b.table == "disputes" and b.measure.count(".") > 1}
    counted = any(b.measure in CASES and b.group == bound.group for b in earlier)
    return len(groups) > 1 and not counted
