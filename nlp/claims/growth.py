"""What a number says of a change over the year before: growth, differences, points, multiples, and 与上年持平.

Takes the scene of a paragraph and one number's window, gives a draft, or None where nothing tells what changed. The number
before is the subject unless the window names one. Never evaluates.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.bind import Bound, bind
from nlp.claims.doubts import is_forgotten
from nlp.claims.draft import Draft, Scene
from nlp.claims.frames import OBJECTS, Token
from nlp.claims.measures import measure_book, previous_formula
from nlp.claims.relations import as_fraction, growth_readings, times_readings
from nlp.claims.sums import RECEIVED
from nlp.claims.windows import FILLER
from nlp.types import Interval, Quantity, Reading

__all__ = ["continues_growth", "growth_draft", "level_draft", "points_draft", "times_draft"]

_OPENS_GROWTH = re.compile("^(?:较|比|同比|与|相较|相比)")
_PASSES = re.compile("(?:突破|超过|跨越|迈过)(?:了)?$")
_COMPARED = re.compile(
    "[,、(;:]|20\\d\\d年(?:度)?|与|较|比|同期|相比|数量|总体|整体|呈|略|大幅|明显|有所|小幅|则|而|其|分别|实际"
)
_LEVEL_GAP = re.compile("[,(]?(?:数量|件数|总数|数)?(?:也|均|则)?")
_YEAR = re.compile("20\\d\\d(?=年)")
_OFF_GROWTH = re.compile("时长|时限|期限|用时|耗时|时间|天数|周期|环节|材料|效率|满意度|法定")
"""Not cases, but how they are handled."""
_HALF = re.compile("上半年|下半年|季度|1月?(?:至|到|-|—)\\d{1,2}月")
_CARRIED = frozenset({"requests.carried_out", "requests.carried", "requests.carried_in"})
_SINCE_JANUARY = re.compile("年初|期初")
_NET = "requests.carried_out.total - requests.carried_in.total"
"""结转下年171件(较年初增加17件): what was left over less what was there at the start."""
_LATER = 0.7
"""Certainty of growth whose subject is not the number just before it."""


def points_draft(scene: Scene, position: int, index: int, left: Sequence[Token]) -> Draft | None:
    """提高1.9个百分点: the share before less that of the year before."""
    before = scene.windows.amounts[position - 1] if position else -1
    readings = scene.ratios.get(before)
    if readings is None or scene.states[before].sentence != scene.states[index].sentence:
        return None
    down = any(token.sense == "down" for token in left)
    pairs = []
    for reading in readings:
        now, then = f"({reading.formula})", f"({previous_formula(reading.formula)})"
        formula = f"{then} - {now}" if down else f"{now} - {then}"
        pairs.append(Reading(formula, reading.weight, f"points:{reading.why}"))
    token = scene.tokens[index]
    relation = "fell_by" if down else "grew_by"
    return Draft(token.start, token.end, token.quantity, relation, "rates.points", tuple(pairs))


def growth_draft(scene: Scene, position: int, index: int, quantity: Quantity, left: list[Token]) -> Draft | None:
    """增长10.6%, 比上年减少3件."""
    state = scene.states[index]
    opening = max(scene.text.rfind(mark, 0, scene.tokens[index].start) for mark in ",。;、(") + 1
    if state.since and _HALF.search(scene.text, 0, scene.tokens[index].start) is not None:
        return None
    if _OFF_GROWTH.search(scene.text, opening, scene.tokens[index].start):
        return None  # 平均办理时长较法定期限压缩31%
    named = any(token.kind in ("measure", "outcome", "frame", "weak_frame") for token in left)
    measured = quantity if state.frame in OBJECTS else None  # 行政处罚事项较上年减少35项: the unit tells items
    if index in scene.taken and scene.taken[index] is None and index not in scene.parts:
        return None
    if index in scene.taken and index in scene.parts:
        subject = scene.bound.get(scene.parts[index])
        if subject is None:
            return None
        named = False
    else:
        subject = bind(left, state, scene.office, measured, listing=False) if named else None
        if named and subject is None and measured is not None and quantity.unit in measure_book().units["decisions"]:
            plain = [token for token in left if token.kind != "growth"]  # 行政处罚决定较上年增加25件
            subject = bind(plain, state, scene.office, measured, listing=False)
    if named and subject is None and state.frame == "requests" and state.foreign is None:
        subject = _received(left)
    if subject is None:
        subject = _grown(scene, position, index, left)
    if subject is None or (subject.table == "disputes" and not named and is_forgotten(scene, index)):
        return None
    down = _falls(scene, index, left)
    relation = "fell_by" if down else "grew_by"
    if subject.measure in _CARRIED and _SINCE_JANUARY.search(scene.text, opening, scene.tokens[index].start):
        if quantity.kind not in ("count", "number"):
            return None
        formula = f"0 - ({_NET})" if down else _NET
        readings = scene.book.readings([(formula, 1.0)], "since January", factor=subject.certainty)
        return scene.draft(index, relation, subject, readings, period=scene.office.year)
    counted = quantity.kind in ("count", "number", "money")
    if counted and subject.measure.startswith("disclosure.") and subject.measure.endswith(".items"):
        return _item_change(scene, index, subject, relation)
    if quantity.kind in ("growth", "share", "fraction"):
        readings = growth_readings(subject, scene.book, down=down, absolute=False)
        if quantity.kind == "fraction" and quantity.stated < 1:
            readings = as_fraction(readings)
    elif quantity.kind in ("count", "number"):
        readings = growth_readings(subject, scene.book, down=down, absolute=True)
    elif quantity.kind == "multiple":
        readings = times_readings(subject, scene.book, minus_one=True)
    else:
        return None
    scene.bound[index] = subject
    return scene.draft(index, relation, subject, readings)


def continues_growth(scene: Scene, position: int, index: int) -> bool:
    """分别比上年增加69件和23件: the second number of a list that says how much each thing grew."""
    if index not in scene.parts or not position:
        return False
    before = scene.windows.amounts[position - 1]
    if before not in scene.parts:
        return False
    grows = any(token.kind == "growth" for token in scene.windows.left(before))
    return grows or continues_growth(scene, position - 1, before)


def level_draft(scene: Scene, at: int) -> Draft | None:
    """废止3件,与上年持平: the number before is that of the year before."""
    level = scene.tokens[at]
    before = next((index for index in reversed(scene.windows.amounts) if index < at), None)
    if before is None or scene.states[before].sentence != scene.states[at].sentence:
        return None
    between = scene.text[scene.tokens[before].end : level.start]
    subject, quantity = scene.bound.get(before), scene.tokens[before].quantity
    if subject is None or quantity is None or quantity.kind not in ("count", "number"):
        return None
    words = scene.text[level.start : level.end]
    if _LEVEL_GAP.fullmatch(between) is None or "基本" in words:
        return None
    year = _YEAR.search(words)
    if year is not None and scene.office.year is not None and int(year[0]) != scene.office.year - 1:
        return None
    if subject.measure.endswith(".items") and scene.office.formats.get("disclosure") == "2019":
        return None
    readings = growth_readings(subject, scene.book, down=False, absolute=True)
    return Draft(level.start, level.end, None, "equals", subject.measure, readings, value=Interval.point(0))


def _falls(scene: Scene, index: int, left: Sequence[Token]) -> bool:
    """Whether a change counts downwards; in a list (分别下降12.4%、14.6%) the first word holds for all."""
    told = [token.sense for token in left if token.sense in ("up", "down")]
    if told or index not in scene.taken:
        return "down" in told
    for at in range(index - 1, scene.states[index].sentence - 1, -1):
        token = scene.tokens[at]
        if token.sense in ("up", "down"):
            return token.sense == "down"
        if token.mark and token.mark not in "、,":
            break
    return False


def _grown(scene: Scene, position: int, index: int, left: Sequence[Token]) -> Bound | None:
    """What grew: the number before; behind a rate or in a sentence of its own, the applications received last.

    收到申请7件,答复率100%,较去年增加3件; 受理35件。较上年增加6件: the sentence has no subject but those received.
    """
    found = scene.windows.amount_before(position, index)
    sentence = scene.states[index].sentence
    if found is not None:
        before, between = found
        if scene.states[before].sentence == sentence and ";" not in between and len(between) <= 40:
            subject = scene.bound.get(before)
            quantity = scene.tokens[before].quantity
            passed = quantity is None or quantity.kind in ("share", "growth") or _passes(scene, before)
            if not passed and _new_subject(scene, between, left):
                return None
            if subject is not None or not passed:
                return subject
    growth = next((token for token in left if token.kind == "growth"), None)
    if growth is None or growth.cue is None or _OPENS_GROWTH.match(growth.cue.text) is None:
        return None
    for at in reversed([at for at in scene.bound if at < index]):
        if scene.states[at].sentence != sentence and not _opens_sentence(scene, growth):
            return None
        if scene.bound[at].measure in RECEIVED:
            return scene.bound[at].weakened(_LATER)
    return None


def _received(left: Sequence[Token]) -> Bound | None:
    """比起2022年,申请多了9件: the applications received, if the window names nothing but them."""
    if not all(token.kind in ("frame", "weak_frame", "growth", "scope", "neutral", "period") for token in left):
        return None
    templates = tuple(measure_book().measures["requests.received"].readings)
    return Bound("requests.received", templates, "total", _LATER, "growth of applications", "requests")


def _new_subject(scene: Scene, between: str, left: Sequence[Token]) -> bool:
    """部分公开26件,公开数较上年增加13件: the words between name something else that grew."""
    growth = next((token for token in left if token.kind == "growth"), None)
    if growth is None:
        return False
    words = scene.text[growth.start : growth.end]
    rest = between[: between.rfind(words)] if words in between else between
    for token in left:
        if token.kind in ("period", "scope", "neutral", "respectively") and token.end <= growth.start:
            rest = rest.replace(scene.text[token.start : token.end], "", 1)
    return len(FILLER.sub("", _COMPARED.sub("", rest))) > 1


def _passes(scene: Scene, index: int) -> bool:
    """新收1.14万件,首次突破1.1万件大关,同比增长11.6%: the mark that was passed is not what grew."""
    start = scene.tokens[index].start
    return _PASSES.search(scene.text, max(0, start - 6), start) is not None


def _opens_sentence(scene: Scene, token: Token) -> bool:
    return token.start == 0 or scene.text[token.start - 1] in "。!?"


def _item_change(scene: Scene, index: int, subject: Bound, relation: str) -> Draft | None:
    row = subject.group
    form = f"format_{scene.office.formats.get('disclosure', '2021')}"
    if not measure_book().disclosure["change"].get(form):
        return None
    templates = [(f"disclosure.{row}.change", 1.0)]
    readings = scene.book.readings(templates, f"change:{row}", factor=subject.certainty)
    if relation == "fell_by":
        readings = tuple(Reading(f"-{reading.formula}", reading.weight, reading.why) for reading in readings)
    scene.bound[index] = subject
    token = scene.tokens[index]
    return Draft(token.start, token.end, token.quantity, relation, f"disclosure.{row}.change", readings)


def times_draft(scene: Scene, position: int, index: int) -> Draft | None:
    """是上年的2倍."""
    subject = scene.bound.get(scene.windows.amounts[position - 1]) if position else None
    if subject is None:
        return None
    return scene.draft(index, "times", subject, times_readings(subject, scene.book, minus_one=False))
