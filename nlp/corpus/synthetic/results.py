"""Lists of results: 予以公开…件、部分公开…件, in the ways offices list them.

Takes a style and the figures, gives phrases in the notation of :mod:`~nlp.corpus.synthetic.slots`. Never prints a list that is
not complete unless it says so (主要).
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random

from nlp.corpus.synthetic.slots import Context, evaluate
from nlp.corpus.synthetic.style import Style

__all__ = ["results_phrase"]

_LEADS = ("从办理结果看，", "在办结的申请中，", "已答复的申请中，", "按办理结果分，", "办理结果中，", "其中，")
_GROUPS = (
    ("open", ("予以公开", "同意公开")),
    ("part", ("部分公开",)),
    ("refused", ("不予公开",)),
    ("unavail", ("无法提供", "因本机关不掌握等原因无法提供")),
    ("rejected", ("不予处理",)),
    ("other", ("其他处理", "作其他处理")),
)
_DETAILS: dict[str, tuple[tuple[str, str], ...]] = {
    "refused": (
        ("d1", "属于国家秘密"), ("d2", "其他法律行政法规禁止公开"), ("d3", "危及“三安全一稳定”"), ("d4", "保护第三方合法权益"),
        ("d5", "属于内部事务信息"), ("d6", "属于过程性信息"), ("d7", "属于行政执法案卷"), ("d8", "属于行政查询事项"),
    ),
    "unavail": (("u1", "本机关不掌握相关政府信息"), ("u2", "没有现成信息需要另行制作"), ("u3", "补正后申请内容仍不明确")),
    "rejected": (
        ("n1", "信访举报投诉类申请"), ("n2", "重复申请"), ("n3", "要求提供公开出版物"), ("n4", "无正当理由大量反复申请"),
        ("n5", "要求确认或重新出具已获取信息"),
    ),
}  # fmt: skip


def results_phrase(style: Style, context: Context) -> list[str]:
    """Phrases that list the results of the concluded applications; none for an office that does not list them."""
    rng = random.Random(f"{style.seed}/results")
    lead = rng.choice(_LEADS)
    names = {alias: rng.choice(texts) for alias, texts in _GROUPS}
    done = evaluate("done", context)
    listing = style.listing
    if done < 15 and listing in ("shares", "only_shares"):
        listing = "counts"
    groups = list(names)
    if listing in ("merged", "shares", "only_shares") and rng.random() < 0.6:
        groups = ["open+part", *groups[2:]]
        names["open+part"] = rng.choice(["予以公开和部分公开", "予以公开及部分公开", "予以公开或部分公开"])
    shown = [group for group in groups if evaluate(group, context) > 0 or (style.zeros and listing == "counts")]
    if not shown:
        return []
    separator = style.separator
    if listing == "counts" or listing == "merged":
        return [lead + separator.join(f"{names[g]}{{{g}}}" for g in shown)]
    if listing == "shares":
        separator = "；" if separator == "、" else separator
        return [lead + separator.join(f"{names[g]}{{{g}}}，占{{({g})/done|%}}" for g in shown)]
    if listing == "only_shares":
        return [lead + "、".join(f"{names[g]}占{{({g})/done|%}}" for g in shown)]
    if listing == "reversed":
        return [lead + "，".join(f"{{{g}}}{names[g]}" for g in shown)]
    return [lead + "；".join(_detailed(g, names[g], context) for g in shown)]


def _detailed(group: str, name: str, context: Context) -> str:
    """A group with the lines it is made of in parentheses, where more than one has a number."""
    inner = [(alias, label) for alias, label in _DETAILS.get(group, ()) if evaluate(alias, context) > 0]
    if len(inner) < 2:
        return f"{name}{{{group}}}"
    return f"{name}{{{group}}}（{'、'.join(f'{label}{{{alias}}}' for alias, label in inner)}）"
