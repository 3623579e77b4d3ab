"""What one drawn cell says.

Takes the text of a cell as drawn, gives a :class:`Reading`: state, value, unit, and where the text admits more than one
number the candidates. Never guesses: a text that is not clearly one number is unreadable, and says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from nlp.text import fold
from nlp.types import CellState

__all__ = ["Reading", "is_value", "read_cell"]

_UNITS = "万件|万项|万宗|万|亿|件|项|个|条|宗|份|次|例|起|篇|家|类|人次|人|亿元|万元|千元|元|场|期"
_DASH = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2500\uff70_~"
_NUMBER = re.compile(
    r"(?P<sign>[+\-\u2191\u2193]|(?:减少|调减|下降|减|增加|新增|调增|上升|增)(?: |了)?)?"
    r"(?P<int>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<frac>\d+))?"
    rf"(?:\((?P<unit0>{_UNITS})\)|(?P<unit>{_UNITS}))?[;。.,]?",
)
_SPACED = re.compile(r"\d{1,3}(?:[ ']\d{3})+")
_NOTE = re.compile(r"\([^()]*[^\d()\s.,][^()]*\)$|\[[^\[\]]*[^\d\[\]\s][^\[\]]*\]$|[*#①-⑳]+$")
_DASHES = re.compile(rf"[{_DASH}]+")
_SLASHES = re.compile(r"[/\\|]{1,2}")
_NONE = frozenset(
    {"不适用", "无", "无此项", "不涉及", "暂无", "没有", "N/A", "n/a", "NA", "无数据", "未涉及", "不存在"}
)
_NO_SUCH = re.compile(
    "(?:[省市县区镇乡]级|本级|本单位|本机关|本部门)?(?:(?:无|暂无|没有|未)(?:此|该|相关|有)?|不|免)"
    "(?:此项|项目?|事项|数据|收费|权限|职能|新增|发生|开展|涉及|存在|设立?|产生|收取?|办理)(?:项目|事项|情况|费用)?|此项无"
)
_NO_CHANGE = frozenset(
    {
        "持平",
        "与上年持平",
        "与去年持平",
        "同上年持平",
        "无变化",
        "没有变化",
        "未变化",
        "不变",
        "未变",
        "无增减",
        "没有增减",
    }
)
_CONFUSED = str.maketrans("OoQD○lI|SBZ", "00000111582")
_CONFUSABLE = re.compile(r"[\dOoQDlI|SBZ○]+(?:\.[\dOoQDlI|SBZ○]+)?")
_ZEROS = frozenset({"零", "〇"})
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f]")
_MARKUP = re.compile(r"</?[A-Za-z]{1,6}\s*/?>|&nbsp;|&#160;|\*\*|__|(?<=\S)\\$|^\\(?=\S)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A cell as read. ``value`` is in ``unit`` as printed ("" if none is printed).

    ``candidates`` are the numbers that an unreadable text may stand for; ``note`` names what was unusual (a notice
    code) or is "". ``places`` is the number of printed decimals.
    """

    state: CellState
    value: Decimal | None = None
    unit: str = ""
    candidates: tuple[Decimal, ...] = ()
    note: str = ""
    places: int = 0

    @property
    def is_number(self) -> bool:
        """Whether a value was read."""
        return self.state is CellState.NUMBER


_BLANK = Reading(CellState.BLANK)


@lru_cache(maxsize=8192)
def read_cell(text: str) -> Reading | None:
    """The reading of a drawn text, or None if it is a label rather than a value."""
    folded = _INVISIBLE.sub("", fold(text)).strip()
    if "<" in folded or "&" in folded or "*" in folded or "_" in folded or "\\" in folded:
        folded = _MARKUP.sub(" ", folded).strip() if len(folded) > 1 else folded
    if not folded:
        return _BLANK
    if _DASHES.fullmatch(folded):
        return Reading(CellState.DASH)
    if _SLASHES.fullmatch(folded):
        return Reading(CellState.SLASH)
    if folded in _NONE or _NO_SUCH.fullmatch(folded):
        return Reading(CellState.NOT_APPLICABLE)
    if folded in _NO_CHANGE:
        return Reading(CellState.NUMBER, Decimal(0), note="cell_no_change")
    if folded in _ZEROS:
        return Reading(CellState.NUMBER, Decimal(0), note="cell_chinese_numeral")
    number = _NUMBER.fullmatch(folded)
    if number is not None:
        return _number(number)
    if not re.search(r"[\dOoQDlI○]", folded):
        bare = _NOTE.sub("", folded) if folded.endswith((")", "]")) else folded
        return read_cell(bare) if bare and bare != folded else None
    return _unusual(folded)


