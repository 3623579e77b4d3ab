"""The prose of a report: sentences chosen by the office's habits and filled with its figures.

Takes an issuer, its style, a year and the cells; gives the report's parts with all marks. Never contradicts the cells: every
figure over them is computed, and sentences whose condition does not hold are left out.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from nlp.corpus.synthetic.content import Mark, Part, Passage
from nlp.corpus.synthetic.names import Issuer
from nlp.corpus.synthetic.results import results_phrase
from nlp.corpus.synthetic.slots import Context, evaluate, fill, formula_of, holds
from nlp.corpus.synthetic.style import Style, words_of
from nlp.errors import ConfigurationError

__all__ = ["Prose", "phrases", "write_parts"]

_FILES = ("phrases_requests.yaml", "phrases_active.yaml", "phrases_other.yaml")
_KEYS = frozenset({"t", "when", "split", "rnd", "all", "none", "quote", "tag", "gov", "free_growth"})
_HALF = str.maketrans("，：；（）？！", ",:;()?!")


@cache
def phrases() -> Mapping[str, tuple[dict[str, Any], ...]]:
    """The phrase bank by group. Raises :class:`ConfigurationError` naming file and group."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    bank: dict[str, tuple[dict[str, Any], ...]] = {}
    for name in _FILES:
        source = resources.files("nlp.corpus.synthetic").joinpath("data", name).read_text(encoding="utf-8")
        for group, entries in yaml.load(source, Loader=loader).items():
            made = [{"t": entry} if isinstance(entry, str) else entry for entry in entries]
            for entry in made:
                if "t" not in entry or set(entry) - _KEYS:
                    raise ConfigurationError(
                        f"{name}: {group}", f"unknown keys {sorted(set(entry) - _KEYS)} or no text"
                    )
            bank[group] = tuple(made)
    return bank


class Prose:
    """Writes passages for one report. ``context`` holds its cells, ``style`` the habits of the office."""

    def __init__(self, issuer: Issuer, style: Style, year: int, context: Context) -> None:
        self.issuer = issuer
        self.style = style
        self.year = year
        self.context = context
        self.pieces: list[tuple[str, tuple[Mark, ...]]] = []

    # -- choosing -----------------------------------------------------------------------------------------------

    def some(self, group: str, count: int = 1, end: str = "。") -> bool:
        """Add up to ``count`` sentences of a group, those that the office prefers. Whether there was one."""
        added = 0
        for rank, entry in self._preferred(group):
            if added == count:
                break
            added += self._add(entry, f"{group}/{rank}", end)
        return added > 0

    def _preferred(self, group: str) -> Iterable[tuple[int, dict[str, Any]]]:
        entries = list(enumerate(phrases()[group]))
        random.Random(f"{self.style.seed}/{group}").shuffle(entries)
        return entries

    def _add(self, entry: dict[str, Any], name: str, end: str) -> bool:
        context = self.context
        context.local = self._local(entry)
        if entry.get("gov") and not context.gov:
            return False
        if "when" in entry and not holds(entry["when"], context):
            return False
        text, marks = fill(entry["t"], context, random.Random(f"{self.style.seed}/{name}"))
        if not text:
            return True
        marks = (*marks, *self._quantifiers(entry, text))
        if not text.endswith(("。", "；", "：", "，")):
            text += end
        self.pieces.append((text, marks))
        return True

    def _local(self, entry: dict[str, Any]) -> dict[str, Decimal]:
        rng = self.context.rng
        local = {key: Decimal(rng.randint(*bounds)) for key, bounds in entry.get("rnd", {}).items()}
        for key in sorted(set(re.findall(r"\{(k2?|m)\|", entry["t"])) - set(local)):
            local[key] = Decimal(rng.randint(2, 9))
        split = entry.get("split")
        if split:
            left = int(evaluate(split["of"], self.context))
            names = split["into"]
            for number, key in enumerate(names, start=1):
                rest = len(names) - number
                share = (
                    left
                    if not rest
                    else rng.randint(min(1, left), max(1, min(left - rest, int(left * 0.7)) if left > rest else 1))
                )
                local[key] = Decimal(min(share, left))
                left -= int(local[key])
        return local

    def _quantifiers(self, entry: dict[str, Any], text: str) -> Iterable[Mark]:
        for kind in ("all", "none"):
            if kind in entry:
                found = re.search(entry.get("quote", "均[^，。]{2}|全部"), text)
                if found is None:
                    raise ConfigurationError("phrases", f"quote not found in {text!r}")
                tag = entry.get("tag", "")
                yield Mark(
                    found.start(), found.end(), kind, formula_of(entry[kind], self.context), Decimal(0), unit=tag
                )

    # -- putting together ---------------------------------------------------------------------------------------

    def raw(self, phrase: str, end: str = "。") -> None:
        """Add a phrase that is not in the bank."""
        self._add({"t": phrase}, phrase, end)

    def comma(self) -> None:
        """Turn the last full stop into a comma, so that the next sentence goes on."""
        if self.pieces and self.pieces[-1][0].endswith("。"):
            text, marks = self.pieces[-1]
            self.pieces[-1] = (text[:-1] + "，", marks)

    def passage(self, lead: str = "", level: int = 0) -> list[Passage]:
        """What was added so far as one passage (none if nothing was)."""
        pieces, self.pieces = self.pieces, []
        if not pieces and not lead:
            return []
        text, marks = lead, []
        for piece, piece_marks in pieces:
            marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in piece_marks]
            text += piece
        return [_dressed(Passage(text, tuple(sorted(marks, key=lambda m: (m.start, m.end))), level), self.style)]


