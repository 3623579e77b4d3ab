"""What a line says of itself: its ordinal mark, and of which part of a report it could be the title.

Takes strings; gives marks and titles with their strength. Never decides whether a line *is* a heading of the document:
that depends on the other lines (``sections``, ``paragraphs``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from nlp.structure.lines import compact, squeeze
from nlp.structure.wording import headings

__all__ = [
    "FUZZY",
    "KIN",
    "STATUTORY",
    "STRONG",
    "UNKNOWN",
    "WEAK",
    "Mark",
    "Title",
    "bare_ordinal",
    "chinese_ordinal",
    "classify_title",
    "find_mark",
    "glued_title",
]

STATUTORY, STRONG, KIN, WEAK, UNKNOWN = 4, 3, 2, 1, 0
FUZZY = 82.0  # edit similarity (0-100) at which a misprinted statutory title is still known
LONGEST_TITLE = 48

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_ORDINAL = "[一二三四五六七八九十]{1,3}"
_STYLES: tuple[tuple[str, str], ...] = (
    ("part", rf"第(?P<part>{_ORDINAL})(?:部分|章|篇|编)[、.,:]?"),
    ("paren", rf"\((?P<paren>{_ORDINAL})\)[、.,]?"),
    ("cjk", rf"(?P<cjk>{_ORDINAL})[、.,:·．](?![0-9])"),
    (
        "run",
        r"(?P<run>[一二三四五六七八九十]{1,2})(?:是|要(?=[^求件点闻素]))|其(?P<run2>[一二三四五六七八])(?:是|,|、)",
    ),
    ("digit_paren", r"\((?P<digit_paren>[0-9]{1,2})\)[、.]?|(?P<circled>[①-⑳])"),
    ("digit", r"(?P<digit>[0-9]{1,2})(?:、|\.(?![0-9])|\)(?![,。;:]))"),
)
_MARK = re.compile("|".join(f"(?:{expression})" for _, expression in _STYLES))
_FIRST = frozenset("一二三四五六七八九十第其")
_STYLE_OF = {"run2": "run", "circled": "digit_paren"}
_DECORATION = re.compile(r"^[#*>•◆◇■□●○★☆▲△►▪·_]+(?=.)")
_STRAY = re.compile(rf"^[^\u4e00-\u9fff0-9(《“]{{1,3}}(?={_ORDINAL}、)")
_BARE_ORDINAL = re.compile(r"^([一二三四五六七八九])(?=[\u4e00-\u9fff])")
_TRAIL = re.compile(r"(?:[.…·。_-]{2,}[0-9]{1,3}|[。.::;,*#、]+)$")
_NOTE = re.compile(r"\([^()]{0,24}\)$")
_SEPARATORS = frozenset(" \u3000\u00a0\t。:：")
_INNER_STOP = re.compile(r"[。;!?]")


@dataclass(frozen=True, slots=True)
class Mark:
    """An ordinal mark at the beginning of a line.

    ``style``: part (第一部分), cjk (一、), paren (（一）), digit (1、), digit_paren (（1）), run (一是). ``length`` is the
    number of characters of the line up to the title, ``stray`` what stood before the mark and does not belong there.
    """

    style: str
    ordinal: int
    length: int
    stray: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Of which part a title could be: ``key`` (None: of none known) and ``strength`` (4 to 0).

    ``misprinted``: nearly a title of the statutory format; ``canonical``: exactly one.
    """

    key: str | None
    strength: int
    misprinted: bool = False
    canonical: bool = False


def chinese_ordinal(text: str) -> int:
    """一 = 1 … 九十九 = 99; plain and circled digits too."""
    if text.isascii():
        return int(text)
    if len(text) == 1 and "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(text[0], 0)


def find_mark(text: str) -> Mark | None:
    """The mark at the head of ``text`` (one line), tolerant of blanks, of markdown signs and of a stray character."""
    first = text[:1]
    if "\u4e00" <= first <= "\u9fff" and first not in _FIRST:
        return None
    head, index = compact(text[:24])
    offset = 0
    decoration = _DECORATION.match(head)
    if decoration:
        offset = decoration.end()
    stray = ""
    match = _MARK.match(head, offset)
    if match is None:
        found = _STRAY.match(head[offset:])
        if found:
            stray = found.group()
            match = _MARK.match(head, offset + found.end())
    if match is None or not match.lastgroup:
        return None
    return Mark(
        _STYLE_OF.get(match.lastgroup, match.lastgroup),
        chinese_ordinal(match.group(match.lastgroup)),
        index[match.end()],
        stray,
    )


def bare_ordinal(text: str) -> Mark | None:
    """An ordinal that has lost its 、 (一总体情况): only to be believed before a title that is known."""
    if text[:1] not in _DIGITS:
        return None
    head, index = compact(text[:12])
    match = _BARE_ORDINAL.match(head)
    return Mark("cjk", chinese_ordinal(match.group(1)), index[match.end()]) if match else None


@lru_cache(maxsize=4096)
def classify_title(title: str) -> Title:
    """The part that a whole title names. ``title`` has no ordinal; blanks and trailing punctuation do not matter."""
    plain = _TRAIL.sub("", squeeze(title).strip("#*_"))
    if not plain or len(plain) > LONGEST_TITLE or _INNER_STOP.search(plain):
        return Title(None, UNKNOWN)
    wording = headings()
    bare = _NOTE.sub("", plain) or plain
    best = Title(None, UNKNOWN)
    for strength, key, expression in wording.titles:
        if strength > best.strength and (expression.fullmatch(bare) or expression.fullmatch(plain)):
            best = Title(key, strength)
    if best.strength >= STRONG:
        return Title(best.key, best.strength, canonical=(best.key or "", bare) in wording.canonical)
    for key, canonical in wording.canonical:
        if abs(len(canonical) - len(bare)) <= 4 and fuzz.ratio(canonical, bare) >= FUZZY:
            return Title(key, classify_title(canonical).strength, misprinted=True)
    if best.key:
        return best
    for key, words in wording.weak:
        if words.search(bare):
            return Title(key, WEAK)
    return best


def _apart(text: str, end: int) -> bool:
    """Whether a blank, a colon or a year stands after a title, so that even a vague one is known to end there."""
    rest = text[end : end + 2]
    return rest[:1] in _SEPARATORS or rest == "20"


def glued_title(text: str) -> tuple[str, int, int] | None:
    """A title at the head of ``text`` with more text after it: (key, strength, length of the title in ``text``).

    Only titles that end as titles do (…情况, …事项) and of which the following text is not the predicate.
    """
    head, index = compact(text[:120])
    wording = headings()
    best: tuple[str, int, int] | None = None
    for strength, key, expression in wording.titles:
        match = expression.match(head)
        if match is None or (best and match.end() <= best[2]) or (best and strength < best[1]):
            continue
        if strength == KIN and not _apart(text, index[match.end() - 1] + 1):
            continue
        stop = match.end()
        note = re.match(r"\([^()]{0,24}\)", head[stop:])
        if note:
            stop += note.end()
        if not wording.endings.search(match.group()) or wording.sentence.match(head[stop:]):
            continue
        best = (key, strength, stop)
    if best is None:
        return None
    return best[0], best[1], index[best[2] - 1] + 1
