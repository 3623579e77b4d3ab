"""Numbers that add up what was said before: 共计N件, 三项共33件, 合计占21.1%.

Takes the scene of a paragraph, gives the measure that such a number must be, built from those bound before it in the
sentence; None where they do not fit together. Never looks at values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.claims.bind import Bound, bind
from nlp.claims.draft import Scene
from nlp.claims.measures import measure_book

__all__ = [
    "CASES",
    "INTAKE",
    "RECEIVED",
    "added",
    "apart",
    "apart_from_named",
    "counts_a_list",
    "intake_total",
    "sum_of",
    "sum_of_cases",
    "sum_of_decisions",
    "sum_of_named",
    "sum_of_results",
    "with_carried",
]

RECEIVED = frozenset({"requests.received", "requests.new", "requests.taken_in"})
"""Counts of the applications that came in."""
INTAKE = RECEIVED | {"requests.concluded", "requests.handled"}
"""Counts of all applications."""
_NO_PART = INTAKE | {"requests.intake_total", "requests.carried_in", "requests.carried_out", "requests.sum"}
CASES = frozenset(
    {
        "disputes.reconsideration",
        "disputes.litigation",
        "disputes.litigation_direct",
        "disputes.litigation_after_reconsideration",
    }
)
_MAY_HOLD = frozenset({"requests.granted", "requests.other", "requests.other_word"})
_OTHER_GROUPS = frozenset({"refused", "unavailable", "rejected"})
_INCLUDES = ("含", "包括", "其中", "包含")
_BOTH = frozenset({"requests.received", "requests.taken_in"})
_CELL = re.compile(r"[a-z_]+\.[a-z_.]+")
_FEW = 6
_IN_ALL = re.compile("(?:答复|申请|结果)?(?:合计|共计?|总计|合共|总共|相加)(?:为|达|有)?")
_THEN_SUM = re.compile(
    "(?:答复|申请|结果|情形|决定|案件|执法决定)?(?:合计|共计?|总计|合共|总共|相加|之和|加起来|各?占|分别|均)"
)
_WITH_CARRIED = re.compile("连同|加上|加之|加(?=上?年|去年)")
_OF_BOTH = re.compile("(?:以上|上述)?(?:两项|二者|两者|两类)(?:案件)?(?:合计|共计?|相加|总计)")
_UNSURE = 0.55


def sum_of(scene: Scene, places: Sequence[int]) -> Bound | None:
    """The sum of numbers that were bound before, each in its usual reading."""
    parts = [scene.bound.get(place) for place in places]
    if not all(part is not None and part.table == "requests" and part.templates for part in parts):
        return None
    known = apart(scene, [part for part in parts if part is not None])
    return None if len(known) < 2 else added(scene, known, min(part.certainty for part in known))


def apart(scene: Scene, parts: Sequence[Bound]) -> list[Bound]:
    """The parts without the whole that they open up (不予公开645件中,过程性信息142件…); none if they overlap otherwise."""
    cells = [set(_CELL.findall(scene.book.expand(part.templates[0][0], part.column))) for part in parts]
    rest = list(zip(parts, cells, strict=True))
    while len(rest) > 1 and any(rest[0][1] & held for _, held in rest[1:]):
        if not all(held <= rest[0][1] for _, held in rest[1:]):
            return []
        rest = rest[1:]
    overlap = any(a & b for at, (_, a) in enumerate(rest) for _, b in rest[at + 1 :])
    return [] if overlap else [part for part, _ in rest]


def added(scene: Scene, parts: Sequence[Bound], certainty: float) -> Bound:
    """Results of applications together, each in its usual reading."""
    formula = " + ".join(scene.book.expand(part.templates[0][0], part.column) for part in parts)
    return Bound("requests.sum", ((formula, 1.0),), "total", certainty, "sum of the list", "requests")


def sum_of_cases(scene: Scene, index: int) -> Bound | None:
    """直接起诉26件,复议后起诉19件,合计45件."""
    sentence = scene.states[index].sentence
    sentences = {sentence}
    begin = scene.tokens[sentence - 1].end if sentence else 0
    if sentence > 1 and _OF_BOTH.match(scene.text, begin) is not None:
        sentences.add(scene.states[sentence - 2].sentence)  # …复议85宗、诉讼41宗。两项合计126宗
    named = {
        bound.measure: bound
        for at, bound in scene.bound.items()
        if at < index and scene.states[at].sentence in sentences and bound.measure in CASES
    }
    if len(named) < 2:
        return None
    formula = " + ".join(bound.templates[0][0] for bound in named.values())
    return Bound("disputes.all", ((formula, 1.0),), "total", 1.0, "sum_word", "disputes", "disputes")


def sum_of_results(scene: Scene, position: int, index: int) -> Bound | None:
    """不掌握623宗,需另行制作64宗,补正后仍不明确50宗,共737宗: the results listed before."""
    places: list[int] = []
    for at in reversed(scene.windows.amounts[:position]):
        bound = scene.bound.get(at)
        same = scene.states[at].sentence == scene.states[index].sentence
        if not same or bound is None or bound.table != "requests" or bound.measure in _NO_PART:
            break
        places.insert(0, at)
    together = sum_of(scene, places) if len(places) > 1 else None
    return together.weakened(_UNSURE) if together is not None else None


def sum_of_decisions(scene: Scene, position: int, index: int) -> Bound | None:
    """行政许可28.76万件、行政处罚5.24万件、行政强制0.12万件,三类合计34.12万件."""
    listed: list[Bound] = []
    for at in reversed(scene.windows.amounts[:position]):
        if counts_a_list(scene, at) and not listed:
            continue  # 三类
        bound = scene.bound.get(at)
        same = scene.states[at].sentence == scene.states[index].sentence
        if not same or bound is None or not bound.measure.endswith(".decisions") or not bound.templates:
            break
        listed.insert(0, bound)
    if len({bound.measure for bound in listed}) < 2 or scene.states[index].since:
        return None
    formula = " + ".join(dict.fromkeys(bound.templates[0][0] for bound in listed))
    certainty = min(_UNSURE, *(bound.certainty for bound in listed))
    return Bound("disclosure.sum", ((formula, 1.0),), "total", certainty, "sum_word", "disclosure")


def with_carried(scene: Scene, index: int, bound: Bound) -> Bound:
    """受理62件(其中上年结转3件), 受理121件(其中新收112件,上年结转9件): the sentence says that both are in it."""
    if bound.measure not in _BOTH or bound.column != "total":
        return bound
    following = scene.tokens[index + 1 : index + 8]
    opened = next((at for at, token in enumerate(following) if token.mark == "(" or token.kind == "among"), None)
    if opened is None or any(token.mark != "," for token in following[:opened] if token.mark or token.is_amount):
        return bound
    inside = [token for token in following[opened:] if token.kind == "measure" or token.is_amount or token.mark == ")"]
    named = [token.sense for token in inside[:1]] + [token.sense for token in inside[2:3]]
    if named[:1] == ["carried_in"] or named == ["new", "carried_in"]:
        whole = measure_book().measures["requests.intake_total"].readings
        templates = (*((template, 0.8) for template, _ in whole), ("requests.new.{c}", 0.2))
        return Bound("requests.intake_total", templates, "total", bound.certainty, "with those carried in", "requests")
    return bound


def apart_from_named(scene: Scene, index: int, bound: Bound) -> Bound:
    """予以公开94件,部分公开18件: what is counted beside it is not in it; 其他 beside all other groups is the whole group."""
    if bound.measure not in _MAY_HOLD or len(bound.templates) < 2:
        return bound
    sentence = scene.states[index].sentence
    inside = [at for at, state in enumerate(scene.states) if state.sentence == sentence]
    senses = {scene.tokens[at].sense for at in inside}
    if bound.measure != "requests.granted":
        return replace(bound, templates=bound.templates[:1]) if senses >= _OTHER_GROUPS else bound
    for at in inside:
        token = scene.tokens[at]
        before = scene.text[max(0, token.start - 2) : token.start]
        if token.sense == "partly_granted" and not before.endswith(_INCLUDES) and _counted(scene, at):
            return replace(bound, templates=bound.templates[:1])
    return bound


def _counted(scene: Scene, at: int) -> bool:
    """Whether a number stands right beside a token, before the next mark."""
    following = scene.tokens[at + 1] if at + 1 < len(scene.tokens) else None
    return (following is not None and following.is_amount) or (at > 0 and scene.tokens[at - 1].is_amount)


def sum_of_named(scene: Scene, position: int, index: int) -> Bound | None:
    """不予公开与无法提供两项合计354件: the sum of the results that stand before the word."""
    if not position:
        return None
    before = scene.windows.amounts[position - 1]
    if not counts_a_list(scene, before) or scene.states[before].sentence != scene.states[index].sentence:
        return None
    between = scene.text[scene.tokens[before].end : scene.tokens[index].start]
    if _IN_ALL.fullmatch(between) is None:
        return None
    listing = scene.windows.lists_results(index)
    parts = [
        bind([token], scene.states[before], scene.office, None, listing=listing)
        for token in scene.windows.left(before)
        if token.kind == "measure"
    ]
    known = [part for part in parts if part is not None and part.table == "requests" and part.templates]
    quantity = scene.tokens[before].quantity
    if len(known) < len(parts) or len(known) < 2 or quantity is None or quantity.stated != len(known):
        return None
    return added(scene, known, 1.0)


def counts_a_list(scene: Scene, index: int) -> bool:
    """Whether a number only counts what was listed: 两项合计, 三者之和."""
    quantity = scene.tokens[index].quantity
    return (
        quantity is not None
        and quantity.unit in ("项", "类", "种", "者")
        and 2 <= quantity.stated <= _FEW
        and _THEN_SUM.match(scene.text, scene.tokens[index].end) is not None
    )


def intake_total(scene: Scene, index: int) -> Bound | None:
    """共计N件 after 收到a件, 上年结转b件."""
    sentence = scene.states[index].sentence
    earlier = {
        bound.measure for at, bound in scene.bound.items() if at < index and scene.states[at].sentence == sentence
    }
    joined = _WITH_CARRIED.search(scene.text, scene.tokens[max(0, sentence)].start, scene.tokens[index].start)
    if "requests.carried_in" in earlier and (earlier & {"requests.received", "requests.new"} or joined is not None):
        readings = tuple(measure_book().measures["requests.intake_total"].readings)
        return Bound("requests.intake_total", readings, "total", 1.0, "sum_word", "requests")
    return None
