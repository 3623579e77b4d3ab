"""What the ranker sees of a number: words around it, cues, unit, kind, frame, headings, and what was bound before it.

Takes a paragraph reader and a number's place, gives names of features. Figures count as ``0``: the value of a number, and
whether it equals a cell, are never among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.claims.frames import Token, frame_of_headings
from nlp.claims.paragraph import ParagraphReader

__all__ = ["features_of"]

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_LEFT, _RIGHT = 12, 10
"""How many characters of a number's own clause are looked at; more did not help."""
_KINDS = {"fraction": "share", "number": "count"}


def features_of(reader: ParagraphReader, position: int, index: int) -> list[str]:
    """The features of the number at a token; ``position`` counts the paragraph's numbers."""
    windows, tokens, text = reader.windows, reader.tokens, reader.text
    token, state = tokens[index], reader.states[index]
    assert token.quantity is not None
    kind = _KINDS.get(token.quantity.kind, token.quantity.kind)
    begin = windows.boundary(index)
    end = next((at for at in range(index + 1, len(tokens)) if tokens[at].mark or tokens[at].is_amount), None)
    left = _plain(text[max(tokens[begin].end if begin >= 0 else 0, token.start - _LEFT * 2) : token.start])[-_LEFT:]
    right = _plain(text[token.end : min(tokens[end].start if end is not None else len(text), token.end + _RIGHT * 2)])
    right = right[:_RIGHT]
    opened = _mark(tokens[begin]) if begin >= 0 else "^"
    closed = _mark(tokens[end]) if end is not None else "$"
    found = set(_grams("l", left + "$", 1, 4))
    found.update(_grams("r", "^" + right, 1, 4))
    found.update(
        (
            f"L={left}",
            f"R={right}",
            f"kind={kind}",
            f"unit={token.quantity.unit}",
            f"kind/unit={kind}/{token.quantity.unit}",
            f"marks={opened}{closed}",
            f"opened={opened}",
            f"closed={closed}",
            f"frame={state.frame}",
            f"frame/kind={state.frame}/{kind}",
            f"firm={state.firmness}",
            f"scope={state.scope}",
            f"about={state.about}",
            f"section={reader.paragraph.section}",
            f"headed={frame_of_headings(reader.paragraph.headings, reader.paragraph.section)}",
            f"length={min(len(left), 8)}",
            f"frame/left={state.frame}/{left[-2:]}",
            f"frame/right={state.frame}/{right[:2]}",
            f"government={reader.office.is_government}",
        )
    )
    found.update(_cues("lc", [item for item in tokens[begin + 1 : index] if item.cue is not None], state.frame, -1))
    found.update(_cues("rc", [item for item in tokens[index + 1 : end] if item.cue is not None], state.frame, 0))
    found.update(f"sc={item.kind}.{item.sense}" for item in tokens[state.sentence : index] if item.cue is not None)
    found.update(_bound_before(reader, position, index, kind, opened, left))
    return sorted(found)


def _plain(text: str) -> str:
    return _FIGURE.sub("0", text)


def _mark(token: Token) -> str:
    return token.mark or "#"


def _grams(space: str, text: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        for at in range(len(text) - size + 1):
            yield f"{space}:{text[at : at + size]}"


def _cues(space: str, cues: list[Token], frame: str | None, nearest: int) -> Iterator[str]:
    if not cues:
        yield f"{space}=none"
        return
    for token in cues:
        yield f"{space}={token.kind}.{token.sense}"
    near = cues[nearest]
    yield f"{space}/frame={near.kind}.{near.sense}/{frame}"


def _bound_before(
    reader: ParagraphReader, position: int, index: int, kind: str, opened: str, left: str
) -> Iterable[str]:
    """What the number before, and the others of the sentence, were found to speak of."""
    if not position:
        return ("before=none",)
    bounds, states = reader.scene.bound, reader.states
    before = reader.windows.amounts[position - 1]
    bound = bounds.get(before)
    if states[before].sentence != states[index].sentence:
        name = "another sentence"
    else:
        name = f"{bound.measure}/{bound.column}" if bound is not None else "unbound"
    gap = _plain(reader.text[reader.tokens[before].end : reader.tokens[index].start])
    quantity = reader.tokens[before].quantity
    found = [
        f"before={name}",
        f"before/kind={name}/{kind}",
        f"before/kind/mark={name}/{kind}/{opened}",
        f"before/left={name}/{left[-3:]}",
        f"kinds={quantity.kind if quantity is not None else ''}/{kind}",
        f"gap={gap if len(gap) < 6 else '…'}/{kind}",
    ]
    known = [
        bounds[at]
        for at in reader.windows.amounts[:position]
        if at in bounds and states[at].sentence == states[index].sentence
    ]
    found += [f"known={item.measure}/{item.column}" for item in known]
    if known:
        found += [f"last={known[-1].measure}", f"table={known[-1].table}"]
    return found
