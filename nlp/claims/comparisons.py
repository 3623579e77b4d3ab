"""Numbers that compare: shares of a whole, growth over the year before, multiples, and rates that have a name.

Takes the scene of a paragraph and one number's window, gives a draft, or None where nothing tells what is compared.
What was bound before in the sentence is the subject (予以公开3件,占5%); a share with its own words names it itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.claims.bind import Bound, bind
from nlp.claims.draft import Draft, Scene
from nlp.claims.frames import OBJECTS, Token
from nlp.claims.measures import measure_book, previous_formula
from nlp.claims.nearby import CHANGES_TO, share_of_told_whole
from nlp.claims.ownership import scope_of
from nlp.claims.relations import change_readings, growth_readings, rate_readings, share_readings, times_readings
from nlp.claims.windows import FILLER
from nlp.types import Quantity, Reading

__all__ = ["base_share_draft", "growth_draft", "points_draft", "rate_draft", "share_draft", "times_draft"]

_TOGETHER = re.compile("合起来|合计|相加|累加|合并|合占|共占|总共|总和|之和|[两二三四五几][项者类种]|合共|上述|以上")
_OPENS_GROWTH = re.compile("^(?:较|比|同比|与|相较|相比)")
_INTAKE_MEASURES = ("requests.received", "requests.new", "requests.taken_in")
_STARTS_FROM = re.compile("(?:由|从)(?:上年|去年|上一年|20\\d\\d年)?(?:度)?(?:的)?$")
_PASSES = re.compile("(?:突破|超过|跨越|迈过)(?:了)?$")
_COMPARED = re.compile(
    "[,、(;:]|20\\d\\d年(?:度)?|与|较|比|同期|相比|数量|总体|整体|呈|略|大幅|明显|有所|小幅|则|而|其|分别|实际"
)
_SAYS = frozenset(("(", ",", "、(", "", ":", ",恰为", ",约为", ",为", ",即", ",恰好", "(即", "(约"))
_WHOLES = frozenset({*_INTAKE_MEASURES, "requests.concluded", "requests.handled", "requests.intake_total"})
_OF_BOTH = ("合计", "共占", "占", "相加", "之和", "加起来", "合占", "合起来")
_NUMBERS = {"2": 2, "3": 3, "4": 4, "5": 5, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_LATER = 0.7
"""Certainty of growth whose subject is not the number just before it."""


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
    behind = [token for token in left if wording is not None and token.start >= wording.end]
    if wording is not None and any(token.kind in ("measure", "outcome") for token in behind):
        # 占不予公开总数的32.4%: what follows 占 is the whole
        whole = bind(behind, state, scene.office, None, listing=listing)
        left = [token for token in left if token.end <= wording.start]
    if part is None and any(token.kind in ("measure", "outcome") for token in left):
        part = bind(left, state, scene.office, None, listing=listing)
    if part is None:
        part = _base_of(scene, position, index, wording)
    if part is None:
        return None
    words = wording.cue.text if wording is not None and wording.cue is not None else ""
    readings = share_readings(part, scene.book, words, whole)
    if _is_last_years(scene, index):
        readings = change_readings(readings, "previous")  # 由43.5%提高到44.1%
    quantity = scene.tokens[index].quantity
    if quantity is not None and quantity.kind == "fraction" and quantity.stated < 1:
        readings = _as_fraction(readings)
    scene.bound[index] = part
    scene.ratios[index] = readings
    return scene.draft(index, "share_of", part, readings, scope=scope_of(windows, index, part, scene.office))


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
        listed.insert(0, bound)
    number = _NUMBERS.get(words[:1], 0)
    if number:
        listed = listed[-number:] if len(listed) >= number else []
    if len(listed) < 2 or not all(bound.templates for bound in listed):
        return None
    formula = " + ".join(scene.book.expand(bound.templates[0][0], bound.column) for bound in listed)
    certainty = 1.0 if number or len(listed) == 2 else 0.55
    return Bound("requests.sum", ((formula, 1.0),), "total", certainty, "sum of the list", "requests")


def _is_last_years(scene: Scene, index: int) -> bool:
    """由去年的12.6%降至10.6%: the first of the two."""
    token = scene.tokens[index]
    return (
        _STARTS_FROM.search(scene.text, 0, token.start) is not None
        and CHANGES_TO.match(scene.text, token.end) is not None
    )


def _as_fraction(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """三分之二 is compared with the ratio itself, not with its percentage."""
    return tuple(replace(reading, formula=reading.formula.removeprefix("100 * ")) for reading in readings)


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
    if quantity.unit in ("项", "类") and 2 <= quantity.stated <= 5 and between.startswith(_OF_BOTH):
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
    named = any(token.kind in ("measure", "outcome", "frame", "weak_frame") for token in left)
    measured = quantity if state.frame in OBJECTS else None  # 行政处罚事项较上年减少35项: the unit tells items
    if index in scene.taken and index in scene.parts:
        subject = scene.bound.get(scene.parts[index])
        if subject is None:
            return None
        named = False
    else:
        subject = bind(left, state, scene.office, measured, listing=False) if named else None
    if named and subject is None and state.frame == "requests" and state.foreign is None:
        subject = _received(left)
    if subject is None:
        subject = _grown(scene, position, index, left)
    if subject is None:
        return None
    down = any(token.sense == "down" for token in left)
    relation = "fell_by" if down else "grew_by"
    counted = quantity.kind in ("count", "number", "money")
    if counted and subject.measure.startswith("disclosure.") and subject.measure.endswith(".items"):
        return _item_change(scene, index, subject, relation)
    if quantity.kind in ("growth", "share", "fraction"):
        readings = growth_readings(subject, scene.book, down=down, absolute=False)
        if quantity.kind == "fraction" and quantity.stated < 1:
            readings = _as_fraction(readings)
    elif quantity.kind in ("count", "number"):
        readings = growth_readings(subject, scene.book, down=down, absolute=True)
    elif quantity.kind == "multiple":
        readings = times_readings(subject, scene.book, minus_one=True)
    else:
        return None
    scene.bound[index] = subject
    return scene.draft(index, relation, subject, readings)


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
        if scene.bound[at].measure in _INTAKE_MEASURES:
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
    token = scene.tokens[index]
    if _is_last_years(scene, index):
        earlier = change_readings(readings, "previous")
        year = scene.office.year - 1 if scene.office.year is not None else None
        return Draft(token.start, token.end, quantity, "rate", f"rates.{rate.sense}", earlier, period=year)
    return Draft(token.start, token.end, quantity, "rate", f"rates.{rate.sense}", readings)
