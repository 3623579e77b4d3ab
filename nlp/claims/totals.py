"""Totals told in the text: 三类合计N件, 以上各类共N件, 其中前三类N件, 许可、处罚、强制决定合计N件, 两类案件共N件.

Takes the scene of a paragraph and one number, gives the sum of what the words point at: the numbers listed before, some
of them, or things that are only named. None where the words point at nothing that fits together. Never looks at values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.claims.bind import Bound, bind
from nlp.claims.draft import Scene
from nlp.claims.frames import DISPUTES, Token
from nlp.claims.groups import LITIGATION, RECONSIDERATION, total_of
from nlp.claims.measures import measure_book
from nlp.claims.sums import CASES, INTAKE, added, apart

__all__ = ["sum_behind", "told_total"]

_SUM_WORD = "合计|共计|总计|合共|总共|一共|相加|加起来|之和|总和|小计|共"
_EXPRESSION = re.compile(
    "(?P<back>以上|上述|前述|这|其中)?(?P<order>前|后)?(?P<many>各|全部|所有|[两二三四五六七八九2-9])?"
    "(?P<unit>项|类|者|种|个|部分)?(?:执法|处理|答复|办理)*(?:情形|情况|结果|答复|申请|案件|决定|类别|领域|事由|原因|理由)?"
    f"(?P<sum>(?:{_SUM_WORD})*)(?:约?为|是|达到?|有|超过?|恰为|恰好为?|正好为?|约|近)*$"
)
_NUMERALS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_JOINED = re.compile("[、和及与以并或者]*")
_MARKED = re.compile(f"{_SUM_WORD}|[前后][两二三四五六七]|[两二三四五六七]类|[两二三四五六七]项")
_DECISIONS = ("licensing", "penalties", "coercion", "other_services")
_HEADS = ("granted", "partly_granted", "refused", "unavailable", "rejected", "other")
_ENDS_LIST = re.compile("(?:的|申请|所提|提出|处理|情形|类|等)*(?:[,;。)]|占|$)")
_APPLICANTS = frozenset({"person", "company", "research", "nonprofit", "law_firm", "other_org"})
_UNSURE = 0.55
_NO_PART = INTAKE | {"requests.intake_total", "requests.carried_in", "requests.carried_out", "requests.sum"}
_BACK = 2
"""How many sentences before may hold the parts that 以上 or 两类案件 point at."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What the words before the number say: how many parts (0: not said), which of them, and where the words begin."""

    number: int
    first: bool
    backwards: bool
    start: int
    counter: int | None


def told_total(scene: Scene, position: int, index: int, end: int | None = None) -> Bound | None:
    """The sum that the words before a number point at (see module), or those before ``end``: 以上五类|占15.5%."""
    words = _words(scene, position, index, scene.tokens[index].start if end is None else end)
    if words is None or scene.states[index].since:
        return None
    named = _named(scene, index, words)
    if named is not None:
        return named
    begin = scene.windows.boundary(index if words.counter is None else words.counter)
    if any(
        token.kind in ("outcome", "measure") for token in scene.tokens[begin + 1 : index] if token.end <= words.start
    ):
        return None  # 维持合计45件: of one thing
    parts = _parts(scene, index, words)
    return _sum_of_parts(scene, parts, words) if parts else None


def sum_behind(scene: Scene, index: int) -> Bound | None:
    """其余395宗为不予处理和其他处理: the results that follow the number, joined."""
    right: list[Token] = []
    for token in scene.tokens[index + 1 :]:
        if token.is_amount:
            return None  # the words may be those of the next number
        if token.mark and token.mark != "、":
            break
        right.append(token)
    heads = [token for token in right if token.sense in _HEADS]
    heads = heads or [token for token in right if token.sense in _APPLICANTS]
    if len(heads) < 2 or any(token.kind in ("measure", "outcome") and token not in heads for token in right):
        return None
    joined = all(
        _JOINED.fullmatch(scene.text, a.end, b.start) is not None for a, b in zip(heads, heads[1:], strict=False)
    )
    state = scene.states[scene.tokens.index(heads[-1], index)]
    parts = [bind([token], state, scene.office, None, listing=True) for token in heads]
    known = [part for part in parts if part is not None and part.table == "requests" and part.templates]
    joined = joined and _ENDS_LIST.match(scene.text, heads[-1].end) is not None
    if not joined or len(known) < len(heads) or len({token.sense for token in heads}) < len(heads):
        return None
    return added(scene, known, _UNSURE)


