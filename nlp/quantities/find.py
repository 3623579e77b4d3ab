"""Finds every number in a text and says what kind it is.

Takes text (or a :class:`View` with its source), gives :class:`Quantity` objects in the order of the text, with spans in
the source. A span covers figure, scale, a hedge written inside (余, 多) and the unit: 14万余条, 45.23%, 143780.54万元; a
hedge before or behind (约, 近, 以上) is kept in ``hedge`` and lies outside. Numbers that are no amounts (years, document
numbers, list marks, idioms ...) are given with their kind, so that nobody takes them for one; numerals inside everyday
words (一般, 十分) are passed over. Never raises on any text, never uses a segmenter.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from nlp.quantities.approx import fraction_interval
from nlp.quantities.breaks import with_breaks
from nlp.quantities.grammar import HAN_DIGITS, load_grammar
from nlp.quantities.lists import share_units
from nlp.quantities.mention import Mention
from nlp.quantities.reading import read_amount
from nlp.quantities.roles import Context
from nlp.text import view_of
from nlp.text.numerals import read_numeral
from nlp.types import NUMERIC_KINDS, Interval, Quantity

if TYPE_CHECKING:
    from nlp.text import View

__all__ = ["find_in_view", "find_quantities"]

_KINDS = {
    "document": "document_number",
    "record": "document_number",
    "period": "period",
    "years": "year",
    "date": "date",
    "clock": "time",
    "phone": "phone",
    "mail": "url",
    "proportion": "idiom",
    "alnum": "idiom",
    "idiom_digits": "idiom",
    "circled": "list_mark",
    "page": "ordinal",
}
_SECOND_ARTICLE = re.compile(r"[至到、和及—~-](?P<place>(?:[0-9]{1,3}|[一二三四五六七八九十百零]{1,5})[条款项章])")
_LEADING = "0123456789〇零一二三四五六七八九十两百千"


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of ``text``; spans are positions in ``text``."""
    return find_in_view(view_of(text), text)


def find_in_view(view: View, source: str) -> tuple[Quantity, ...]:
    """Every number of a view; spans are positions in ``source``, the text the view was made of."""
    view = with_breaks(view, source)
    finder = _Finder(Context(view, source, load_grammar()))
    mentions = finder.run()
    quantities = []
    for mention in mentions:
        span = view.span(mention.start, mention.end)
        quantities.append(
            Quantity(
                value=mention.interval(),
                stated=mention.figure,
                decimals=mention.decimals,
                unit=mention.unit,
                hedge=mention.hedge,
                kind=mention.kind,
                span=span,
                surface=source[span.start : span.end],
                scale=mention.scale,
            ),
        )
    return tuple(quantities)


