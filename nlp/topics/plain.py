"""Paragraphs as the classifiers see them: one plain form of a text, whatever it was printed or scanned like.

Takes strings, gives strings. Full width becomes half width, blanks and line breaks go, page numbers that were torn into
the text go, every number becomes ``0`` (how much was published says nothing of the topic), quotation marks go, letters are
lower case. Never keeps offsets: labels belong to whole paragraphs.
"""

from __future__ import annotations

import re

from nlp.text.traditional import TRADITIONAL
from nlp.text.view import fold

__all__ = ["plain_heading", "plain_text", "sentences_of"]

_PAGE = re.compile(r"(?:^|(?<=\s))[-—–]\s*[0-9０-９]{1,3}\s*[-—–](?=\s|$)|第\s*[0-9０-９]{1,3}\s*页")
_HOTLINE = re.compile(r"(?<![0-9])12345(?![0-9])")
_NUMBER = re.compile(r"[0-9](?:[0-9.]|,(?=[0-9]{3}))*")
_ALIKE = {"〈": "《", "〉": "》", "<": "《", ">": "》", "—": "-", "–": "-", "…": "。"}
# What is dropped: blanks, quotation marks, and lone surrogates (from damaged files; tokenizers choke on them).
_TABLE: dict[int, int | str | None] = {code: ord(fold(chr(code))) for code in (*range(0xFF01, 0xFF5F), 0x2212, 0xFE63)}
_TABLE.update(TRADITIONAL)
_TABLE.update({ord(a): b for a, b in _ALIKE.items()})
_TABLE.update(
    dict.fromkeys(map(ord, "\0 \t\r\n\f\v\u3000\u00a0\u00ad\u200e\u200f\u2060\ufeff“”‘’\"'*#_|`·＂＇＊＃＿｜｀"))
)
_TABLE.update(dict.fromkeys((*range(0x2000, 0x200E), 0x202F, *range(0xD800, 0xE000))))
_MARK = re.compile(
    r"^(?:第[一二三四五六七八九十0]+(?:部分|章|篇|编)|[(]?[一二三四五六七八九十]{1,3}[)、.,]+|[(]?0[)、.,]*|[①-⑳])[、.,:]*"
)


def plain_text(text: str) -> str:
    """The plain form of a paragraph. Empty for a text of blanks."""
    if "-" in text or "—" in text or "–" in text or "第" in text:
        text = _PAGE.sub("", text)
    joined = text.translate(_TABLE).lower()
    if "12345" in joined:
        joined = _HOTLINE.sub("市民热线", joined)
    return _NUMBER.sub("0", joined)


def plain_heading(heading: str) -> str:
    """The plain form of a title without its ordinal: ``（一）主动公开情况`` becomes ``主动公开情况``."""
    plain = plain_text(heading)
    return _MARK.sub("", plain).rstrip("。.:;,") or plain


_SENTENCE = re.compile(r"[^。;!?]*[。;!?]?")
_SHORT, _LONG = 10, 160  # characters


def sentences_of(plain: str) -> list[str]:
    """The sentences and clauses behind 。;!? of a plain text, at least one. Scraps join their neighbour.

    A sentence that runs on for lack of stops (extraction loses them) is cut at commas, so that none is long enough to hide
    a topic in.
    """
    out: list[str] = []
    for sentence in _SENTENCE.findall(plain):
        parts = [sentence] if len(sentence) <= _LONG else _at_commas(sentence)
        for part in parts:
            if out and (len(part) < _SHORT or len(out[-1]) < _SHORT):
                out[-1] += part
            elif part:
                out.append(part)
    return out or [plain]


def _at_commas(sentence: str) -> list[str]:
    out = [""]
    for piece in re.split(r"(?<=,)", sentence):
        if len(out[-1]) >= _LONG // 2:
            out.append("")
        out[-1] += piece
    return out
