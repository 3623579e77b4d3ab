"""Sentences and clauses of Chinese prose, found on characters.

Takes text, gives spans of it in order, blanks at their ends left out, closing punctuation left in. A bracket or a quotation
that is closed within reach is never cut; decimal points, thousands separators, times and enumeration marks (``1.``) end
nothing; single line breaks are wraps, a blank line ends a sentence. Never changes the text and needs no NLP library.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from nlp.types import Span

__all__ = ["split_clauses", "split_sentences"]

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "[": "]",
    "「": "」",
    "『": "』",
    "〔": "〕",
}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
_BRACKET = re.compile("[" + re.escape("".join(_PAIRS) + "".join(_OPENERS)) + "]")
_REACH = 240  # characters within which a bracket must close to shield what it holds
_SENTENCE_END = re.compile(
    r"[。！？!?]+[”’」』）)】]*|(?:……|…)+(?=[”’」』）)】]*\s*(?:\n|$))[”’」』）)】]*"
    r"|(?<=[\u4e00-\u9fff”’）)》】」』%％])[.．](?=\s*(?:[\u4e00-\u9fff“《（(]|20[0-9]{2}年|$))|\n[ \t\u3000\r]*\n"
)
_CLAUSE_END = re.compile(
    r"[；;]+|[：:](?![0-9/])|[，]|,(?![0-9])|(?<![0-9]),(?=[0-9])|(?<=[0-9]),(?![0-9]{3}(?![0-9]))(?=[0-9])|(?<=[0-9]{4}),(?=[0-9])"
)
_ENUMERATION = re.compile(r"(?:^|[\s。；;：:，,、（(])[0-9]{1,2}$")
_CONTINUES = frozenset("，,、；;：:的等和及与")


def split_sentences(text: str) -> tuple[Span, ...]:
    """The sentences of ``text``: cut after 。！？ (not at ；), with closing quotation marks and brackets kept.

    A quotation that ends in 。 and is followed by 的, 、 or a comma goes on.
    """
    shields = _shields(text)
    cuts = [m.end() for m in _SENTENCE_END.finditer(text) if _ends_sentence(text, m, shields)]
    return tuple(_trimmed(text, _ranges(0, len(text), cuts)))


def split_clauses(text: str) -> tuple[Span, ...]:
    """The clauses of ``text``: its sentences, cut after ，；：and their half-width forms outside brackets too."""
    shields = _shields(text)
    cuts = [m.end() for m in _SENTENCE_END.finditer(text) if _ends_sentence(text, m, shields)]
    cuts += [m.end() for m in _CLAUSE_END.finditer(text) if _shield_at(m.start(), shields) is None]
    return tuple(_trimmed(text, _ranges(0, len(text), sorted(cuts))))


def _ends_sentence(text: str, match: re.Match[str], shields: list[tuple[int, int]]) -> bool:
    shield = _shield_at(match.start(), shields)
    if shield is not None and shield[1] != match.end():  # …公开。” ends with its quotation
        return False
    if match.group() in (".", "．") and _ENUMERATION.search(text, max(0, match.start() - 4), match.start()):
        return False
    following = text[match.end() : match.end() + 1]
    return not (match.group()[-1] in "”’」』）)】" and following in _CONTINUES and following)


def _shields(text: str) -> list[tuple[int, int]]:
    """Outermost pairs of brackets and quotation marks that close within reach, as half-open ranges."""
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(text):
        sign = match.group()
        if sign in _PAIRS:
            stack.append((sign, match.start()))
            continue
        opener = _OPENERS[sign]
        depth = next((i for i in range(len(stack) - 1, -1, -1) if stack[i][0] == opener), None)
        if depth is None:
            continue
        start = stack[depth][1]
        del stack[depth:]
        if match.end() - start <= _REACH:
            pairs.append((start, match.end()))
    outermost: list[tuple[int, int]] = []
    for start, end in sorted(pairs, key=lambda p: (p[0], -p[1])):
        if not outermost or start >= outermost[-1][1]:
            outermost.append((start, end))
    return outermost


def _shield_at(position: int, shields: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The pair that ``position`` stands inside of."""
    index = bisect_left(shields, (position, 0)) - 1
    return shields[index] if index >= 0 and position < shields[index][1] else None


def _ranges(start: int, end: int, cuts: list[int]) -> Iterator[tuple[int, int]]:
    position = start
    for cut in cuts:
        if cut > position:
            yield position, cut
            position = cut
    if position < end:
        yield position, end


def _trimmed(text: str, ranges: Iterator[tuple[int, int]]) -> Iterator[Span]:
    for start, end in ranges:
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            begin = start + piece.find(bare)
            yield Span(begin, begin + len(bare))
