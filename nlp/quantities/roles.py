"""What the words around a figure make of it: hedges, growth, addresses, labels, titles, quotations, item starts.

Takes the folded text and positions, gives answers to small questions. Never reads the figure itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.quantities.grammar import Grammar
    from nlp.quantities.lexicon import Lexicon
    from nlp.text import View

__all__ = ["Context"]

_TITLE = re.compile(r"《[^《》。]{0,150}(?:《[^《》。]{0,80}》[^《》。]{0,150}){0,3}》")
_QUOTED = re.compile(r"“[^“”]{0,200}”|「[^「」]{0,200}」|『[^『』]{0,200}』|\"[^\"。;]{0,200}\"|‘[^‘’]{0,60}’")
_ITEM_BEFORE = "。;:!?\n》”)"
_SENTENCE_BEFORE = "。;:!?,、)》”\n"
_DURATION_BEHIND = ("内", "以内", "之内", "以上", "的期限", "期限", "左右", "后", "无理由")
_DURATION_BEFORE = (
    "延长",
    "超过",
    "提前",
    "缩短",
    "压缩",
    "减至",
    "不少于",
    "不超",
    "至少",
    "近",
    "为期",
    "历时",
    "共",
    "满",
    "每",
)


class Context:
    """One text under scan."""

    def __init__(self, view: View, source: str, grammar: Grammar) -> None:
        self.text = view.text
        self.view = view
        self.grammar = grammar
        self.lexicon: Lexicon = grammar.lexicon
        self._titles = _spans(_TITLE, self.text)
        longest = self.lexicon.quoted_length + 2
        self._quotes = [
            (a, b)
            for a, b in _spans(_QUOTED, self.text)
            if b - a <= longest and not (self.text[a] == '"' and "," in self.text[a:b])
        ]
        self._quote_starts = [a for a, _ in self._quotes]
        self._title_starts = [a for a, _ in self._titles]
        self._source = source

    # -- where a figure stands ------------------------------------------------------------------------------

    def in_title(self, position: int) -> bool:
        """Whether it stands inside 《》."""
        return _inside(self._titles, self._title_starts, position) is not None

    def quotation(self, position: int) -> tuple[int, int] | None:
        """The short quotation around it, quotation marks left out."""
        found = _inside(self._quotes, self._quote_starts, position)
        return None if found is None else (found[0] + 1, found[1] - 1)

    def starts_item(self, position: int) -> bool:
        """Whether a list mark may stand here: at the start of the text, of a line or of a sentence."""
        return position == 0 or self.text[position - 1] in _ITEM_BEFORE or self._starts_line(position)

    def opens_here(self, position: int) -> bool:
        """Whether a blank stands before, behind a word or its counter (文件5份 2）通知3条)."""
        starts = self.view.starts
        return position > 0 and self.is_chinese(position - 1) and starts[position] - starts[position - 1] > 1

    def starts_clause(self, position: int) -> bool:
        """The same, commas included."""
        return position == 0 or self.text[position - 1] in _SENTENCE_BEFORE or self._starts_line(position)

    def _starts_line(self, position: int) -> bool:
        starts = self.view.starts
        return self._source.find("\n", starts[position - 1] + 1, starts[position]) >= 0

    def after(self, words: tuple[str, ...] | frozenset[str], position: int) -> bool:
        """Whether one of the words ends at this position."""
        return self.text.endswith(tuple(words), max(0, position - 8), position)

    def labelled(self, words: tuple[str, ...], position: int) -> bool:
        """Whether a label ends here, with a colon, 为, 是 or a bracket in between."""
        end = position
        while end > 0 and self.text[end - 1] in ":为是( 号)":
            if self.text.endswith(words, max(0, end - 8), end):
                return True
            end -= 1
        return self.text.endswith(words, max(0, end - 8), end)

    def is_tight(self, start: int, end: int) -> bool:
        """Whether no gap of the source inside these positions is wider than one character."""
        starts = self.view.starts
        return all(starts[i + 1] - starts[i] == 1 for i in range(start, end - 1) if self.text[i] == " ")

    # -- hedges ----------------------------------------------------------------------------------------------

    def hedge_before(self, position: int, unit: str, *, bare: bool) -> tuple[str, str]:
        """The hedge that ends at this position and its effect, or two empty strings. ``bare``: a scale word alone."""
        text, lexicon = self.text, self.lexicon
        if position == 0 or text[position - 1] not in self.grammar.hedge_tails:
            return "", ""
        for size in range(min(6, position), 0, -1):
            word = text[position - size : position]
            effect = lexicon.hedges_before.get(word)
            if effect is None and bare:
                effect = lexicon.hedges_before_bare.get(word)
            if effect is None:
                continue
            if position > size and text[position - size - 1] in lexicon.hedge_not_after.get(word, ""):
                continue
            if unit in lexicon.hedge_not_before_unit.get(word, ()):
                return "", ""
            return word, effect
        return "", ""

    def hedge_behind(self, position: int, unit: str) -> tuple[str, str]:
        """The hedge that begins at this position and its effect."""
        text, lexicon = self.text, self.lexicon
        if text[position : position + 1] not in self.grammar.hedge_heads:
            return "", ""
        for size in (4, 3, 2, 1):
            word = text[position : position + size]
            effect = lexicon.hedges_behind.get(word)
            if effect is None or len(word) != size:
                continue
            if text.startswith(lexicon.hedge_behind_not_before.get(word, ()) or "\0", position + size):
                continue
            if size == 1 and unit not in lexicon.behind_units_for_more:
                continue
            return word, effect
        return "", ""

    # -- kinds -----------------------------------------------------------------------------------------------

    def is_growth(self, start: int, end: int) -> bool:
        """Whether a percentage says how much something grew or fell, not how high it is."""
        if start and self.text[start - 1] in "↑↓▲▼":
            return True
        if start and self.text[start - 1] in "+-":
            start -= 1  # 同比+12.5%
        found = self.grammar.growth_before.search(self.text, max(0, start - 18), start)
        if found:
            level = found["level"]
            if level is None:
                return True
            return level == "为" and self.text[start - 2] in "率幅速度比例"
        return self.grammar.growth_behind.match(self.text, end) is not None

    def is_day_count(self, start: int, end: int) -> bool:
        """Whether N日 is a time span (5日内) and not a date."""
        return self.text.startswith(_DURATION_BEHIND, end) or self.text.endswith(
            _DURATION_BEFORE, max(0, start - 4), start
        )

    def is_chinese(self, position: int) -> bool:
        """Whether a Chinese character stands at this position."""
        return 0 <= position < len(self.text) and "一" <= self.text[position] <= "龥"


def _spans(expression: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in expression.finditer(text)]


def _inside(spans: list[tuple[int, int]], starts: list[int], position: int) -> tuple[int, int] | None:
    at = bisect_right(starts, position) - 1
    if at >= 0 and spans[at][0] < position < spans[at][1]:
        return spans[at]
    return None