def _words(scene: Scene, position: int, index: int, start: int) -> _Words | None:
    if _MARKED.search(scene.text, max(0, start - 16), start) is None:
        return None
    begin = scene.windows.boundary(index)
    counter = None
    if position and begin == scene.windows.amounts[position - 1]:
        counted = scene.tokens[begin].quantity
        if counted is not None and counted.unit in ("项", "类", "者", "种", "个") and 2 <= counted.stated <= 9:
            counter = begin
            begin = scene.windows.boundary(begin)
    opening = scene.tokens[begin].end if begin >= 0 else 0
    for at in range(opening, start):
        match = _EXPRESSION.match(scene.text, at, start)
        if match is None:
            continue
        many = match["many"] or ""
        number = _NUMERALS.get(many, int(many) if many.isdigit() else 0) if match["unit"] else 0
        summed = bool(match["sum"]) or match["unit"] == "者"
        told = summed or (number and (match["order"] or match["back"] in ("以上", "上述", "前述")))
        if not told or (match["sum"] in ("", "共") and not number and not match["back"]):
            return None
        backwards = match["back"] in ("以上", "上述", "前述") or (at == opening and _opens_sentence(scene, begin))
        return _Words(number, match["order"] == "前", backwards, at, counter)
    return None


def _opens_sentence(scene: Scene, begin: int) -> bool:
    return begin < 0 or scene.tokens[begin].mark in ("。", ";", "!", "?")


# ------------------------------------------------------------------------------------------------------ things named only


def _named(scene: Scene, index: int, words: _Words) -> Bound | None:
    """科研机构、社会公益组织和其他组织合计13件: what stands before the words, joined, without numbers of its own."""
    names: list[Token] = []
    reached = words.start
    for at in range(index - 1, -1, -1):
        token = scene.tokens[at]
        if token.end > words.start or token.sense in ("sum_word", "decisions"):
            continue
        if token.is_amount or _JOINED.fullmatch(scene.text, token.end, reached) is None:
            break
        if token.kind in ("measure", "frame") and token.sense != "requests":
            names.insert(0, token)
        elif token.mark != "、":
            break
        reached = token.start
    senses = list(dict.fromkeys(token.sense for token in names))
    if len(senses) == 1 and senses[0] == "disputes":
        senses = ["reconsideration", "litigation"]
    if len(senses) < 2 or (words.number and words.number != len(senses)):
        return None
    state = scene.states[scene.tokens.index(names[-1])]
    if all(sense in _DECISIONS for sense in senses):
        return _decisions(scene, senses)
    if all(sense in DISPUTES for sense in senses):
        groups = [name for group in senses for name in (LITIGATION if group == "litigation" else (group,))]
        sure = 1.0 if state.about else _UNSURE
        return Bound("disputes.all", ((total_of(groups), 1.0),), "total", sure, "sum_word", "disputes", "disputes")
    listing = scene.windows.lists_results(index)
    parts = [bind([token], state, scene.office, None, listing=listing) for token in names]
    known = [part for part in parts if part is not None and part.table == "requests" and part.templates]
    if len(known) < len(parts) or any(part.measure in _NO_PART and part.column == "total" for part in known):
        return None
    return added(scene, known, min(part.certainty for part in known))


def _decisions(scene: Scene, rows: Sequence[str]) -> Bound | None:
    if scene.office.formats.get("disclosure") not in ("2019", "2021"):
        return None
    formula = " + ".join(f"disclosure.{row}.decisions" for row in rows)
    return Bound("disclosure.sum", ((formula, 1.0),), "total", _UNSURE, "sum_word", "disclosure")


# ---------------------------------------------------------------------------------------------------------- numbers listed


