"""Reads one amount: figure, scale, hedges, unit, range.

Takes a place in a :class:`Context`, gives a :class:`Mention` or the place to go on from. Never looks beyond the clause.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from nlp.quantities.grammar import HAN_DIGITS, HAN_SCALES
from nlp.quantities.mention import PENDING, Mention
from nlp.quantities.settle import apply_hedges, apply_sign, han_amount_holds, settle_bare, settle_unit
from nlp.text.numerals import Numeral, read_numeral
from nlp.types import Interval

if TYPE_CHECKING:
    import re

    from nlp.quantities.roles import Context

__all__ = ["read_amount"]

_SEPARATORS = "-—–~至到─"
_DASHES = ("-", "—", "–")
_ROW_DIGITS = frozenset("一二三四五六七八九")
_BARE = frozenset("百佰千仟万萬亿億兆")
_HALF_UNITS = frozenset(
    {"年", "个", "個", "个月", "天", "小时", "倍", "成", "斤", "公里", "里", "亩", "周", "岁", "吨"}
)
_HALF_STOPS = tuple("年月天日个小数径导成价")
_FIFTHS = tuple("一二三四五六七八九")
_LARGE_UNIT_SCALE = 4


def read_amount(context: Context, at: int) -> tuple[Mention | None, int]:
    """The amount that starts at ``at`` (None if there is none), and where to go on."""
    match = context.grammar.amount.match(context.text, at)
    if match is None:
        return None, at + 1
    mention = _read_one(context, match)
    if mention is None:
        return None, max(match.end("figure"), at + 1)
    if mention.end < len(context.text) and context.text[mention.end] in _SEPARATORS:
        wider = _read_range(context, mention)
        if wider is not None:
            mention = wider
    return mention, mention.end


# -- one figure ----------------------------------------------------------------------------------------------


def _read_one(context: Context, match: re.Match[str]) -> Mention | None:
    written, unit = match["figure"], match["unit"] or ""
    arabic = "0" <= written[0] <= "9"
    interval: Interval | None = None
    if written[-1] in "亿億" and written[-2:-1] == "个":
        written = written[:-2] + written[-1]  # 六个亿
    if arabic:
        if " " in written and not context.is_tight(match.start(), match.end("figure")):
            return _read_cell(context, match)
        figure = read_numeral(written.replace("w", "万").replace("W", "万"))
    elif written[0] in "数几數幾":
        return _read_vague(context, match)
    elif (pair := _read_pair(context, written, match["inside"] or unit)) is not None:
        figure, interval = pair
    elif len(written) > 1 and all(c in _ROW_DIGITS for c in written):
        return None  # 一三五: digits in a row without a zero are no amount
    else:
        figure = read_numeral(written)
    if figure is None:
        return None
    mention = Mention(match.start(), match.end(), "count", figure.value, figure.decimals, figure.scale, unit)
    mention.value = interval
    mention.rounded = figure.value != 0 and (
        figure.decimals > 0
        or (figure.large and figure.scale >= _LARGE_UNIT_SCALE)
        or (figure.arabic and figure.scale > 0)
    )
    if not arabic and not figure.large and figure.decimals == 0:
        mention.scale = 0
    if match["inside"]:
        _read_inside(context, mention, match["inside"], match["scale"])
    if unit:
        _read_halves(context, mention, match, written)
    elif context.text.startswith("(", mention.end):
        _read_bracketed_unit(context, mention)
    if mention.unit:
        settle_unit(context, mention, arabic=arabic)
    else:
        settle_bare(context, mention, arabic=arabic)
    apply_sign(context, mention)
    bare_scale = not arabic and written[0] in _BARE
    apply_hedges(context, mention, bare=bare_scale)
    if not arabic and not han_amount_holds(context, mention, written, bare_scale=bare_scale):
        return None
    return mention


def _read_cell(context: Context, match: re.Match[str]) -> Mention | None:
    """The first of several figures that wide gaps hold apart: cells of a row, not a number torn by blanks."""
    first = match["figure"].split(" ", 1)[0]
    numeral = read_numeral(first)
    if numeral is None:
        return None
    mention = Mention(match.start(), match.start() + len(first), "count", numeral.value)
    settle_bare(context, mention, arabic=True)
    return mention


def _read_inside(context: Context, mention: Mention, word: str, scale: str) -> None:
    """A hedge between figure and unit, with the scale that may follow it: 14万余条, 200多万元, 十几个, 二十来岁."""
    effect = context.lexicon.hedges_inside[word]
    if scale and (lifted := read_numeral("1" + scale)) is not None:
        mention.figure *= lifted.value
        mention.scale += lifted.scale
    mention.hedge, mention.effect = word, "about" if effect == "round" else effect
    if mention.figure:
        mention.place = place = Decimal((0, (1,), _last_place(mention.figure)))
        if effect == "few":  # 十几 lies above ten and below twenty
            mention.value = Interval(mention.figure, mention.figure + place, low_closed=False, high_closed=False)


def _read_halves(context: Context, mention: Mention, match: re.Match[str], written: str) -> None:
    """What may be wrapped round a unit: 两年半, 三个多月, 一个半小时, 九成五."""
    unit, end, text = mention.unit, mention.end, context.text
    if unit[0] == "个" and unit[1:2] in ("多", "余", "半"):
        mention.unit = "个" + unit[2:]
        if unit[1] == "半":
            _add_tenths(mention, 5)
        else:
            mention.hedge, mention.effect = unit[1], "more"
    elif unit in _HALF_UNITS and text.startswith("半", end) and text[end + 1 : end + 2] not in _HALF_STOPS:
        _add_tenths(mention, 5)
        mention.end += 1
    elif unit == "成":
        if mention.figure > 10 or len(written) > 2:
            mention.unit, mention.end = "", match.start("unit")
        elif text[end : end + 1] in _FIFTHS and not context.is_chinese(end + 1) and mention.value is None:
            _add_tenths(mention, int(_value(text[end])))
            mention.end += 1


def _read_bracketed_unit(context: Context, mention: Mention) -> None:
    """A unit in brackets behind the figure: 12(件), 98.6(%)."""
    close = context.text.find(")", mention.end, mention.end + 6)
    inner = context.text[mention.end + 1 : close] if close > 0 else ""
    unit = context.grammar.amount.fullmatch("1" + inner) if inner else None
    if unit is not None and unit["unit"] == inner and unit["figure"] == "1":
        mention.unit, mention.end = inner, close + 1


def _add_tenths(mention: Mention, tenths: int) -> None:
    mention.figure += Decimal(tenths) / 10
    mention.decimals, mention.rounded = 1, True


def _last_place(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _read_vague(context: Context, match: re.Match[str]) -> Mention | None:
    """数十, 几百, 数千万: at least two of them, less than ten."""
    written, unit = match["figure"], match["unit"] or ""
    start = match.start()
    if start and context.text[start - 1] in context.lexicon.hedge_not_after.get("数", "") and written[0] in "数數":
        return None
    base = read_numeral(written[1:])
    if base is None or (not unit and base.value < 100):
        return None
    low, high = base.value * 2, base.value * 10
    mention = Mention(start, match.end(), "count", low, 0, base.scale, unit, written[0], "few")
    mention.value = Interval(low, high, high_closed=False)
    if unit:
        settle_unit(context, mention, arabic=False)
    return mention


def _read_pair(context: Context, written: str, follows: str) -> tuple[Numeral, Interval] | None:
    """两三个, 七八十, 三五次, 十七八: two neighbouring figures said in one breath."""
    if len(written) < 2 or not follows:
        return None
    match = context.grammar.approximate.fullmatch(written)
    if match is None:
        return None
    low, high = _small(match["low"]), _small(match["high"])
    if high != low + 1 and (low, high) != (3, 5):
        return None
    tens = _value(match["tens"]) if match["tens"] else Decimal(0)
    factor = _value(match["scale"]) if match["scale"] else Decimal(1)
    first, second = (tens + low) * factor, (tens + high) * factor
    return Numeral(first, arabic=False), Interval(first, second)


def _small(char: str) -> int:
    return int(_value(char))


def _value(written: str) -> Decimal:
    numeral = read_numeral(written)
    return Decimal(0) if numeral is None else numeral.value


# -- ranges --------------------------------------------------------------------------------------------------


def _read_range(context: Context, first: Mention) -> Mention | None:
    """``first`` and the figure behind a dash or 至, as one mention: 3至5个, 10-15天, 3-5万元, 2%—5%."""
    text = context.text
    at = first.end
    while at < len(text) and at < first.end + 2 and text[at] in _SEPARATORS:
        at += 1
    if at >= len(text) or text[at] not in _RANGE_STARTS or first.value is not None or first.effect in ("more", "few"):
        return None
    other = context.grammar.amount.match(text, at)
    if other is None:
        return None
    second = _read_one(context, other)
    if second is None or second.value is not None or text[second.end : second.end + 1] in _DASHES:
        return None  # — 9 —: the number of a page
    if first.unit and (
        first.unit != second.unit or text.endswith(("从", "由", "自"), max(0, first.start - 1), first.start)
    ):
        return None
    if not first.unit and first.kind not in ("count", "number", PENDING, "year", "ordinal", "address"):
        return None
    if not second.unit and second.kind in ("phone", "postcode", "document_number"):
        return None
    low, high = first.figure, second.figure
    lifts = second.scale in (1, -1) if second.unit == "%" else not first.scale and abs(low) < 10_000
    if not first.unit and lifts:
        low *= Decimal(10) ** second.scale  # 3-5万元, 三至五成
    if second.start < at or low >= high:
        return None
    second.start, second.figure = first.start, low
    second.decimals = max(first.decimals, second.decimals)
    if second.effect in ("at_least", "over"):
        second.value = Interval.at_least(low, strict=second.effect == "over")
    else:
        second.value = Interval(low, high)
    if not second.effect and first.effect:
        second.hedge, second.effect = first.hedge, first.effect
    return second


_RANGE_STARTS = frozenset("0123456789" + HAN_DIGITS + HAN_SCALES)
