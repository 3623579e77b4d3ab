"""What is drawn on a page: characters and ruling lines, in one coordinate system.

Takes a page of pypdfium2, gives :class:`PageContent`: characters with box and baseline, and the horizontal and vertical
lines that may rule a table, in points from the top left corner of the page as it is shown (rotation applied). White and
transparent strokes are no lines; thin filled rectangles are. Never decides what is a table.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2.raw as pdfium

from nlp.ingest.assemble import is_cjk, unify_radicals

__all__ = ["Char", "Edge", "PageContent", "read_page"]

_THIN = 3.0  # points: a filled rectangle no thicker than this is a line
_MOST_OBJECTS = 60_000
_MOST_DEPTH = 8
_DROPPED = frozenset("\r\n\x00\ufffe\uffff\u200b\u200c\u200d\ufeff\u00ad\u2060")


@dataclass(slots=True)
class Char:
    """A character: its box, its baseline (``base``) and its em (``size``). ``turned`` is its rotation in
    degrees, counter-clockwise.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    turned: int = 0

    @property
    def x(self) -> float:
        """The middle, across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle, down."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Edge:
    """A ruling line: at ``at`` (y of a horizontal, x of a vertical), from ``start`` to ``end``."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageContent:
    """One page. ``fills`` are coloured areas (x0, top, x1, bottom); ``picture`` is the share that pictures cover."""

    number: int
    width: float
    height: float
    chars: list[Char] = field(default_factory=list)
    across: list[Edge] = field(default_factory=list)
    down: list[Edge] = field(default_factory=list)
    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    picture: float = 0.0
    unmapped: int = 0
    slanted: int = 0
    complete: bool = True


class _Frame:
    """From PDF space to the page as shown."""

    def __init__(self, page: Any, turned: int = 0) -> None:
        left, bottom, right, top = page.get_cropbox(fallback_ok=True)
        self.left, self.right = min(left, right), max(left, right)
        self.bottom, self.top = min(bottom, top), max(bottom, top)
        self.rotation = (page.get_rotation() - turned) % 360
        wide, high = self.right - self.left, self.top - self.bottom
        self.width, self.height = (high, wide) if self.rotation in {90, 270} else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        if not self.rotation and x0 <= x1 and y0 <= y1:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def read_page(page: Any, number: int) -> PageContent:
    """Everything drawn on ``page`` (a ``pypdfium2.PdfPage``), which is page ``number`` counted from 1."""
    frame = _Frame(page)
    content = PageContent(number, frame.width, frame.height)
    _read_chars(page, frame, content)
    turned = Counter(char.turned for char in content.chars).most_common(1)
    if turned and turned[0][0] and turned[0][1] * 5 > len(content.chars) * 3:
        # A page laid on its side without saying so: read it as a person would turn it.
        frame = _Frame(page, turned[0][0])
        content = PageContent(number, frame.width, frame.height)
        _read_chars(page, frame, content)
    _read_objects(page, frame, content)
    return content


# -- characters -------------------------------------------------------------------------------------------------------


def _read_chars(page: Any, frame: _Frame, content: PageContent) -> None:
    textpage = page.get_textpage()
    raw = textpage.raw
    rect, matrix, x, y = pdfium.FS_RECTF(), pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    high = 0
    # one look-up of each function, not one a character
    unicode_of = pdfium.FPDFText_GetUnicode
    is_generated = pdfium.FPDFText_IsGenerated
    is_unmapped = pdfium.FPDFText_HasUnicodeMapError
    loose_box = pdfium.FPDFText_GetLooseCharBox
    matrix_of = pdfium.FPDFText_GetMatrix
    angle_of = pdfium.FPDFText_GetCharAngle
    origin_of = pdfium.FPDFText_GetCharOrigin
    size_of = pdfium.FPDFText_GetFontSize
    try:
        for index in range(textpage.count_chars()):
            code = unicode_of(raw, index)
            if 0xD800 <= code < 0xDC00:  # the first half of a pair (Windows builds of pdfium)
                high = code
                continue
            if 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
            if is_generated(raw, index) == 1:
                continue
            text = chr(code) if 0 < code <= 0x10FFFF else "\0"
            if is_unmapped(raw, index) == 1 or text == "\0" or 0xE000 <= code <= 0xF8FF or code == 0xFFFD:
                content.unmapped += 1
            if text in _DROPPED or not loose_box(raw, index, rect):
                continue
            known = bool(matrix_of(raw, index, matrix))
            upright = known and matrix.b == matrix.c == 0 and matrix.a > 0 and matrix.d > 0
            turned = _turn(0.0 if upright else angle_of(raw, index), frame.rotation)
            if turned is None:
                content.slanted += 1
                continue
            origin_of(raw, index, x, y)
            em = _em(size_of(raw, index), matrix) if known else 0.0
            if em and rect.top - rect.bottom > 2.5 * em:
                _tight(raw, index, rect, em)  # vertical writing: the loose box is not scaled
            _add(content, frame, text, rect, (x.value, y.value), turned, em)
    finally:
        textpage.close()


def _em(size: float, matrix: Any) -> float:
    """The size of the font as shown, or 0 where it cannot be told."""
    scale = abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    em = float(size) * float(scale)
    return em if 0.5 <= em <= 400 else 0.0


