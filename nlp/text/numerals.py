"""Reads a written figure: Arabic, Chinese, financial, traditional, or mixed.

Takes a short string that is one numeral and nothing else (``1,450``, ``25万6千``, ``一万五千亿``, ``壹佰``, ``两万八``,
``三点五``, ``三分之二``), gives its exact value and how finely it was printed. Never searches in running text, never
guesses at vague words (几, 多, 余: see ``nlp.quantities.approx``), never raises: what it cannot read is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from nlp.text.view import fold

__all__ = ["Numeral", "parse_numeral", "read_numeral"]

_EXACT = Context(prec=60)
_TOO_LONG = 60

_DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    "○": 0,
    "◯": 0,
    "两": 2,
    "兩": 2,
    "俩": 2,
    "倆": 2,
    "仨": 3,
    "幺": 1,
    "弌": 1,
    "弍": 2,
    "弎": 3,
    "貳": 2,
    "贰": 2,
    "弐": 2,
    "參": 3,
    "叄": 3,
    "参": 3,
    "陸": 6,
    "漆": 7,
}
_TENS = {"廿": 2, "卄": 2, "卅": 3, "卌": 4}
_SMALL = {"十": 1, "拾": 1, "百": 2, "佰": 2, "千": 3, "仟": 3}
_LARGE = {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
_PARTS = {"百": 2, "千": 3, "万": 4, "萬": 4, "仟": 3, "佰": 2}

_ARABIC = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.·][0-9]+)?")
_PERCENT = re.compile(r"([百佰千仟万萬])分之(.+)")
_FRACTION = re.compile(r"(?:(.+?)又)?(.+?)分之(.+)")
_SLASH = re.compile(r"([0-9]+)/([0-9]+)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """``value`` is exact. ``decimals`` counts the printed decimals before any scale word, ``scale`` is the power of ten
    of the last written group (1.8万 -> 4, 25万6千 -> 3, 一万五千亿 -> 11), so ``10 ** (scale - decimals)`` is the step
    of print. ``arabic`` is true if any Arabic digit was written, ``large`` if 万, 亿 or 兆 was.
    """

    value: Decimal
    decimals: int = 0
    scale: int = 0
    arabic: bool = True
    large: bool = False

    @property
    def step(self) -> Decimal:
        """The distance between neighbouring values that would be printed with the same precision."""
        return Decimal((0, (1,), self.scale - self.decimals))

    @property
    def place(self) -> Decimal:
        """The place value of the last non-zero digit (200 -> 100, 1.8万 -> 1000); of zero, the step of print."""
        if self.value == 0:
            return self.step
        exponent = _EXACT.normalize(self.value).as_tuple().exponent
        return Decimal((0, (1,), exponent)) if isinstance(exponent, int) else self.step


def parse_numeral(text: str) -> Decimal | None:
    """The value of a written figure, or None. Fractions and 百分之 give the ratio (百分之四十五 -> 0.45)."""
    numeral = read_numeral(text)
    return None if numeral is None else numeral.value


def read_numeral(text: str) -> Numeral | None:
    """The value of a written figure and its precision, or None if ``text`` is not one whole numeral."""
    if text.isdigit() and text.isascii() and len(text) <= _TOO_LONG:
        return Numeral(Decimal(text))
    body = fold(text).replace(" ", "")
    if not body or len(body) > _TOO_LONG:
        return None
    if body[0] in "-负負+":
        rest = read_numeral(body[1:]) if body[1:2] not in ("-", "负", "負", "+") else None
        if rest is None:
            return None
        sign = 1 if body[0] == "+" else -1
        return Numeral(rest.value * sign, rest.decimals, rest.scale, rest.arabic, rest.large)
    if "分" in body or "/" in body or body[-1] in "%‰":
        return _read_ratio(body)
    return _read_plain(body)


def _read_ratio(body: str) -> Numeral | None:
    if body[-1] in "%‰":
        return _shifted(_read_plain(body[:-1]), 2 if body[-1] == "%" else 3)
    if match := _PERCENT.fullmatch(body):
        rest = match[2]
        if len(rest) == 1 and rest in "百佰":
            return Numeral(Decimal(1), 2, 0, arabic=False)
        return _shifted(_read_plain(rest), _PARTS[match[1]])
    if match := _SLASH.fullmatch(body):
        above, below = Numeral(Decimal(match[2])), Numeral(Decimal(match[1]))
        whole: Numeral | None = Numeral(Decimal(0))
    elif match := _FRACTION.fullmatch(body):
        whole = _read_plain(match[1]) if match[1] else Numeral(Decimal(0))
        first, second = _read_plain(match[2]), _read_plain(match[3])
        if first is None or second is None:
            return None
        below, above = second, first
    else:
        return None
    if whole is None or above.value == 0:
        return None
    ratio = _EXACT.add(whole.value, _EXACT.divide(below.value, above.value))
    return Numeral(ratio, arabic=below.arabic)


def _shifted(numeral: Numeral | None, places: int) -> Numeral | None:
    if numeral is None:
        return None
    value = numeral.value.scaleb(-places, _EXACT)
    return Numeral(value, numeral.decimals + places, numeral.scale, numeral.arabic, numeral.large)


def _read_plain(body: str) -> Numeral | None:
    """A figure without sign or fraction. Reads left to right, keeping what waits for its scale word."""
    if not body:
        return None
    if body == "半":
        return Numeral(Decimal("0.5"), 1, 0, arabic=False)
    if match := _ARABIC.fullmatch(body):
        digits = match[0].replace(",", "").replace("·", ".")
        return Numeral(Decimal(digits), len(digits) - digits.index(".") - 1 if "." in digits else 0)
    if all(c in _DIGITS or c in "0123456789" for c in body):
        return _read_row(body)
    return _Reader(body).result()


def _read_row(body: str) -> Numeral | None:
    """Digits one after another (二〇二一, 一零五); 两, 俩 and their kin stand alone only."""
    if len(body) > 1 and any(c in "两兩俩倆仨" for c in body):
        return None
    digits = "".join(c if c in "0123456789" else str(_DIGITS[c]) for c in body)
    return Numeral(Decimal(digits), arabic=body.isascii())


class _Reader:
    """One pass over a mixed numeral. ``total`` is what the scale words 万, 亿 have closed, ``section`` what stands below."""

    def __init__(self, body: str) -> None:
        self.body = body
        self.total = Decimal(0)
        self.section = Decimal(0)
        self.pending: Decimal | None = None  # a coefficient that waits for its unit
        self.pending_decimals = 0
        self.decimals = 0
        self.scale = 0
        self.last_small = 4  # power of the last unit within the section: units must fall
        self.last_large = 99
        self.after_zero = False
        self.arabic = False
        self.large = False
        self.any_unit = False

    def result(self) -> Numeral | None:
        position = 0
        body = self.body
        while position < len(body):
            char = body[position]
            if char in "0123456789":
                match = _ARABIC.match(body, position)
                if match is None or not self._take_arabic(match[0]):
                    return None
                position = match.end()
                continue
            if char in "点點":
                end = position + 1
                while end < len(body) and (body[end] in _DIGITS or body[end] in "0123456789"):
                    end += 1
                if not self._take_point(body[position + 1 : end]):
                    return None
                position = end
                continue
            if not self._take(char):
                return None
            position += 1
        return self._close()

    def _take(self, char: str) -> bool:
        if char in _DIGITS:
            digit = _DIGITS[char]
            if self.pending is not None:
                return False
            if digit == 0:
                self.after_zero = True
                return self.any_unit or self.body[1:2] in ("点", "點")
            self.pending, self.pending_decimals = Decimal(digit), 0
            return True
        if char in _TENS:
            if self.pending is not None or self.last_small <= 1:
                return False
            self.section += 10 * _TENS[char]
            return self._unit_seen(1, 1)
        if char in _SMALL:
            power = _SMALL[char]
            if power >= self.last_small:
                return False
            # 十 may stand without 一 everywhere, 百 and 千 only at the head
            if self.pending is None and power > 1 and (self.any_unit or self.after_zero):
                return False
            coefficient = self.pending if self.pending is not None else Decimal(1)
            self.section += coefficient.scaleb(power, _EXACT)
            return self._unit_seen(power, power)
        if char in _LARGE:
            return self._take_large(_LARGE[char])
        return False

    def _unit_seen(self, power: int, scale: int) -> bool:
        self.decimals = self.pending_decimals if self.pending is not None else 0
        self.pending, self.pending_decimals = None, 0
        self.last_small, self.scale = power, scale
        self.after_zero, self.any_unit = False, True
        return True

    def _take_large(self, power: int) -> bool:
        if self.pending is not None:
            self.section += self.pending
            self.decimals = self.pending_decimals
            trailing = 0
        else:
            trailing = self.scale if self.section else 0
        if power > self.last_large or (not self.section and self.pending is None):
            # 一万五千亿: the larger word lifts everything before it; a bare 万 is one 万
            before = self.total + self.section
            if before == 0:
                before = Decimal(1)
            elif not self.section and self.pending is None:
                trailing = self.scale
            self.total = before.scaleb(power, _EXACT)
        elif power == self.last_large:
            return False
        else:
            self.total += self.section.scaleb(power, _EXACT)
        self.section, self.pending, self.pending_decimals = Decimal(0), None, 0
        self.last_large, self.last_small = power, 4
        self.scale = trailing + power
        self.after_zero, self.any_unit, self.large = False, True, True
        return True

    def _take_arabic(self, written: str) -> bool:
        if self.pending is not None:
            return False
        digits = written.replace(",", "").replace("·", ".")
        self.pending = Decimal(digits)
        self.pending_decimals = len(digits) - digits.index(".") - 1 if "." in digits else 0
        self.arabic = True
        if self.any_unit and self.pending >= 10 ** min(self.last_small, self.last_large):
            return False
        return True

    def _take_point(self, digits: str) -> bool:
        if not digits or self.pending_decimals:
            return False
        fraction = "".join(c if c in "0123456789" else str(_DIGITS[c]) for c in digits)
        if self.pending is None:
            if not self.any_unit and self.body[0] not in "零〇0":
                return False
            self.pending = Decimal(0)
        if self.last_small < 4:  # 二十三点五: the small units belong to the coefficient
            self.pending += self.section
            self.section = Decimal(0)
            self.last_small = 4
        self.pending += Decimal("0." + fraction)
        self.pending_decimals = len(fraction)
        return True

    def _close(self) -> Numeral | None:
        value = self.total + self.section
        scale, decimals = self.scale, self.decimals
        if self.pending is not None:
            elided = self._elided()
            if elided is None:
                return None
            value += self.pending.scaleb(elided, _EXACT)
            scale, decimals = elided, self.pending_decimals
        elif self.after_zero:
            return None
        return Numeral(value, decimals, scale, self.arabic, self.large)

    def _elided(self) -> int | None:
        """The power of a last digit whose unit is left out: 两万八 -> 3, 三百五 -> 1, 二十三 -> 0."""
        assert self.pending is not None
        if not self.any_unit or self.after_zero or self.pending_decimals:
            return 0
        power = self.last_small if self.last_small < 4 else self.last_large
        if power in (1, 99):
            return 0
        if self.arabic and self.pending >= 10:
            return 0 if len(str(self.pending)) == power else None  # 1万2345, but not 1万23
        return power - 1