def write_parts(
    issuer: Issuer,
    style: Style,
    year: int,
    cells: Mapping[str, Decimal],
    previous: Mapping[str, Decimal] | None,
    forms: tuple[str, str],
    rng: random.Random,
    money_unit: str,
) -> tuple[Part, ...]:
    """All parts of a report. ``forms`` are those of the disclosure and the requests table."""
    context = Context(
        cells, previous, forms[1], words_of(style, issuer, year, rng), style.counter, style.places, issuer.is_government, rng,
        money_unit, style.thousands,
    )  # fmt: skip
    prose = Prose(issuer, style, year, context)
    headings = dict(
        zip(("overview", "disclosure", "requests", "disputes", "problems", "other"), style.headings, strict=True)
    )
    prose.some("preamble")
    preamble = Part("preamble", "", tuple(prose.passage()))
    problems = _problems(prose)
    prose.some("fees")
    prose.some("other")
    other = prose.passage()
    return (
        preamble,
        Part("overview", headings["overview"], tuple(_overview(prose, forms[0]))),
        Part("disclosure", headings["disclosure"], ()),
        Part("requests", headings["requests"], ()),
        Part("disputes", headings["disputes"], ()),
        Part("problems", headings["problems"], tuple(problems)),
        Part("other", headings["other"], tuple(other)),
    )


def _overview(prose: Prose, form: str) -> list[Passage]:
    size = prose.style.size
    prose.some("opening", 2 if size > 1 else 1)
    made = prose.passage()
    titles = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    for number, title in enumerate(titles):
        heading = f"（{'一二三四五'[number]}）{title}{prose.style.suffix}"
        if number == 0:
            passages = _active(prose, form)
        elif number == 1:
            passages = _requests(prose)
        else:
            passages = _simple(prose, ("manage", "platform", "supervise")[number - 2])
        if prose.style.run_in and passages:
            first = passages[0]
            lead = heading + "。"
            moved = tuple(replace(m, start=m.start + len(lead), end=m.end + len(lead)) for m in first.marks)
            made += [Passage(lead + first.text, moved), *passages[1:]]
        else:
            made += [Passage(heading, level=2), *passages]
    return made


def _active(prose: Prose, form: str) -> list[Passage]:
    size = prose.style.size
    prose.some("totals", 1)
    prose.some(f"documents_{form}", size)
    prose.some(f"powers_{form}", 1 if size < 3 else 2)
    prose.some(f"fees_{form}", 1)
    if form == "2019":
        prose.some("procurement_2019", 1)
    made = prose.passage()
    marks = {"一是": ("一是", "二是", "三是"), "1.": ("1.", "2.", "3.")}.get(prose.style.marks, ("", "", ""))
    for number, group in enumerate(("fields", "interpretation", "response")):
        prose.some(group, size)
        made += prose.passage(marks[number])
    return made


def _requests(prose: Prose) -> list[Passage]:
    context, size = prose.context, prose.style.size
    if size > 1:
        prose.some("lead_requests")
    if holds("new + in == 0 or new == 0", context):
        if not prose.some("zero_requests"):
            prose.some("concluded")
    else:
        prose.some("receive")
        # a growth said after another figure than the new applications would speak of that figure
        if context.rng.random() < 0.6 and prose.pieces[-1][1][-1].formula == "requests.new.total":
            before = list(prose.pieces)
            prose.comma()
            if not prose.some("growth"):
                prose.pieces = before
        prose.some("own", 1 if size > 2 and context.rng.random() < 0.4 else 0)
        prose.some("applicants", 1)
        prose.some("channels", size - 1)
        if holds("done > 0", context):
            prose.some("concluded", 1)
            for phrase in results_phrase(prose.style, context):
                prose.raw(phrase)
    prose.some("topics", 1 if size > 1 and holds("new > 10", context) else 0)
    made = [] if prose.style.gathered else prose.passage()
    if not prose.some("disputes", 1):
        prose.some("zero_disputes", 1)
    prose.some("quality", size)
    return [*made, *prose.passage()]


def _simple(prose: Prose, group: str) -> list[Passage]:
    prose.some(group, prose.style.size + 1)
    return prose.passage()


def _problems(prose: Prose) -> list[Passage]:
    numbered = prose.style.marks != ""
    before = len(prose.pieces)
    prose.some("problems", prose.style.size + 1)
    if numbered:
        for number, (text, marks) in enumerate(prose.pieces[before:]):
            prose.pieces[before + number] = (
                f"{'一二三四五'[number]}是{text}",
                tuple(replace(m, start=m.start + 2, end=m.end + 2) for m in marks),
            )
    made = prose.passage()
    prose.some("improve", 2)
    return [*made, *prose.passage()]


def _dressed(passage: Passage, style: Style) -> Passage:
    """Punctuation and blanks in the office's manner; marks move along."""
    text = passage.text.translate(_HALF) if style.half_width else passage.text
    if not style.spaced:
        return Passage(text, passage.marks, passage.level)
    places: list[int] = []
    out: list[str] = []
    for index, char in enumerate(text):
        before = text[index - 1] if index else ""
        if before and (_is_han(before) and char.isdigit() or (before.isdigit() or before == "%") and _is_han(char)):
            out.append(" ")
        places.append(len(out))
        out.append(char)
    places.append(len(out))
    marks = tuple(
        replace(m, start=places[m.start], end=places[m.end - 1] + 1) for m in passage.marks if m.end > m.start
    )
    return Passage("".join(out), marks, passage.level)


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
