"""Cuts a text into words: numbers first, then a dictionary of government prose in the gaps.

Takes any text, gives :class:`Piece` objects in order, without overlaps, that cover everything but blanks. No piece ends
inside a number; a line wrap inside a word stays inside its piece. The finder of numbers comes from outside
(``nlp.quantities`` stands beside this room). Never changes the text, never raises on any text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nlp.language.engine import Dictionary, Engine, load_dictionary, load_engine
from nlp.language.figures import fixed_pieces
from nlp.language.lexicon import Lexicon, load_lexicon
from nlp.language.names import Word, join_names
from nlp.text import View, view_of
from nlp.types import Quantity

__all__ = ["NumberFinder", "Piece", "Segmenter"]

NumberFinder = Callable[[str], Sequence[Quantity]]
"""Gives every number of a text, in order, with spans in it (``nlp.find_quantities``)."""

_RUN = re.compile(
    r"(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff々]+)"
    r"|(?P<number>[0-9]+(?:[.,:/·][0-9]+)*(?:[%‰]|[万亿]+(?![\u4e00-\u9fff]))?)"
    r"|(?P<latin>[A-Za-z]+(?:[A-Za-z0-9]|[.@_\-'&+](?=[A-Za-z0-9]))*)"
    r"|(?P<blank>\s+)"
    r"|(?P<sign>…+|—+|\.{2,}|-{2,}|.)",
    re.DOTALL,
)
_NUMERAL = re.compile("([〇零一二三四五六七八九十百千万亿两]+)")
_BREAK = re.compile(r"[\t\v\f]|[^\S\n]{2,}|\n[^\S\n]*\n|\n[^\S\n]+\S?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A word: half-open range in the text, and its tag (see ``data/tags.yaml``)."""

    start: int
    end: int
    tag: str


class Segmenter:
    """Cuts and tags.

    ``numbers`` finds the numbers; ``engine`` is the name of the dictionary's engine, ``words`` maps further words to their
    tags. Raises :class:`~nlp.errors.ConfigurationError` for an unknown engine or tag.
    """

    def __init__(self, numbers: NumberFinder, engine: str = "jieba", words: Mapping[str, str] | None = None) -> None:
        self.numbers = numbers
        added = tuple(sorted((words or {}).items()))
        self._engine: Engine = load_engine(engine, added)
        self._dictionary: Dictionary = load_dictionary(added)
        self._lexicon: Lexicon = load_lexicon()

    def cut(self, text: str) -> list[Piece]:
        """The words of ``text``."""
        view = view_of(text)
        pieces: list[Piece] = []
        position = 0
        for fixed in fixed_pieces(view, self.numbers(text)):
            self._gap(text, view, position, fixed.start, pieces)
            if fixed.tag:
                pieces.append(self._piece(view, fixed.start, fixed.end, fixed.tag))
            else:
                self._gap(text, view, fixed.start, fixed.end, pieces)
            position = fixed.end
        self._gap(text, view, position, len(view.text), pieces)
        return pieces

    def words(self, text: str) -> list[str]:
        """The words of ``text`` as strings."""
        return [text[piece.start : piece.end] for piece in self.cut(text)]

    def _gap(self, text: str, view: View, start: int, end: int, pieces: list[Piece]) -> None:
        """Cuts ``view.text[start:end]``, which holds no part of a number."""
        position = start
        while position < end:
            match = _RUN.match(view.text, position, end)
            assert match is not None  # the last alternative takes any character
            kind = match.lastgroup
            if kind == "han":
                for a, b in self._joined(text, view, *match.span()):
                    self._han(text, view, a, b, pieces)
            elif kind != "blank":
                tag = {"number": "m", "latin": "eng"}.get(kind or "", "w")
                pieces.append(self._piece(view, *match.span(), tag))
            position = match.end()

    def _joined(self, text: str, view: View, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Stretches of a run between which the text has a gap that no word reaches over: a blank line, a tab, an indent."""
        begin = start
        if view.starts[end - 1] - view.starts[start] == end - 1 - start:  # no gap at all
            yield start, end
            return
        for index in range(start + 1, end):
            before, here = view.starts[index - 1] + 1, view.starts[index]
            if here > before and _BREAK.search(text, before, here):
                yield begin, index
                begin = index
        yield begin, end

    def _han(self, text: str, view: View, start: int, end: int, pieces: list[Piece]) -> None:
        words: list[Word] = []
        position = start
        for word in self._engine.cut(view.text[start:end]):
            for part in self._parts(word):
                stop = position + len(part)
                for a, b in self._whole_words(text, view, position, stop, part):
                    bare = view.text[a:b]
                    ordinary = self._dictionary.knows(bare) and bare not in self._dictionary.names
                    words.append((bare, self._dictionary.tag(bare), ordinary))
                position = stop
        position = start
        for bare, tag, _ in join_names(words, self._lexicon):
            pieces.append(self._piece(view, position, position + len(bare), tag))
            position += len(bare)

    def _parts(self, word: str) -> Iterator[str]:
        """The word; one that the engine guessed is cut after a first and before a last character that no word has there."""
        if len(word) > 1 and not self._dictionary.knows(word):
            if word[0] in self._lexicon.never_first or word[0] in self._lexicon.heads:
                yield word[0]
                yield from self._parts(word[1:])
                return
            if word[-1] in self._lexicon.never_last:
                yield from self._parts(word[:-1])
                yield word[-1]
                return
            if _NUMERAL.search(word):
                yield from (part for part in _NUMERAL.split(word) if part)
                return
        yield word

    def _whole_words(self, text: str, view: View, start: int, end: int, word: str) -> Iterator[tuple[int, int]]:
        """The word; one that reaches over a wrap or a blank only if the dictionary has it, else its sides."""
        if view.starts[end - 1] - view.starts[start] == end - 1 - start or self._dictionary.knows(word):
            yield start, end
            return
        begin = start
        for index in range(start + 1, end):
            if text[view.starts[index - 1] + 1 : view.starts[index]].strip("\u200b\u200c\u200d\u2060\ufeff\u00ad") or (
                view.starts[index] - view.starts[index - 1] > 1
            ):
                yield begin, index
                begin = index
        yield begin, end

    @staticmethod
    def _piece(view: View, start: int, end: int, tag: str) -> Piece:
        return Piece(view.starts[start], view.starts[end - 1] + 1, tag)