def is_value(text: str) -> bool:
    """Whether a text may be a table's value (blank texts included)."""
    return read_cell(text) is not None


def _number(match: re.Match[str]) -> Reading:
    if len(match["int"]) > 1 and match["int"].startswith("0"):  # cells run together, or a torn number
        return Reading(CellState.UNREADABLE, note="cell_unclear")
    value = Decimal(match["int"].replace(",", "") + ("." + match["frac"] if match["frac"] else ""))
    note = ""
    sign = match["sign"] or ""
    if sign[:1] in ("-", "\u2193", "减", "下") or sign.startswith("调减"):
        value = -value
    if sign and sign not in "+-":
        note = "cell_arrow"
    places = len(match["frac"] or "")
    unit = match["unit"] or match["unit0"] or ""
    return Reading(CellState.NUMBER, value, unit, note=note, places=places)


def _unusual(folded: str) -> Reading | None:
    stripped = folded
    while (note := _NOTE.search(stripped)) is not None and note.start() > 0:
        stripped = stripped[: note.start()].rstrip()
    if stripped != folded:
        inner = read_cell(stripped)
        if inner is None or inner.state is not CellState.NUMBER:
            return inner
        return Reading(inner.state, inner.value, inner.unit, note=inner.note or "cell_note", places=inner.places)
    lines = [part for part in re.split(r"\s*\n\s*", folded) if part]
    tight = re.sub(r"\s+", "", folded)
    if re.search(r"\s", folded):
        joined = _NUMBER.fullmatch(tight)
        if joined is not None and not re.search(r"\d\s+\d", folded):
            return _number(joined)  # blanks only around sign, comma or unit
        if joined is not None and _SPACED.fullmatch(re.sub(r"\s+", " ", folded)):
            return Reading(CellState.NUMBER, Decimal(re.sub(r"\D", "", folded)), note="cell_spaced")
        if joined is not None and len(lines) == 2 and "." not in tight and len(lines[0]) >= max(2, len(lines[1])):
            # a long number wrapped in a narrow column, or two numbers: only the sums can tell
            return Reading(
                CellState.UNREADABLE, candidates=(Decimal(tight),) if tight.isdigit() else (), note="cell_wrapped"
            )
        parts = folded.split()
        if all(_NUMBER.fullmatch(part) for part in parts):
            candidates = (Decimal(tight),) if tight.isdigit() else ()
            return Reading(CellState.UNREADABLE, candidates=candidates, note="cell_several_numbers")
        if all(read_cell(part) is not None for part in parts) and len(parts) <= 4:
            return Reading(CellState.UNREADABLE, note="cell_several_numbers")
    if re.fullmatch(rf"[{_DASH}+]{{1,4}}\d+(?:\.\d+)?", tight):
        return Reading(CellState.UNREADABLE, candidates=(Decimal(tight.lstrip(_DASH + "+")),), note="cell_signs")
    if re.fullmatch(r"\(\d+\)", tight) or re.fullmatch(r"\d+\(\d+\)", tight):
        return Reading(CellState.UNREADABLE, note="cell_several_numbers")
    lone = tight in ("O", "o", "l", "I", "○", "OO")
    if _CONFUSABLE.fullmatch(tight) and len(tight) <= 12 and (lone or any(c.isdigit() for c in tight)):
        fixed = tight.translate(_CONFUSED)
        return Reading(CellState.UNREADABLE, candidates=(Decimal(fixed),), note="cell_confused")
    if re.fullmatch(r"\d[\d\s.,%?…]*[%?…]", tight) or re.fullmatch(r"\d{1,3}(?:,\d+)+|\d+\.\d+\.\d+|\d+,\d+", tight):
        return Reading(CellState.UNREADABLE, note="cell_unclear")
    return None