def _tight(raw: Any, index: int, rect: Any, em: float) -> None:
    """A box of one em around the character's ink."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if pdfium.FPDFText_GetCharBox(raw, index, left, right, bottom, top):
        x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        rect.left, rect.right, rect.bottom, rect.top = x - em / 2, x + em / 2, y - em / 2, y + em / 2


@lru_cache(maxsize=256)
def _turn(angle: float, rotation: int) -> int | None:
    """Rotation of a character as shown, counter-clockwise: 0, 90, 180, 270, or None for a slant (a watermark)."""
    degrees = (rotation - angle * 57.29577951308232) % 360 if angle >= 0 else rotation % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) < 3 else None


def _add(
    content: PageContent, frame: _Frame, text: str, rect: Any, origin: tuple[float, float], turned: int, em: float
) -> None:
    x0, top, x1, bottom = frame.box(rect.left, rect.bottom, rect.right, rect.top)
    along_x, along_y = frame.point(*origin)
    if em:
        size = em
    else:
        tall, wide = (x1 - x0, bottom - top) if turned in {90, 270} else (bottom - top, x1 - x0)
        size = wide if is_cjk(text) and wide > 0.5 * tall else tall * 0.85
    base = along_x if turned in {90, 270} else min(max(along_y, top), bottom)
    text = _shown(text)
    char = Char(text, x0, top, x1, bottom, base, max(size, 1.0), turned)
    before = content.chars[-1] if content.chars else None
    if (
        before is not None
        and before.text == text
        and not text.isspace()
        and abs(before.x0 - x0) < 0.15 * size
        and abs(before.top - top) < 0.15 * size
    ):
        return  # drawn twice for boldness
    content.chars.append(char)


@lru_cache(maxsize=8192)
def _shown(text: str) -> str:
    return "\u3000" if text == "\u3000" else unify_radicals(" " if text.isspace() else text)


# -- lines ------------------------------------------------------------------------------------------------------------

_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _read_objects(page: Any, frame: _Frame, content: PageContent) -> None:
    area = max(1.0, content.width * content.height)
    seen = 0
    for obj, matrix in _objects(page):
        seen += 1
        if seen > _MOST_OBJECTS:
            content.complete = False
            break
        kind = pdfium.FPDFPageObj_GetType(obj)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _read_path(obj, _times(_matrix(obj), matrix), frame, content)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, e, f = _times(_matrix(obj), matrix)
            corners = [(e, f), (a + e, b + f), (c + e, d + f), (a + c + e, b + d + f)]
            points = [frame.point(*corner) for corner in corners]
            x0, x1 = max(0.0, min(p[0] for p in points)), min(content.width, max(p[0] for p in points))
            y0, y1 = max(0.0, min(p[1] for p in points)), min(content.height, max(p[1] for p in points))
            content.picture += max(0.0, x1 - x0) * max(0.0, y1 - y0) / area


def _objects(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    """All page objects, those in forms too, each with the matrix of the forms around it."""
    top = [
        (pdfium.FPDFPage_GetObject(page.raw, i), _IDENTITY, 0) for i in range(pdfium.FPDFPage_CountObjects(page.raw))
    ]
    stack = list(reversed(top))
    while stack:
        obj, matrix, depth = stack.pop()
        if pdfium.FPDFPageObj_GetType(obj) == pdfium.FPDF_PAGEOBJ_FORM and depth < _MOST_DEPTH:
            inner = _times(_matrix(obj), matrix)
            count = min(pdfium.FPDFFormObj_CountObjects(obj), _MOST_OBJECTS)
            stack.extend((pdfium.FPDFFormObj_GetObject(obj, i), inner, depth + 1) for i in reversed(range(count)))
        else:
            yield obj, matrix


def _matrix(obj: Any) -> _Matrix:
    m = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(obj, m):
        return _IDENTITY
    return m.a, m.b, m.c, m.d, m.e, m.f


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _read_path(obj: Any, matrix: _Matrix, frame: _Frame, content: PageContent) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(obj, fill, stroke):
        return
    stroked = bool(stroke.value) and _shows(obj, pdfium.FPDFPageObj_GetStrokeColor)
    filled = bool(fill.value) and _shows(obj, pdfium.FPDFPageObj_GetFillColor)
    if not stroked and not filled:
        return
    for points, curved in _subpaths(obj, matrix, frame):
        if curved:
            continue
        if stroked:
            for a, b in zip(points, points[1:], strict=False):
                _add_edge(content, min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        elif len(points) > 2:
            x0, x1 = min(p[0] for p in points), max(p[0] for p in points)
            y0, y1 = min(p[1] for p in points), max(p[1] for p in points)
            if x1 - x0 > _THIN and y1 - y0 > _THIN:
                content.fills.append((x0, y0, x1, y1))
            else:
                _add_edge(content, x0, y0, x1, y1)


def _shows(obj: Any, getter: Any) -> bool:
    """Whether a colour can be seen on white paper."""
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not getter(obj, r, g, b, a):
        return True
    return a.value > 8 and min(r.value, g.value, b.value) < 248


def _add_edge(content: PageContent, x0: float, y0: float, x1: float, y1: float) -> None:
    wide, tall = x1 - x0, y1 - y0
    if tall <= _THIN and wide > max(tall, 1.0):
        content.across.append(Edge((y0 + y1) / 2, x0, x1))
    elif wide <= _THIN and tall > max(wide, 1.0):
        content.down.append(Edge((x0 + x1) / 2, y0, y1))


def _subpaths(obj: Any, matrix: _Matrix, frame: _Frame) -> Iterator[tuple[list[tuple[float, float]], bool]]:
    points: list[tuple[float, float]] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = matrix
    for index in range(min(pdfium.FPDFPath_CountSegments(obj), 20_000)):
        segment = pdfium.FPDFPath_GetPathSegment(obj, index)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = frame.point(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points, curved
            points, curved = [point], False
        else:
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            points.append(point)
        if pdfium.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
            yield points, curved
            points, curved = [points[0]], False
    if len(points) > 1:
        yield points, curved