def _parts(scene: Scene, index: int, words: _Words) -> list[Bound]:
    """The numbers of the list before, those in deeper brackets and shares left out; of the kind of the last one."""
    sentence = scene.states[index].sentence
    depth = 0
    sentences = 0
    found: list[Bound] = []
    for at in range(index - 1, -1, -1):
        token = scene.tokens[at]
        if token.mark == ")":
            depth += 1
        elif token.mark == "(":
            depth -= 1
        if scene.states[at].sentence != sentence and scene.states[at].sentence + 1 <= sentence:
            sentence = scene.states[at].sentence
            sentences += 1
            if not words.backwards or sentences > _BACK or (found and words.number and len(found) >= words.number):
                break
        if not token.is_amount or depth > 0 or at == words.counter or token.start >= words.start:
            continue
        assert token.quantity is not None
        if token.quantity.kind not in ("count", "number"):
            continue
        if _is_change(scene, at):
            continue
        bound = scene.bound.get(at)
        if bound is not None and bound.table == "disputes" and bound.measure not in CASES:
            continue  # how the cases ended
        if bound is None or not bound.templates or (found and bound.table != found[0].table):
            break
        if bound.table == "requests" and bound.measure in _NO_PART:
            break
        found.insert(0, bound)
    return found


def _is_change(scene: Scene, at: int) -> bool:
    """Whether a number says by how much something grew, alone or in a list: 分别增加69件和23件."""
    if any(cue.kind == "growth" for cue in scene.windows.left(at)):
        return True
    places = scene.windows.amounts
    position = places.index(at)
    joined = position > 0 and scene.text[scene.tokens[places[position - 1]].end : scene.tokens[at].start] in (
        "和",
        "、",
    )
    return joined and _is_change(scene, places[position - 1])


def _sum_of_parts(scene: Scene, parts: list[Bound], words: _Words) -> Bound | None:
    table = parts[-1].table
    if table == "disclosure":
        rows = list(dict.fromkeys(part.measure.split(".")[1] for part in parts if part.measure.endswith(".decisions")))
        rows = rows[-words.number :] if words.number else rows
        return _decisions(scene, rows) if len(rows) > 1 and words.number in (0, len(rows)) else None
    if table == "disputes":
        return _cases(parts, words)
    chosen = apart(scene, _results(parts, words))
    if len(chosen) < 2:
        return None
    names = [part.measure.removeprefix("requests.") for part in chosen]
    columns = {part.column for part in chosen}
    if set(names) >= set(_HEADS) and len(columns) == 1:
        readings = tuple(measure_book().measures["requests.concluded"].readings[:1])
        sure = min(part.certainty for part in chosen)
        return Bound("requests.concluded", readings, columns.pop(), sure, "all results", "requests")
    certainty = min(part.certainty for part in chosen)
    return added(scene, chosen, certainty if words.number else min(certainty, _UNSURE))


def _cases(parts: Sequence[Bound], words: _Words) -> Bound | None:
    """…复议85宗、诉讼41宗,两项合计126宗."""
    named = {part.measure: part for part in parts if part.measure in CASES}
    single = {measure: part for measure, part in named.items() if measure != "disputes.litigation"}
    if len(single) == len(RECONSIDERATION + LITIGATION) - 1 and "disputes.reconsideration" not in single:
        named = single  # 直接起诉26件,复议后起诉19件
    if len(named) < 2 or words.number not in (0, len(named)):
        return None
    formula = " + ".join(part.templates[0][0] for part in named.values())
    return Bound("disputes.all", ((formula, 1.0),), "total", 1.0, "sum_word", "disputes", "disputes")


def _results(parts: list[Bound], words: _Words) -> list[Bound]:
    """Those that the words mean: the last ones, as many as are told, or the first of the group that was opened up."""
    under = [part.measure.rsplit(".", 1)[0] if part.measure.count(".") > 1 else "" for part in parts]
    inner = [part for part, parent in zip(parts, under, strict=True) if parent and parent == under[-1]]
    if words.first and words.number:
        group = inner if under[-1] else [part for part, parent in zip(parts, under, strict=True) if not parent]
        return group[: words.number] if len(group) > words.number else []
    if words.number:
        outer = [part for part, parent in zip(parts, under, strict=True) if not parent]
        if len(parts) >= words.number and len({bool(parent) for parent in under[-words.number :]}) == 1:
            return parts[-words.number :]
        return outer[-words.number :] if len(outer) >= words.number and not words.first else []
    if under[-1]:
        return inner
    return [part for part, parent in zip(parts, under, strict=True) if not parent]
