"""Numbers that add up what was said before: 共计N件, 三项共33件, 合计占21.1%.

Takes the scene of a paragraph, gives the measure that such a number must be, built from those bound before it in the
sentence; None where they do not fit together. Never looks at values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.claims.bind import Bound
from nlp.claims.draft import Scene
from nlp.claims.measures import measure_book

__all__ = ["CASES", "INTAKE", "intake_total", "sum_of", "sum_of_cases", "sum_of_results"]

INTAKE = frozenset({"requests.received", "requests.new", "requests.taken_in", "requests.concluded", "requests.handled"})
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
_WITH_CARRIED = re.compile("连同|加上|加之|加(?=上?年|去年)")
_UNSURE = 0.55


def sum_of(scene: Scene, places: Sequence[int]) -> Bound | None:
    """The sum of numbers that were bound before, each in its usual reading."""
    parts = [scene.bound.get(place) for place in places]
    if not all(part is not None and part.table == "requests" and part.templates for part in parts):
        return None
    known = [part for part in parts if part is not None]
    formula = " + ".join(scene.book.expand(part.templates[0][0], part.column) for part in known)
    certainty = min(part.certainty for part in known)
    return Bound("requests.sum", ((formula, 1.0),), "total", certainty, "sum of the list", "requests")


def sum_of_cases(scene: Scene, index: int) -> Bound | None:
    """直接起诉26件,复议后起诉19件,合计45件."""
    sentence = scene.states[index].sentence
    named = {
        bound.measure: bound
        for at, bound in scene.bound.items()
        if at < index and scene.states[at].sentence == sentence and bound.measure in CASES
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
