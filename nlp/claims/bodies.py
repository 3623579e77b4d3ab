"""Several bodies in one sentence: whose number is whose when a city and its districts are counted side by side.

Takes the scene of a paragraph and the drafts made from it, tells which numbers are those of parts of the body that the
table describes. Never binds anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlp.claims.draft import Draft, Scene
from nlp.claims.sums import CASES, INTAKE

__all__ = ["numbers_of_parts", "scope_before"]

_OPENINGS = re.compile(
    "(?:其中|(?:办理|处理|答复)?(?:结果|情况)(?:为|:)?|另|又|还|共|计|已|均|全年|本年度?|今年|当年|年内|20\\d\\d年度?|我[局委办厅镇乡市县区街道单位]*|本[局委办厅镇乡市县区机关单位]*"
    "|全[局市县区镇乡系统]*|依法|按期|按时|累计|总共|合计|共计)*"
)


def numbers_of_parts(scene: Scene, drafts: Mapping[int, Draft | None]) -> set[int]:
    """市局收到205件,分局收到188件: bodies of a sentence that each count the same thing are parts of the whole."""
    groups: dict[tuple[int, str], list[int]] = {}
    for index, draft in drafts.items():
        bound = scene.bound.get(index)
        if draft is None or draft.relation != "equals" or bound is None or bound.column != "total":
            continue
        if (draft.measure in INTAKE or draft.measure in CASES) and draft.period == scene.office.year:
            groups.setdefault((scene.states[index].sentence, draft.measure), []).append(index)
    parts: set[int] = set()
    for places in groups.values():
        named = [at for at in places if len(places) > 1 and _names_a_body(scene, at)]
        if len(named) > 1:
            parts.update(named)
    return parts


def scope_before(scene: Scene, position: int, index: int) -> str | None:
    """市局机关收到41件,答复40件: a clause that opens with its verb is about the body of the clause before."""
    if position == 0:
        return None
    before = scene.windows.amounts[position - 1]
    found = scene.scopes.get(before)
    if found not in ("own", "subset"):
        return None
    if scene.states[before].sentence != scene.states[index].sentence or _names_a_body(scene, index):
        return None
    between = scene.text[scene.tokens[before].end : scene.tokens[index].start]
    return found if between.startswith((",", "、")) and "全" not in between and ";" not in between else None


def _names_a_body(scene: Scene, index: int) -> bool:
    """Whether the number's clause opens with who did it: neither with the verb nor with 共, 全年 and the like."""
    start = scene.tokens[index].start
    opening = max(scene.text.rfind(mark, 0, start) for mark in ",;:。!?") + 1
    naming = next((token for token in scene.windows.left(index) if token.kind == "measure"), None)
    if naming is None or naming.start < opening:
        return False
    subject = scene.text[opening : naming.start]
    return len(subject) > 1 and _OPENINGS.fullmatch(subject) is None
