"""The numbers that Word writes before paragraphs by itself.

Takes the numbering and styles parts, gives for each numbered paragraph, in the order of the document, the text a reader
sees before it: 一、 （一） 1. ①. Reports number their headings so, and without these numbers no section could be found.
Never invents a number for a bullet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nlp.ingest.docx_package import attribute, local

__all__ = ["Numbering", "Styles", "chinese_number"]

Node = Any
_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "十", "百", "千", "万")
_LEGAL_UNITS = ("", "拾", "佰", "仟", "万")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_OFF = {"0", "false", "off", "none"}


def chinese_number(n: int, digits: str = _DIGITS, units: tuple[str, ...] = _UNITS) -> str:
    """1 to 99999 in Chinese as headings write it: 10 is 十, 11 十一, 21 二十一, 101 一百零一."""
    zero = "零"
    if n == 0:
        return digits[0]
    if not 0 < n < 100_000:
        return str(n)
    text = ""
    pending = False
    for power in range(4, -1, -1):
        digit = n // 10**power % 10
        if digit:
            text += (zero if pending and text else "") + digits[digit] + units[power]
            pending = False
        else:
            pending = True
    return text[1:] if text.startswith("一十") else text


def _roman(n: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        while n >= value and len(text) < 40:
            text += sign
            n -= value
    return text


def _letters(n: int) -> str:
    return chr(ord("A") + (n - 1) % 26) * ((n - 1) // 26 + 1) if n > 0 else str(n)


def _circled(n: int) -> str:
    if 1 <= n <= 20:
        return chr(0x2460 + n - 1)
    return f"({n})"


def _digit_by_digit(n: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(n))


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({ord(str(d)): 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "koreanCounting": chinese_number,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": chinese_number,
    "chineseLegalSimplified": lambda n: chinese_number(n, _LEGAL, _LEGAL_UNITS),
    "ideographLegalTraditional": lambda n: chinese_number(n, _LEGAL, _LEGAL_UNITS),
    "ideographTraditional": lambda n: _STEMS[(n - 1) % 10] if n > 0 else str(n),
    "ideographZodiac": lambda n: _BRANCHES[(n - 1) % 12] if n > 0 else str(n),
    "ideographEnclosedCircle": lambda n: chr(0x3280 + n - 1) if 1 <= n <= 10 else str(n),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda n: _letters(n).lower(),
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Styles:
    """What paragraph styles say of outline and numbering, inheritance resolved."""

    outline: dict[str, int] = field(default_factory=dict)
    numbering: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    default: str | None = None

    @classmethod
    def of(cls, root: Node | None) -> Styles:
        """Read the styles part (None: no styles)."""
        styles = cls()
        parents: dict[str, str] = {}
        for style in root if root is not None else ():
            if local(style) != "style":
                continue
            ident = attribute(style, "styleId") or ""
            if attribute(style, "type") in {None, "paragraph"} and attribute(style, "default") not in {None, *_OFF}:
                styles.default = ident
            styles._read(style, ident, parents)
        for ident in list(styles.names):
            styles._inherit(ident, parents)
        return styles

    def _read(self, style: Node, ident: str, parents: dict[str, str]) -> None:
        for child in style:
            name = local(child)
            if name == "name":
                self.names[ident] = (attribute(child, "val") or "").lower()
                heading = re.fullmatch(r"(?:heading|标题)\s*([1-9])", self.names[ident])
                if self.names[ident] in {"title", "标题"}:
                    self.outline.setdefault(ident, 0)
                if heading:
                    self.outline.setdefault(ident, int(heading[1]) - 1)
            elif name == "basedOn":
                parents[ident] = attribute(child, "val") or ""
            elif name == "pPr":
                for prop in child:
                    if local(prop) == "outlineLvl":
                        self.outline[ident] = _integer(attribute(prop, "val"), 9)
                    elif local(prop) == "numPr":
                        self.numbering[ident] = num_pr(prop)
            elif name == "rPr" and any(
                local(prop) == "vanish" and attribute(prop, "val") not in _OFF for prop in child
            ):
                self.hidden.add(ident)

    def _inherit(self, ident: str, parents: dict[str, str]) -> None:
        parent = parents.get(ident, "")
        for _ in range(20):
            if not parent:
                return
            if parent in self.outline:
                self.outline.setdefault(ident, self.outline[parent])
            if parent in self.numbering:
                num, level = self.numbering.get(ident, (None, None))
                above = self.numbering[parent]
                self.numbering[ident] = (num or above[0], level or above[1])
            parent = parents.get(parent, "")


def num_pr(node: Node) -> tuple[str | None, str | None]:
    """NumId and ilvl of a ``numPr`` (2003: ``ilfo`` in a ``listPr``)."""
    num = level = None
    for child in node:
        name = local(child)
        if name in {"numId", "ilfo"}:
            num = attribute(child, "val")
        elif name == "ilvl":
            level = attribute(child, "val")
    return num, level


@dataclass(slots=True)
class Numbering:
    """Counts as Word counts: one set of counters for each abstract list, restarted below a higher level."""

    _abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _of_num: dict[str, str] = field(default_factory=dict)
    _overrides: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _starts: dict[str, dict[int, int]] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)
    _style_levels: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Node | None) -> Numbering:
        """Read the numbering part (None: no lists)."""
        numbering = cls()
        links: dict[str, str] = {}
        roots: dict[str, str] = {}
        for node in root if root is not None else ():
            name = local(node)
            if name in {"abstractNum", "listDef"}:
                ident = attribute(node, "abstractNumId") or attribute(node, "listDefId") or ""
                numbering._abstract[ident] = dict(map(_level, _named(node, "lvl")))
                for child in node:
                    if local(child) == "numStyleLink":
                        links[ident] = attribute(child, "val") or ""
                    elif local(child) == "styleLink":
                        roots[attribute(child, "val") or ""] = ident
                for lvl in _named(node, "lvl"):
                    for child in _named(lvl, "pStyle"):
                        numbering._style_levels[attribute(child, "val") or ""] = (
                            ident,
                            _integer(attribute(lvl, "ilvl"), 0),
                        )
            elif name in {"num", "list"}:
                numbering._read_num(node)
        for ident, style in links.items():
            if style in roots:
                numbering._abstract[ident] = numbering._abstract[roots[style]]
        return numbering

    def _read_num(self, node: Node) -> None:
        num = attribute(node, "numId") or attribute(node, "ilfo") or ""
        for child in node:
            name = local(child)
            if name in {"abstractNumId", "ilst"}:
                self._of_num[num] = attribute(child, "val") or ""
            elif name == "lvlOverride":
                level = _integer(attribute(child, "ilvl"), 0)
                for part in child:
                    if local(part) == "startOverride":
                        self._starts.setdefault(num, {})[level] = _integer(attribute(part, "val"), 1)
                    elif local(part) == "lvl":
                        self._overrides.setdefault(num, {})[level] = _level(part)[1]

    def label(self, num: str | None, level: int) -> str:
        """The text before the next paragraph of this list and level ("" for bullets and unknown lists)."""
        abstract = self._of_num.get(num or "")
        if num is None or abstract is None or abstract not in self._abstract:
            return ""
        spec = self._spec(num, abstract, level)
        if spec is None:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if level in self._starts.get(num, {}) and (num, level) not in self._started:
            counters[level] = self._starts[num][level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = spec.start
        self._started.add((num, level))
        for deeper in [other for other in counters if other > level]:
            below = self._spec(num, abstract, deeper)
            if below is None or below.restart is None or (below.restart != 0 and level < below.restart):
                del counters[deeper]
        return self._written(num, abstract, spec)

    def _spec(self, num: str, abstract: str, level: int) -> _Level | None:
        return self._overrides.get(num, {}).get(level) or self._abstract[abstract].get(level)

    def _written(self, num: str, abstract: str, spec: _Level) -> str:
        if spec.form in {"bullet", "none"} and "%" not in spec.text:
            return spec.text if spec.form == "none" else ""
        counters = self._counters[abstract]

        def value(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            other = self._spec(num, abstract, level)
            n = counters.get(level, other.start if other else 1)
            form = "decimal" if spec.legal else (other.form if other else "decimal")
            if form in {"bullet", "none"}:
                return ""
            return _WRITERS.get(form, str)(n)

        return re.sub(r"%([1-9])", value, spec.text)


def _level(node: Node) -> tuple[int, _Level]:
    spec = _Level()
    for child in node:
        name, value = local(child), attribute(child, "val")
        if name == "start":
            spec.start = _integer(value, 1)
        elif name in {"numFmt", "nfc"}:
            spec.form = _FORMS_2003.get(value or "", value or "decimal")
        elif name == "lvlText":
            spec.text = value or ""
        elif name == "suff":
            spec.suffix = (value or "tab").lower()
        elif name == "lvlRestart":
            spec.restart = _integer(value, 0)
        elif name == "isLgl":
            spec.legal = value not in _OFF
    return _integer(attribute(node, "ilvl"), 0), spec


# The number formats of Word 2003's XML, by number.
_FORMS_2003 = {
    "0": "decimal",
    "1": "upperRoman",
    "2": "lowerRoman",
    "3": "upperLetter",
    "4": "lowerLetter",
    "11": "japaneseCounting",
    "13": "japaneseCounting",
    "18": "decimalEnclosedCircle",
    "23": "bullet",
    "37": "chineseCountingThousand",
    "39": "chineseCounting",
    "255": "none",
}


def _named(node: Node, name: str) -> list[Node]:
    return [child for child in node if local(child) == name]


def _integer(value: str | None, default: int) -> int:
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default
