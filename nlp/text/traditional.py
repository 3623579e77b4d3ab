"""Traditional characters and their simplified forms, one to one, for matching only.

Takes ``data/traditional.txt`` (the traditional characters in one line, the simplified ones below them), gives a table for
:meth:`str.translate`. Only characters that no simplified text writes are in it, so that folding never changes simplified text:
what GB 2312 holds is left alone, but for three characters. The pairs are those on which OpenCC (Apache-2.0) turns single
characters.
"""

from __future__ import annotations

from importlib import resources

__all__ = ["TRADITIONAL"]


def _pairs() -> dict[int, int]:
    lines = (resources.files("nlp.text") / "data" / "traditional.txt").read_text(encoding="utf-8").split("\n")
    return dict(zip(map(ord, lines[0]), map(ord, lines[1]), strict=True))


TRADITIONAL: dict[int, int] = _pairs()
"""Code points of traditional characters to those of their simplified forms."""