class _Finder:
    """One pass from left to right; each handler takes a match and gives the place to go on from."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.text = context.text
        self.found: list[Mention] = []

    def run(self) -> list[Mention]:
        search = self.context.grammar.hit.search
        text = self.text
        position = 0
        while True:
            match = search(text, position)
            if match is None:
                break
            group = match.lastgroup or ""
            handler = _HANDLERS.get(group)
            if handler is None:
                kind = _KINDS.get(group)
                if kind is not None:
                    self._add(match, kind)
                position = match.end()
            else:
                position = handler(self, match)
        mentions = share_units(self.context, self.found)
        self._settle_frames(mentions)
        return mentions

    def _add(self, match: re.Match[str], kind: str) -> int:
        start, end = match.span()
        self.found.append(Mention(start, end, kind, _leading_figure(self.text[start:end])))
        return end

    # -- handlers --------------------------------------------------------------------------------------------

    def han(self, match: re.Match[str]) -> int:
        start, context = match.start(), self.context
        after = self.text[start + 1 : start + 2]
        if match[0] == "一" and after and after in HAN_DIGITS and context.after(context.lexicon.one_inside, start):
            return start + 1  # 统一六类
        return self.amount(match)

    def amount(self, match: re.Match[str]) -> int:
        mention, position = read_amount(self.context, match.start())
        if mention is not None:
            if self.found and mention.start < self.found[-1].end:  # 零+〇成: the sign belongs to the number before
                mention.start = match.start()
                mention.figure = abs(mention.figure)
            self.found.append(mention)
        return position

    def date(self, match: re.Match[str]) -> int:
        text = match[0]
        if text.isdigit() or not text.endswith("日") or "月" in text or "年" in text:
            return self._add(match, "date")
        digits = text[:-1]
        if len(digits) > 4 or _is_month_day(digits):
            return self._add(match, "date")
        return self.amount(match)

    def han_date(self, match: re.Match[str]) -> int:
        text = match[0]
        if text.endswith("季度"):
            return self._add(match, "period")
        kind = "period" if "至" in text or "到" in text else "date"
        return self._add(match, kind if "月" in text else "year")

    def years(self, match: re.Match[str]) -> int:
        return self._add(match, "year")

    def period(self, match: re.Match[str]) -> int:
        end = self._add(match, "period")
        text = match[0]
        ends = [int(t) for t in _digit_runs(text) if len(t) == 4]
        if len(ends) == 2 and ends[0] < ends[1]:
            self.found[-1].value = Interval(Decimal(ends[0]), Decimal(ends[1]))
        return end

    def twoyears(self, match: re.Match[str]) -> int:
        first, second = int(match[0][:2]), int(match[0][3:5])
        return self._add(match, "period") if second == first + 1 else self.amount(match)

    def mark(self, match: re.Match[str]) -> int:
        if self.context.starts_item(match.start()) or match[0][-1] == ")" and self.context.opens_here(match.start()):
            return self._add(match, "list_mark")
        return self.amount(match)

    def han_mark(self, match: re.Match[str]) -> int:
        context, start, sign = self.context, match.start(), match[0][-1]
        if (
            sign == "是"
            and not context.after(context.lexicon.one_not_after, start)
            or sign in "要则"
            and context.starts_clause(start)
        ):
            return self._add(match, "list_mark")
        if sign in "、." and context.starts_item(start):
            return self._add(match, "list_mark")
        return self.amount(match)

    def dotted(self, match: re.Match[str]) -> int:
        return self._add(match, "date" if len(match[0].split(".")[0]) == 4 else "version")

    def slash(self, match: re.Match[str]) -> int:
        above, below = (int(part) for part in match[0].split("/"))
        if not 0 < above < below:
            return self._add(match, "date" if 1 <= above <= 12 and 1 <= below <= 31 else "idiom")
        return self._fraction(match.start(), match.end(), Decimal(above), Decimal(below))

    def ratio(self, match: re.Match[str]) -> int:
        """百分之…, 千分之…, and fractions in words."""
        written, start, end = match[0], match.start(), match.end()
        head, _, tail = written.partition("分之")
        shift = {"百": 0, "佰": 0, "千": -1, "仟": -1, "万": -2, "萬": -2}.get(head)
        if shift is None:
            whole, _, below = head.rpartition("又")
            numbers = [read_numeral(part) for part in (below, tail, whole or "零")]
            if any(n is None or n.value < 0 for n in numbers):
                return self.amount(match)
            bottom, top, extra = (n.value for n in numbers if n is not None)
            return self._fraction(start, end, top + extra * bottom, bottom) if bottom else self.amount(match)
        figure = read_numeral("一百" if tail in ("百", "佰") else tail)
        if figure is None:
            return end
        decimals = figure.decimals
        mention = Mention(start, end, "share", figure.value, decimals, 0, "%", rounded=True)
        if self.text[end : end + 1] in ("多", "余") and not self.context.is_chinese(end + 1):
            mention.hedge, mention.effect, mention.end = self.text[end], "more", end + 1
        mention.shift(shift)
        context = self.context
        if context.is_growth(start, mention.end):
            mention.kind = "growth"
        if not mention.effect:
            self._hedge(mention)
        if start and self.text[start - 1] in "负負-":
            mention.start, mention.figure = start - 1, -mention.figure
        self.found.append(mention)
        return mention.end

    def _fraction(self, start: int, end: int, above: Decimal, below: Decimal) -> int:
        mention = Mention(start, end, "fraction", above / below)
        if start and self.text[start - 1] in "负負":
            mention.start, mention.figure = start - 1, -mention.figure
        self._hedge(mention)
        mention.value = fraction_interval(mention.figure, below, mention.effect)
        self.found.append(mention)
        return end

    def _hedge(self, mention: Mention) -> None:
        hedge, effect = self.context.hedge_behind(mention.end, mention.unit)
        if not effect:
            hedge, effect = self.context.hedge_before(mention.start, mention.unit, bare=True)
        mention.hedge, mention.effect = hedge, effect

    def half(self, match: re.Match[str]) -> int:
        """一半, 半数, 过半: five tenths."""
        mention = Mention(match.start(), match.end(), "share", Decimal(50), 0, 1, "%", rounded=True)
        self._hedge(mention)
        self.found.append(mention)
        return match.end()

    def zero(self, match: re.Match[str]) -> int:
        self.found.append(Mention(match.start(), match.end(), "count", Decimal(0)))
        return match.end()

    def idiom(self, match: re.Match[str]) -> int:
        start, context = match.start(), self.context
        if self.text[start] in "百千万亿" and context.hedge_before(start, "", bare=True)[1]:
            return self.amount(match)
        if match[0] in context.lexicon.silent:
            return match.end()
        if match[0][0] == "一" and context.after(context.lexicon.one_inside, start):
            return start + 1
        return self._add(match, "idiom")

    def rank(self, match: re.Match[str]) -> int:
        """第…条 and 第…项 are places in a law, 第…号 a document, the others places in an order."""
        end = match.end()
        follower = self.text[end : end + 1]
        kind = {"条": "article", "款": "article", "项": "article", "章": "article", "号": "document_number"}.get(
            follower, "ordinal"
        )
        if self.text.startswith(("季度", "学期"), end):
            end = self._add(match, "period") + 2
            self.found[-1].end = end
            return end
        unit = self.context.grammar.amount.match("1" + self.text[end : end + 6])
        length = len(unit["unit"]) if unit is not None and unit["unit"] else (1 if kind != "ordinal" else 0)
        self.found.append(Mention(match.start(), end + length, kind, _leading_figure(match[0])))
        if kind == "article" and (other := _SECOND_ARTICLE.match(self.text, end + length)) is not None:
            self.found.append(Mention(other.start("place"), other.end(), kind, _leading_figure(other["place"])))
            return other.end()  # 第十九条至二十一条
        return end + length

    def doubling(self, match: re.Match[str]) -> int:
        """翻一番 is twice, 翻两番 four times as much."""
        times = _leading_figure(match[0]) or Decimal(1)
        mention = Mention(match.start(), match.end(), "multiple", 2 ** min(times, Decimal(20)), unit="倍", rounded=True)
        self._hedge(mention)
        self.found.append(mention)
        return match.end()

    def bracket(self, match: re.Match[str]) -> int:
        text = match[0]
        if "号" in text or text[0] in "〔[【{" or len(text) > 8:
            kind = "phone" if text.startswith("(0") else "document_number"
            return self._add(match, kind)
        if text.startswith("(0"):
            return self._add(match, "phone")
        if "0" <= text[1] <= "9" and not self.context.starts_clause(match.start()):
            return match.start() + 1  # 行政许可(28)
        return self._add(match, "list_mark")

    def web(self, match: re.Match[str]) -> int:
        return self._add(match, "url") if any(c.isdigit() for c in match[0]) else match.end()

    def code(self, match: re.Match[str]) -> int:
        return self._add(match, "version" if match[0][0] in "vV" and "." in match[0] else "idiom")

    def latin(self, match: re.Match[str]) -> int:
        return self._add(match, "idiom") if "+" in match[0] and any(c.isdigit() for c in match[0]) else match.end()

    # -- titles and quotations -------------------------------------------------------------------------------

    def _settle_frames(self, mentions: list[Mention]) -> None:
        """Numbers inside 《》 belong to a title, numbers inside a short quotation to a name."""
        context = self.context
        for mention in mentions:
            if context.in_title(mention.start):
                mention.kind = "title_number"
                continue
            if mention.kind not in NUMERIC_KINDS or mention.kind in ("share", "growth", "points"):
                continue
            quotation = context.quotation(mention.start)
            if quotation is None or (mention.figure == 0 and not mention.unit):
                continue
            arabic = "0" <= self.text[mention.start] <= "9"
            if (
                arabic
                and quotation == (mention.start, mention.end)
                and (mention.unit or not context.is_chinese(mention.end + 1))
            ):
                continue  # "3815" before a noun is a name
            mention.kind = "title_number" if arabic else "idiom"


def _digit_runs(text: str) -> list[str]:
    return "".join(c if "0" <= c <= "9" else " " for c in text).split()


def _leading_figure(text: str) -> Decimal:
    """The first figure of something that is no amount; 0 if it has none."""
    for i, char in enumerate(text):
        if char in _LEADING:
            end = i + 1
            while end < len(text) and text[end] in _LEADING and (text[end] <= "9") == (char <= "9"):
                end += 1
            numeral = read_numeral(text[i:end])
            return Decimal(0) if numeral is None else numeral.value
    return Decimal(0)


def _is_month_day(digits: str) -> bool:
    """Whether digits are month and day written together (1231, 131)."""
    for cut in (1, 2):
        if (
            cut < len(digits)
            and 1 <= int(digits[:cut]) <= 12
            and 1 <= int(digits[cut:]) <= 31
            and len(digits) - cut <= 2
        ):
            return True
    return False


_HANDLERS = {
    "digits": _Finder.amount,
    "han": _Finder.han,
    "vague": _Finder.amount,
    "date": _Finder.date,
    "han_date": _Finder.han_date,
    "years": _Finder.years,
    "period": _Finder.period,
    "twoyears": _Finder.twoyears,
    "mark": _Finder.mark,
    "han_mark": _Finder.han_mark,
    "dotted": _Finder.dotted,
    "slash": _Finder.slash,
    "ratio": _Finder.ratio,
    "half": _Finder.half,
    "halves": _Finder.half,
    "zero": _Finder.zero,
    "idiom": _Finder.idiom,
    "rank": _Finder.rank,
    "doubling": _Finder.doubling,
    "bracket": _Finder.bracket,
    "web": _Finder.web,
    "code": _Finder.code,
    "latin": _Finder.latin,
}
