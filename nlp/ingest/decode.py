"""Bytes as text, with the encoding found from the bytes themselves.

Takes bytes and, for pages, the charset they declare; gives the text, the encoding's name and whether it was guessed or
had to be mended. Tries what is certain first (byte order marks, strict UTF-8, the pattern of zero bytes of UTF-16), then
GB18030 and Big5 judged by how common the characters are, and only then a statistical guess. Never drops a byte silently:
what cannot be decoded becomes U+FFFD and a notice.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

__all__ = ["Decoded", "decode", "looks_binary"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: the mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "utf8": "utf-8",
}
_SAMPLE = 65_536
_BROKEN_SHARE = 0.02
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_READABLE = re.compile(r"[\t\n\r\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e“”‘’—…·]")
_HANZI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """``guessed``: no certain sign named the encoding. ``replaced``: how many places could not be decoded."""

    text: str
    encoding: str
    guessed: bool = False
    replaced: int = 0


def decode(data: bytes, declared: str | None = None) -> Decoded | None:
    """The text of ``data``, or None if it is no text in any encoding known here. A leading mark is left out."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _mended(data[len(mark) :], name)
    wide = _utf16_by_zeros(data)
    if wide:
        return _mended(data, wide)
    if b"\0" in data[:_SAMPLE] and data[:_SAMPLE].count(0) > len(data[:_SAMPLE]) * 0.01:
        return None
    try:
        text = data.decode("utf-8")
        return _gb_in_disguise(data, text) or Decoded(text, "utf-8")
    except UnicodeDecodeError as error:
        cut = error.start >= len(data) - 3 and error.reason == "unexpected end of data"
        if cut and not data[: error.start].isascii():
            return Decoded(data.decode("utf-8", "replace"), "utf-8", replaced=1)
    return _declared(data, declared) or _legacy(data) or _statistical(data)


def looks_binary(text: str) -> bool:
    """Whether decoded bytes are no text after all: control or undecodable characters all over."""
    sample = text[:_SAMPLE]
    if not sample:
        return False
    odd = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return odd > max(2, len(sample) * 0.05)


def _gb_in_disguise(data: bytes, text: str) -> Decoded | None:
    """A short GB text whose bytes happen to be valid UTF-8 (联通): letters of other alphabets, and no ideograph."""
    if text.isascii() or len(data) > 4096 or _HANZI.search(text) or max(text) > "\u07ff":
        return None
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return Decoded(other, "gb18030", guessed=True) if _commonness(other, "gb2312") > 0.9 else None


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    if not declared:
        return None
    name = _NAMES.get(declared.lower().strip(), declared.lower().strip())
    try:
        codecs.lookup(name)
        text = data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    if name == "gb18030" and _commonness(text, "gb2312") < 0.6:
        return None
    return Decoded(text, name)


def _legacy(data: bytes) -> Decoded | None:
    """GB18030 or Big5, whichever gives the commoner characters; nearly-UTF-8 and nearly-GB18030 are mended."""
    candidates: list[tuple[float, Decoded]] = []
    for name, common in (("gb18030", "gb2312"), ("utf-8", "gb2312"), ("big5", "big5")):
        text = data.decode(name, "replace")
        broken = text.count("\ufffd")
        if broken > max(1, len(text) * _BROKEN_SHARE):
            continue
        score = _commonness(text, common) - broken / max(1, len(text)) * 5
        candidates.append((score, Decoded(text, name, guessed=True, replaced=broken)))
    candidates.sort(key=lambda pair: pair[0], reverse=True)
    return candidates[0][1] if candidates and candidates[0][0] >= 0.6 else None


def _commonness(text: str, table: str) -> float:
    """Share of the ideographs that belong to the everyday part of an old national table.

    The first level of GB 2312 (rows 16 to 55, 3,755 characters) and of Big5 (lead bytes A4 to C6): text in the right
    encoding stays above 0.9, misread text falls below 0.5.
    """
    found = _HANZI.findall(text[:_SAMPLE])
    if not found:
        return 0.7 if text.isascii() else 0.3
    common = 0
    low, high = (0xB0, 0xD7) if table == "gb2312" else (0xA4, 0xC6)
    for char in found:
        try:
            lead = char.encode(table)[0]
        except UnicodeEncodeError:
            continue
        common += low <= lead <= high
    return common / len(found)


def _utf16_by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: digits, blanks and line ends have zero bytes, and one byte order makes sense."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or sample.count(0) * 250 < len(sample):
        return None
    best = max(("utf-16-le", "utf-16-be"), key=lambda name: _readable(sample, name))
    return best if _readable(sample, best) > 0.85 else None


def _readable(sample: bytes, name: str) -> float:
    """Share of the characters that a Chinese report is made of."""
    text = sample[: len(sample) & ~1].decode(name, "replace")
    if not text.replace("\0", "").strip():
        return 0.0
    return len(_READABLE.findall(text)) / len(text)


def _mended(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except UnicodeDecodeError:
        text = data.decode(name, "replace")
        return Decoded(text, name, replaced=max(1, text.count("\ufffd")))


def _statistical(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(
        data[:_SAMPLE], cp_isolation=["big5", "big5hkscs", "gb18030", "hz", "utf_16_le", "utf_16_be", "cp1252"]
    ).best()
    if best is None:
        return None
    text = data.decode(best.encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(1, len(text) * _BROKEN_SHARE):
        return None
    return Decoded(text, best.encoding, guessed=True, replaced=broken)
