"""Lists with 分别为: as many measures as numbers, in the same order.

Takes the windows of a paragraph, gives the measure of each number of such a list. Where the two lists differ in length
their numbers belong to nothing. Never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.claims.bind import Bound, Office, bind
from nlp.claims.frames import DISPUTES, State, Token
from nlp.claims.lexicon import Cue
from nlp.claims.windows import Windows

__all__ = ["Lists", "read_respectively", "split_pair"]


@dataclass(frozen=True, slots=True)
class Lists:
    """The measure (or None) of each number of a list with 分别, by its token's index; ``parts`` gives the number that a
    share of such a list is a share of: 公开48件、部分公开11件,依次占80%、20%.
    """

    taken: dict[int, Bound | None]
    parts: dict[int, int]


def read_respectively(windows: Windows, office: Office) -> Lists:
    """a、b、c分别为1、2、3件: the cues before and the numbers after, one to one, or none of them."""
    taken: dict[int, Bound | None] = {}
    parts: dict[int, int] = {}
    for at, token in enumerate(windows.tokens):
        if token.kind != "respectively":
            continue
        numbers = _numbers_after(windows, at)
        if _each_named(windows, at, numbers):
            continue  # 依次为:过程性信息31件、执法案卷22件: each number has its own words
        cues = _cues_before(windows, at)
        if any(item.kind == "rate" for item in windows.left(at)):
            taken.update(dict.fromkeys(numbers))  # 纠错率分别为10.7%和9.7%: no shares of the numbers before
            continue
        grouped = _by_group(windows, office, cues, numbers)
        if grouped:
            taken.update(grouped)
            continue
        if len(numbers) == len(cues) + 1:
            cues = [part for cue in cues for part in split_pair(cue)]
        states = [_state_for(windows, cue) for cue in cues]
        listing = windows.lists_results(at)
        for offset, index in enumerate(numbers):
            bound = None
            if len(numbers) == len(cues) and len(cues) > 1:
                quantity = windows.tokens[index].quantity
                counted = quantity if quantity is not None and quantity.kind == "count" else None
                bound = bind([cues[offset]], states[offset], office, counted, listing=listing)
            taken[index] = bound
        if len(numbers) != len(cues):
            parts.update(_counts_before(windows, at, numbers))
    for at, bound in _unsaid(windows, office).items():
        taken.setdefault(at, bound)
    for run in _runs(windows):
        if run[0] not in taken and windows.text[: windows.tokens[run[0]].start].endswith(("占", "占比", "占比为")):
            # 直接起诉50件、复议后起诉54件,占48.1%和51.9%: of each in its turn, or of nothing that can be told
            taken.update(dict.fromkeys(run))
            parts.update(_counts_before(windows, run[0], run))
    return Lists(taken, parts)


def _by_group(
    windows: Windows, office: Office, cues: Sequence[Token], numbers: Sequence[int]
) -> dict[int, Bound | None]:
    """复议和诉讼被纠正的分别为9件和3件: one outcome of as many groups as there are numbers."""
    if len(cues) < 2 or cues[-1].kind != "outcome" or any(cue.sense not in DISPUTES for cue in cues[:-1]):
        return {}
    groups = [part for cue in cues[:-1] for part in split_pair(cue)]
    if len(groups) != len(numbers) or len(groups) < 2:
        return {}
    bounds = [
        bind([group, cues[-1]], _state_for(windows, group), office, windows.tokens[at].quantity, listing=False)
        for group, at in zip(groups, numbers, strict=True)
    ]
    return dict(zip(numbers, bounds, strict=True))


def _each_named(windows: Windows, at: int, numbers: Sequence[int]) -> bool:
    """Whether every number of the list has a measure of its own before it."""
    starts = [at, *numbers[:-1]]
    return bool(numbers) and all(
        any(item.kind in ("measure", "outcome", "frame") for item in windows.tokens[start + 1 : end])
        for start, end in zip(starts, numbers, strict=True)
    )


def _counts_before(windows: Windows, at: int, numbers: Sequence[int]) -> dict[int, int]:
    """Which of as many counts before each share after the word belongs to; nothing where their numbers differ."""
    kinds = {quantity.kind for index in numbers if (quantity := windows.tokens[index].quantity) is not None}
    growing = any(token.kind == "growth" for token in windows.tokens[at + 1 : numbers[0]]) if numbers else False
    if (kinds != {"share"} and not growing) or len(numbers) < 2:
        return {}
    sentence = windows.states[at].sentence
    counts: list[int] = []
    for index in reversed([index for index in windows.amounts if index < at]):
        quantity = windows.tokens[index].quantity
        if quantity is None or quantity.kind != "count" or windows.states[index].sentence != sentence:
            break
        counts.insert(0, index)
    if len(counts) == 1 and _unit(windows, counts[0]) in _COUNTERS:
        counts = []  # 三种情形占办结总数分别为…: of those in the sentence before
    if (
        not counts
        and sentence
        and _ALL_OF_THEM.search(windows.text[windows.tokens[sentence - 1].end : windows.tokens[at].start])
    ):
        earlier = windows.states[sentence - 2].sentence if sentence > 1 else 0
        told = [index for index in windows.amounts if index < sentence and windows.states[index].sentence == earlier]
        kinds = {quantity.kind for index in told if (quantity := windows.tokens[index].quantity) is not None}
        counts = told if kinds == {"count"} and len(told) == len(numbers) else []
    if len(counts) < len(numbers):
        return {}
    return dict(zip(numbers, counts[-len(numbers) :], strict=True))


def _unit(windows: Windows, index: int) -> str:
    quantity = windows.tokens[index].quantity
    return quantity.unit if quantity is not None else ""


def _unsaid(windows: Windows, office: Office) -> dict[int, Bound | None]:
    """自然人、商业企业申请90件、8件: as many measures as numbers, in the same order, without a 分别."""
    taken: dict[int, Bound | None] = {}
    for run in _runs(windows):
        cues = _cues_before(windows, run[0])
        if len(cues) < 2:
            continue
        ends = [*cues[1:], windows.tokens[run[0]]]
        gaps = [windows.text[cue.end : after.start] for cue, after in zip(cues, ends, strict=True)]
        if not all(map(_JOINS.fullmatch, gaps[:-1])) or not _SAYS.fullmatch(gaps[-1]):
            continue
        listing = windows.lists_results(run[0])
        for offset, at in enumerate(run):
            taken[at] = None
            if len(cues) == len(run):
                cue, quantity = cues[offset], windows.tokens[at].quantity
                taken[at] = bind([cue], _state_for(windows, cue), office, quantity, listing=listing)
    return taken


def _runs(windows: Windows) -> list[list[int]]:
    """Numbers with nothing but 、 or 和 between them: 90件、8件和2件; those of two and more."""
    runs: list[list[int]] = []
    for index in windows.amounts:
        before = runs[-1][-1] if runs else -1
        between = windows.text[windows.tokens[before].end : windows.tokens[index].start] if runs else ""
        if between in ("、", "和"):
            runs[-1].append(index)
        else:
            runs.append([index])
    return [run for run in runs if len(run) > 1]


def _state_for(windows: Windows, cue: Token) -> State:
    """The state at a cue; a part of a pair that was split sets its own frame."""
    state = _state_at(windows, cue.start)
    return replace(state, frame=cue.sense) if cue.sense in DISPUTES else state


def _state_at(windows: Windows, position: int) -> State:
    at = max(index for index, token in enumerate(windows.tokens) if token.start <= position)
    return windows.states[at]


def _numbers_after(windows: Windows, at: int) -> list[int]:
    found: list[int] = []
    for index in range(at + 1, len(windows.tokens)):
        token = windows.tokens[index]
        if token.mark in (";", "。") and token.mark:
            break
        if token.is_amount:
            if found and _BETWEEN.search(windows.text[windows.tokens[found[-1]].end : token.start]) is None:
                break
            if found and _unit(windows, index) != _unit(windows, found[0]) and _unit(windows, index) in _COUNTERS:
                break  # 分别增加69件和23件,两类案件合计…
            if (
                found
                and (token.quantity and windows.tokens[found[0]].quantity)
                and (
                    token.quantity.kind != windows.tokens[found[0]].quantity.kind  # type: ignore[union-attr]
                )
            ):
                break
            found.append(index)
        elif token.cue is not None and found:
            break
    return found


def _cues_before(windows: Windows, at: int) -> list[Token]:
    found: list[Token] = []
    for index in range(at - 1, -1, -1):
        token = windows.tokens[index]
        if token.mark in (";", "。", ":") and token.mark or token.is_amount:
            break
        if token.kind in ("measure", "outcome") and token.sense not in (
            "received",
            "handled",
            "concluded",
            "sum_word",
        ):
            found.append(token)
        elif token.sense in DISPUTES:
            found.append(token)
        elif token.sense in ("licensing", "penalties", "coercion"):
            found.append(token)
        elif token.sense in ("issued", "repealed", "in_force") and windows.states[index].frame in _DOCUMENTS:
            found.append(token)  # 规范性文件制发、废止、现行有效分别为84件、61件、736件
    return found[::-1]


_COUNTERS = frozenset({"种", "类", "项", "者"})
_BETWEEN = re.compile("^(?:[、,和及与]|以及|[(（][^)）]*[)）])+(?:约|近|超|达|仅)?$")
_ALL_OF_THEM = re.compile("^(?:前述|上述|以上|这)?[两三四五六](?:种|类|项|者)(?:情形|情况|结果|申请|答复)?")
_JOINS = re.compile("[、和与及或]|以及")
_SAYS = re.compile("(?:等)?(?:申请|提出|提交|答复|决定|案件)*(?:有|为)?")
_DOCUMENTS = frozenset({"normative_documents", "regulations"})
_JOINTS = re.compile("、|和|与|及")
_PAIRS = {
    "granted_or_partly": ("measure", "granted", "partly_granted"),
    "disputes": ("frame", "reconsideration", "litigation"),
}


def split_pair(token: Token) -> list[Token]:
    """予以公开、部分公开 or 复议、诉讼 in a list of 分别为 or before 各 are two things, elsewhere one sum."""
    cue = token.cue
    joint = None if cue is None or cue.sense not in _PAIRS else _JOINTS.search(cue.text)
    if cue is None or joint is None:
        return [token]
    kind, first, second = _PAIRS[cue.sense]
    middle = cue.start + joint.start()
    after = middle + len(joint[0])
    return [
        Token(cue.start, middle, cue=Cue(kind, first, cue.start, middle, cue.text[: joint.start()])),
        Token(after, cue.end, cue=Cue(kind, second, after, cue.end, cue.text[joint.end() :])),
    ]
