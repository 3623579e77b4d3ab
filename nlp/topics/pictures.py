"""Pictures of a training run: confusion, reliability, learning curve, as SVG.

Takes measures, gives SVG text, the same for the same measures. Needs no plotting library, so that the command line can draw
where none is installed. Never measures anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from nlp.topics.evaluation import FamilyScore
from nlp.topics.labels import Family, LabelSet

__all__ = ["draw_confusion", "draw_curve", "draw_reliability"]

_FONT = 'font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif"'
_INK, _GRID, _BLUE = "#1f2933", "#d5dbe1", (31, 94, 168)
_COLOURS = ("#1f5ea8", "#c2410c", "#2f7d4f")


def _page(width: int, height: int, title: str, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title)}" {_FONT} font-size="13" fill="{_INK}">'
    )
    white = f'<rect width="{width}" height="{height}" fill="white"/>'
    name = f'<text x="16" y="26" font-size="16" font-weight="bold">{escape(title)}</text>'
    return "\n".join([head, white, name, *body, "</svg>"]) + "\n"


def _text(x: float, y: float, text: str, anchor: str = "start", fill: str = _INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def draw_confusion(score: FamilyScore, family: Family) -> str:
    """What is true (rows) against what was given (columns); the darker, the larger the share of its row."""
    assert score.confusion is not None
    cell, left, top = 58, 130, 80
    size = len(family.labels)
    body = [_text(left, 50, "列：判为；行：应为 (columns: given, rows: true)")]
    for i, label in enumerate(family.labels):
        body.append(_text(left - 8, top + i * cell + cell / 2 + 5, label.zh, "end"))
        body.append(_text(left + i * cell + cell / 2, top - 8, label.zh[:4], "middle"))
    for i, row in enumerate(score.confusion):
        for j, number in enumerate(row):
            share = number / max(sum(row), 1)
            fill = "rgb({},{},{})".format(*(round(255 - (255 - c) * share) for c in _BLUE))
            x, y = left + j * cell, top + i * cell
            body.append(f'<rect x="{x}" y="{y}" width="{cell}" height="{cell}" fill="{fill}" stroke="{_GRID}"/>')
            if number:
                ink = "white" if share > 0.5 else _INK
                body.append(_text(x + cell / 2, y + cell / 2 + 5, str(number), "middle", ink))
    return _page(left + size * cell + 20, top + size * cell + 20, f"混淆矩阵 {family.zh}", body)


def _frame(left: int, top: int, side: int, steps: Sequence[float], low: float) -> list[str]:
    body = [f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="{_GRID}"/>']
    for step in steps:
        y = top + side - (step - low) / (1 - low) * side
        body.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + side}" y2="{y:.1f}" stroke="{_GRID}"/>')
        body.append(_text(left - 8, y + 4, f"{step:.1f}", "end"))
    return body


def draw_reliability(score: FamilyScore, family: Family) -> str:
    """The probability that was said against the share that was right; on the diagonal both agree."""
    left, top, side = 60, 50, 320
    body = _frame(left, top, side, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0), 0.0)
    body.append(
        f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" stroke="{_INK}" stroke-dasharray="4 4"/>'
    )
    most = max((number for _, _, number in score.reliability), default=1)
    for mean, share, number in score.reliability:
        radius = 3 + 9 * (number / most) ** 0.5
        x, y = left + mean * side, top + side - share * side
        body.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_COLOURS[0]}" fill-opacity="0.7"/>')
    body.append(_text(left + side / 2, top + side + 24, f"概率 (probability)；ECE {score.ece:.3f}", "middle"))
    return _page(left + side + 30, top + side + 40, f"概率是否可信 {family.zh}", body)


def draw_curve(points: Sequence[Mapping[str, Any]], labels: LabelSet) -> str:
    """Macro F1 on the test part against the number of training paragraphs."""
    left, top, side, low = 60, 50, 360, 0.4
    most = max(point["rows"] for point in points)
    body = _frame(left, top, side, (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0), low)
    for colour, (name, family) in zip(_COLOURS, labels.families.items(), strict=False):
        places = [
            (left + point["rows"] / most * side, top + side - (max(point["macro"][name], low) - low) / (1 - low) * side)
            for point in points
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        body.append(_text(places[-1][0] + 8, places[-1][1] + 4, family.zh, fill=colour))
    for point in points:
        body.append(_text(left + point["rows"] / most * side, top + side + 20, str(point["rows"]), "middle"))
    return _page(left + side + 90, top + side + 40, "学习曲线：宏平均 F1 与训练段落数", body)
