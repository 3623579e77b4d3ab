"""Gives a figure its kind, sign and hedge, and doubts Chinese figures that may be words.

Takes a :class:`Mention` with its figure and unit as written, changes it. Never moves its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nlp.quantities.mention import PENDING, Mention

if TYPE_CHECKING:
    from nlp.quantities.roles import Context

__all__ = ["apply_hedges", "apply_sign", "han_amount_holds", "settle_bare", "settle_unit"]

_SIGNS = {"-": -1, "+": 1, "负": -1, "負": -1}
_NO_SIGN_AFTER = ("-", "+", "%", ")", "]", "日", "年", "月", "号")
_NEGATIVE_AFTER = ("为", "是", "达", "至", "到", "约", "占")
_PLUS_AFTER = ("多", "增", "加", "升", "为", "是", "达", "至", "到", "减", "比", "计", "减", "化")
_HALF_YEARS = ("上", "下", "前", "后", "大", "小")
_CLAUSE_ENDS = (",", ";", "。", "、", ")")
_LONG_CODE = 11
"""Digits in a row, without a unit, that are an identifier and no amount."""
_LIKELY_YEARS = range(1990, 2036)
_ADDRESS_COUNTERS = ("栋", "幢", "层", "座", "弄", "单元")
_ROOMS = ("办公室", "会议室", "房间", "房(", "房,", "房;", "房。")
_ROOM_DIGITS = 3
_COORDINATES = ("东经", "西经", "北纬", "南纬", "经度", "纬度", "经度为", "纬度为")
_DAMAGED_DAY = 10_000
_DAMAGED_YEAR = 2200
"""A day or year beyond is a date that lost its 年 and 月 or got a stray digit (2025111231日, 32024年)."""


# -- unit and kind -------------------------------------------------------------------------------------------


def settle_unit(context: Context, mention: Mention, *, arabic: bool) -> None:
    """The kind that the unit says, money and shares told in 元 and %."""
    lexicon, unit, start = context.lexicon, mention.unit, mention.start
    if unit in lexicon.money:
        mention.kind, mention.unit = "money", lexicon.money[unit]
    elif unit in lexicon.percent or unit in lexicon.permille or unit == "成":
        if unit == "成":
            mention.shift(1)
        elif unit in lexicon.permille:
            mention.shift(-1)
        mention.unit, mention.rounded = "%", True
        mention.kind = "growth" if context.is_growth(start, mention.end) else "share"
    elif unit in lexicon.points:
        mention.kind, mention.rounded = "points", True
    elif unit in lexicon.multiples:
        mention.kind, mention.rounded = "multiple", True
    elif unit in lexicon.not_amounts:
        mention.kind = lexicon.not_amounts[unit]
        if unit == "号":
            mention.kind = "address" if context.after(lexicon.address_before, start) else "document_number"
            if arabic and context.after(("月",), start):
                mention.kind = "date"
    elif unit == "年" and 1500 <= mention.figure < 2200 and arabic and mention.scale == 0:
        mention.kind = "year"
    elif arabic and mention.scale == 0 and _is_damaged_date(mention):
        mention.kind = "date" if unit == "日" else "year"
    elif unit == "度" and context.after(_COORDINATES, start):
        mention.kind = "address"
    elif unit == "日" and 1 <= mention.figure <= 31 and not context.is_day_count(start, mention.end):
        mention.kind = "date"
    elif unit in lexicon.ordinal_counters and context.after(("前", "后", "倒数"), start):
        mention.kind = "ordinal"
    elif unit in _ADDRESS_COUNTERS and context.after(lexicon.address_before, start):
        mention.kind = "address"


def _is_damaged_date(mention: Mention) -> bool:
    figure, unit = mention.figure, mention.unit
    return mention.decimals == 0 and (
        unit == "日" and figure >= _DAMAGED_DAY or unit == "年" and figure > _DAMAGED_YEAR
    )


def settle_bare(context: Context, mention: Mention, *, arabic: bool) -> None:
    """A figure without a unit."""
    lexicon, start, end, text = context.lexicon, mention.start, mention.end, context.text
    if text[start - 1 : start] in tuple(lexicon.money_signs) and start:
        mention.kind, mention.unit = "money", lexicon.money_signs[text[start - 1]]
        mention.start -= 1
        return
    if not arabic:
        mention.kind = PENDING
        return
    size = end - start
    plain = mention.decimals == 0 and mention.scale == 0
    if plain and size == 6 and context.labelled(lexicon.postcode_before, start):
        mention.kind = "postcode"
    elif plain and size >= 3 and context.labelled(lexicon.phone_before, start):
        mention.kind = "phone"
    elif plain and context.labelled(lexicon.identifier_before, start):
        mention.kind = "document_number"
    elif plain and size == 4 and int(mention.figure) in _LIKELY_YEARS and not _is_stated_count(context, start, end):
        mention.kind = "year"
    elif (
        plain
        and context.after(lexicon.ordinal_before, start)
        and not context.after(("目前", "之前", "此前", "以前", "提前", "代表"), start)
    ):
        mention.kind = "ordinal"
    elif plain and (
        context.after(("路", "街", "巷", "弄", "大道"), start)
        or size >= _ROOM_DIGITS
        and (context.after(("座", "栋", "幢", "室"), start) or text.startswith(_ROOMS, end))
    ):
        mention.kind = "address"
    elif plain and size <= 2 and _numbers_a_caption(context, start, end):
        mention.kind = "ordinal"
    elif size >= _LONG_CODE and plain:
        mention.kind = "document_number"
    elif context.is_chinese(start - 1) or context.is_chinese(end) or _names_a_measure(context, start):
        mention.kind = "count"
    else:
        mention.kind = "number"


def _numbers_a_caption(context: Context, start: int, end: int) -> bool:
    """Whether a bare figure opens a line and a blank holds it apart from a noun: the lost 图 of 图1 某局申请办理统计."""
    starts = context.view.starts
    return context.starts_item(start) and context.is_chinese(end) and starts[end] - starts[end - 1] > 1


def _names_a_measure(context: Context, start: int) -> bool:
    """Whether a noun or verb stands before the figure, a bracket or colon in between: 行政许可(28), 网络:12."""
    if context.after(context.lexicon.count_before, start):
        return True
    return context.text[start - 1 : start] in ("(", ":") and context.is_chinese(start - 2)


def _is_stated_count(context: Context, start: int, end: int) -> bool:
    """Whether a bare figure that looks like a year is told as a count (受理2015,其中...)."""
    follower = context.text[end : end + 1]
    return context.after(context.lexicon.count_before, start) and (not follower or follower in _CLAUSE_ENDS)


# -- sign and hedges -----------------------------------------------------------------------------------------


def apply_sign(context: Context, mention: Mention) -> None:
    """A sign before the figure, unless it is a dash or the tail of a word (2019-12, 减负)."""
    start, text = mention.start, context.text
    if start == 0 or text[start - 1] not in _SIGNS:
        return
    sign = text[start - 1]
    before = text[start - 2 : start - 1]
    if sign in "-+" and (before.isascii() and before.isalnum() or before in _NO_SIGN_AFTER):
        return
    if sign == "+" and mention.unit not in ("%", "") and context.is_chinese(start - 2) and before not in _PLUS_AFTER:
        return  # 南方+3条: the name of a medium
    if sign in "负負" and context.is_chinese(start - 2) and before not in _NEGATIVE_AFTER:
        return  # 减负, 担负, 正负
    mention.start -= 1
    if _SIGNS[sign] < 0:
        mention.figure = -mention.figure


def apply_hedges(context: Context, mention: Mention, *, bare: bool) -> None:
    """The hedge behind or before, unless one stands inside the figure already."""
    if mention.effect:
        return
    written_unit = mention.unit
    hedge, effect = context.hedge_behind(mention.end, "成" if context.text[mention.end - 1] == "成" else written_unit)
    if not effect:
        hedge, effect = context.hedge_before(mention.start, written_unit, bare=bare)
    if effect:
        mention.hedge, mention.effect = hedge, effect


# -- Chinese figures are words as often as numbers ------------------------------------------------------------


def han_amount_holds(context: Context, mention: Mention, written: str, *, bare_scale: bool) -> bool:
    """Whether a Chinese figure is an amount and not part of a word; when in doubt it is not."""
    lexicon, start, text = context.lexicon, mention.start, context.text
    if mention.kind == "document_number":
        return False  # 四号合一
    if written == "半" and text[start - 1 : start] in _HALF_YEARS:
        mention.kind = "period"
    if mention.kind not in ("count", PENDING):
        if mention.kind in ("ordinal", "address", "version"):
            return len(written) <= 3
        if written in ("一", "壹") and text[start - 1 : start] in lexicon.one_not_after:
            return False
        return bool(mention.effect) or not bare_scale
    if bare_scale and not mention.effect:
        return False
    if mention.kind == PENDING:
        return True
    unit = mention.unit
    if written == "一":
        return _one_is_counted(context, mention)
    if unit in lexicon.weak_counters and len(written) == 1 and written != "半" and not mention.effect:
        return _ends_clause(context, mention)
    if unit == "个" and text.startswith("一", mention.end):
        return False  # 三个一, 两个一百年
    return True


def _one_is_counted(context: Context, mention: Mention) -> bool:
    """一 with a counter counts (收到一件) or only introduces (一个重要环节); when in doubt it does not count."""
    lexicon, start, text = context.lexicon, mention.start, context.text
    if context.grammar.one_not_before.match(text, start + 1):
        return False
    word = text[start : mention.end]
    if text.startswith(word, mention.end) or text.endswith(word, max(0, start - len(word)), start):
        return False  # 一件一件
    if context.after(("无", "没有", "未有"), start):
        return False  # 无一件被纠错
    if context.after(lexicon.one_before, start):
        return True
    if start and context.after(lexicon.one_not_after, start):
        return False
    if mention.effect or mention.decimals or mention.unit in lexicon.one_counters:
        return True
    return mention.unit not in lexicon.weak_counters and _ends_clause(context, mention)


def _ends_clause(context: Context, mention: Mention) -> bool:
    """Whether the figure follows a noun and closes the clause (设查阅点一处。)."""
    return context.is_chinese(mention.start - 1) and context.text[mention.end : mention.end + 1] in _CLAUSE_ENDS
