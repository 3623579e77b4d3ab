"""Positions in a document's text, and the evidence that quotes them."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BBox", "Evidence", "Span"]

BBox = tuple[float, float, float, float]
"""x0, top, x1, bottom in points of the page (origin at the top left)."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range ``[start, end)`` of characters in ``Document.text``: the only public coordinate."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The quoted text."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def shift(self, by: int) -> Span:
        """The same length, ``by`` characters further."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that a finding points at. ``quote`` always equals ``text[span.start:span.end]``.

    ``role`` is "claim" (the sentence's number), "left" or "right" (operands), or "context". A cell that was drawn
    without text of its own has an empty span at its place.
    """

    role: str
    span: Span
    quote: str
    page: int | None = None
    bbox: BBox | None = None
    cell: str | None = None
