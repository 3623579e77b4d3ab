"""Paragraphs as the classifiers see them: one plain form of a text, whatever it was printed or scanned like.

Takes strings, gives strings. Full width becomes half width, blanks and line breaks go, page numbers that were torn into
the text go, every number becomes ``0`` (how much was published says nothing of the topic), quotation marks go, letters are
lower case. Never keeps offsets: labels belong to whole paragraphs.
"""

from __future__ import annotations

import re

from nlp.text.view import fold

__all__ = ["plain_heading", "plain_text"]

_PAGE = re.compile(r"(?:^|(?<=\s))[-—–]\s*[0-9]{1,3}\s*[-—–](?=\s|$)|第\s*[0-9]{1,3}\s*页")
_HOTLINE = re.compile(r"(?<![0-9])12345(?![0-9])")
_NUMBER = re.compile(r"[0-9](?:[0-9.]|,(?=[0-9]{3}))*")
_DROPPED = dict.fromkeys(map(ord, "\0 \t\r\n\f\v\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff\u00ad“”‘’\"'*#_|`"))
# A lone surrogate (from a damaged file) is no character; tokenizers choke on it.
_DROPPED.update(dict.fromkeys(range(0xD800, 0xE000)))
_ALIKE = str.maketrans(
    {"〈": "《", "〉": "》", "<": "《", ">": "》", "—": "-", "–": "-", "…": "。", "．": ".", "·": ""}
)
_MARK = re.compile(
    r"^(?:第[一二三四五六七八九十0]+(?:部分|章|篇|编)|[(]?[一二三四五六七八九十]{1,3}[)、.,]+|[(]?0[)、.,]*|[①-⑳])[、.,:]*"
)


def plain_text(text: str) -> str:
    """The plain form of a paragraph. Empty for a text of blanks."""
    folded = fold(text)
    if "-" in folded or "—" in folded or "第" in folded:
        folded = _PAGE.sub("", folded)
    joined = folded.translate(_DROPPED).translate(_ALIKE).lower()
    return _NUMBER.sub("0", _HOTLINE.sub("市民热线", joined))


def plain_heading(heading: str) -> str:
    """The plain form of a title without its ordinal: ``（一）主动公开情况`` becomes ``主动公开情况``."""
    plain = plain_text(heading)
    return _MARK.sub("", plain).rstrip("。.:;,") or plain
