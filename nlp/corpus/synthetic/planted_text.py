"""Errors of the prose and of the form, for :mod:`~nlp.corpus.synthetic.planted`.

Each function takes a consistent :class:`Content` and a random generator, and gives the report with one error, or None where
there is no place for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from nlp.corpus.synthetic.content import Content, Mark, Part, Passage
from nlp.corpus.synthetic.places import Place, Planted

__all__ = ["find_mark"]

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_GROUP_LINES = {
    "refused": (
        "state_secret",
        "forbidden_by_law",
        "security_stability",
        "third_party",
        "internal_affairs",
        "process_information",
        "enforcement_files",
        "administrative_query",
    ),
    "unavailable": ("not_held", "needs_creation", "still_unclear"),
    "rejected": ("petition", "repeated", "publication", "excessive", "reconfirmation"),
}


def find_mark(content: Content, rng: random.Random, wanted: Callable[[Mark], bool]) -> Place | None:
    """The place of a random mark of that sort."""
    found = _marks(content, wanted)
    if not found:
        return None
    part, index, mark = rng.choice(found)
    return Place(part=part.key, index=index, start=mark.start, end=mark.end)


def _marks(content: Content, wanted: Callable[[Mark], bool]) -> list[tuple[Part, int, Mark]]:
    return [
        (part, index, mark) for part, index, passage in content.passages() for mark in passage.marks if wanted(mark)
    ]


def _rewrite(content: Content, part: Part, index: int, mark: Mark, new: str) -> Planted:
    """The report with a mark's text exchanged."""
    passage = part.passages[index]
    old = passage.quote(mark)
    changed = passage.replaced(mark, new)
    place = Place(part=part.key, index=index, start=mark.start, end=mark.start + len(new))
    return Planted("", _with_passage(content, part, index, changed), place, old, new)


def _with_passage(content: Content, part: Part, index: int, passage: Passage) -> Content:
    passages = (*part.passages[:index], passage, *part.passages[index + 1 :])
    parts = tuple(replace(p, passages=passages) if p.key == part.key else p for p in content.parts)
    return replace(content, parts=parts)


def _figure(quote: str, value: Decimal, places: int, thousands: bool = False) -> str:
    """``quote`` with its figure replaced by ``value``."""
    shown = f"{value:,.{places}f}" if thousands else f"{value:.{places}f}"
    return _DIGITS.sub(shown, quote, count=1)


def _admissible(content: Content, mark: Mark) -> set[Decimal]:
    """Values that some other reading of the sentence would allow (DOMAIN 3, ambiguity marks A1 to A9)."""
    cells = content.cells

    def total(*rows: str) -> Decimal:
        return sum((cells.get(f"requests.{row}.total", Decimal(0)) for row in rows), Decimal(0))

    values = {
        total("new"),
        total("new", "carried_in"),
        total("concluded"),
        total("concluded") - total("carried_in"),
        total("granted", "partly_granted"),
    }
    if "disclosure" in mark.formula:
        row = ".".join(mark.formula.split(" ")[0].split(".")[:2])
        values |= {value for cell, value in cells.items() if cell.startswith(row)}
    if "disputes" in mark.formula:
        values |= {value for cell, value in cells.items() if cell.startswith("disputes.")}
    if "unavailable" in mark.formula or "other" in mark.formula:
        values |= {value for cell, value in cells.items() if re.match(r"requests\.(?:unavailable|other).*total$", cell)}
    return values


def _counts(content: Content) -> list[tuple[Part, int, Mark]]:
    return _marks(content, lambda m: m.kind == "count" and bool(m.formula) and m.value is not None)


# -- figures --------------------------------------------------------------------------------------------------------


def count_off(content: Content, rng: random.Random) -> Planted | None:
    """A count of the prose that is off by a little."""
    counts = _counts(content)
    rng.shuffle(counts)
    for part, index, mark in counts:
        assert mark.value is not None
        wrong = mark.value + rng.choice([1, -1, 2, 3, 10])
        if wrong < 0 or wrong in _admissible(content, mark):
            continue
        return _rewrite(content, part, index, mark, _figure(part.passages[index].quote(mark), wrong, 0))
    return None


def count_digits(content: Content, rng: random.Random) -> Planted | None:
    """A count of the prose with two digits swapped."""
    counts = [c for c in _counts(content) if c[2].value is not None and c[2].value >= 10]
    rng.shuffle(counts)
    for part, index, mark in counts:
        digits = f"{mark.value:.0f}"
        places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
        if not places:
            continue
        i = rng.choice(places)
        wrong = Decimal(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
        if wrong not in _admissible(content, mark):
            return _rewrite(content, part, index, mark, _figure(part.passages[index].quote(mark), wrong, 0))
    return None


def person_column(content: Content, rng: random.Random) -> Planted | None:
    """A count that adds up the column of natural persons only (E03)."""
    counts = [
        c for c in _counts(content) if c[2].formula.startswith(("requests.", "(requests.")) and ".total" in c[2].formula
    ]
    rng.shuffle(counts)
    for part, index, mark in counts:
        cells = re.findall(r"requests\.[a-z_.]+\.total", mark.formula)
        if set(re.sub(r"requests\.[a-z_.]+", "", mark.formula)) - set(" +()"):
            continue
        wrong = sum((content.cells[cell.replace(".total", ".person")] for cell in cells), Decimal(0))
        if wrong != mark.value and wrong not in _admissible(content, mark) and wrong > 0:
            return _rewrite(content, part, index, mark, _figure(part.passages[index].quote(mark), wrong, 0))
    return None


def other_share(content: Content, rng: random.Random) -> Planted | None:
    """A share that belongs to another count of the list (E04)."""
    shares = _marks(content, lambda m: m.kind == "share" and "concluded" in m.formula and m.value is not None)
    rng.shuffle(shares)
    for part, index, mark in shares:
        others = [m for p, i, m in shares if p.key == part.key and i == index and m != mark and m.value is not None]
        for other in others:
            assert other.value is not None
            assert mark.value is not None
            if abs(other.value - mark.value) > 12:
                return _rewrite(
                    content, part, index, mark, _figure(part.passages[index].quote(mark), other.value, mark.places)
                )
    return None


def first_line(content: Content, _rng: random.Random) -> Planted | None:
    """A group's count replaced by that of its first line (E05)."""
    for part, index, mark in _counts(content):
        for group, lines in _GROUP_LINES.items():
            if mark.formula.count(f"requests.{group}.") == len(lines):
                first = next((v for line in lines if (v := content.cells[f"requests.{group}.{line}.total"]) > 0), None)
                if first is not None and first != mark.value:
                    return _rewrite(content, part, index, mark, _figure(part.passages[index].quote(mark), first, 0))
    return None


def balance(content: Content, rng: random.Random) -> Planted | None:
    """One of the figures of 收 = 办 in the prose is wrong (E09)."""
    pattern = re.compile(r"requests\.(?:carried_in|carried_out|concluded)\.total(?: \+ requests\.carried_in\.total)?")
    counts = [c for c in _counts(content) if pattern.fullmatch(c[2].formula)]
    rng.shuffle(counts)
    for part, index, mark in counts:
        assert mark.value is not None
        wrong = mark.value + rng.choice([1, 2, 5])
        if wrong not in _admissible(content, mark):
            return _rewrite(content, part, index, mark, _figure(part.passages[index].quote(mark), wrong, 0))
    return None


def list_sum(content: Content, rng: random.Random) -> Planted | None:
    """A part of a closed list in the prose no longer adds up to its total."""
    for part, index, passage in content.passages():
        match = re.search(
            r"主动公开政府信息 ?([\d,]+) ?条[，,]其中政务动态 ?([\d,]+) ?条|政策解读材料 ?(\d+) ?篇[，,]其中文字解读 ?(\d+) ?篇",
            passage.text,
        )
        if match is None:
            continue
        group = 2 if match[2] else 4
        mark = Mark(match.start(group), match.end(group), "free")
        wrong = int(match[group].replace(",", "")) + rng.choice([1, 10, 7])
        return _rewrite(content, part, index, mark, str(wrong))
    return None


def money(content: Content, rng: random.Random) -> Planted | None:
    """An amount with a wrong unit or digit (E22)."""
    found = _marks(content, lambda m: m.kind == "money" and m.value is not None and m.value > 1)
    if not found:
        return None
    part, index, mark = rng.choice(found)
    quote = part.passages[index].quote(mark)
    assert mark.value is not None
    if rng.random() < 0.5 and quote.endswith(("万元", "亿元")):
        return _rewrite(
            content,
            part,
            index,
            mark,
            quote.replace("万元", "亿元") if "万元" in quote else quote.replace("亿元", "万元"),
        )
    wrong = mark.value + Decimal(rng.choice([2, 3, 10])) * Decimal(1).scaleb(max(0, mark.value.adjusted() - 1))
    return _rewrite(content, part, index, mark, _figure(quote, wrong, mark.places))


# -- words ----------------------------------------------------------------------------------------------------------


def sweeping(content: Content, _rng: random.Random) -> Planted | None:
    """均获维持, though cases are pending or were corrected (E06)."""
    cells = content.cells
    review = cells["disputes.reconsideration.total"]
    suits = cells["disputes.litigation_direct.total"] + cells["disputes.litigation_after_reconsideration.total"]
    upheld = sum((v for c, v in cells.items() if c.startswith("disputes.") and c.endswith(".upheld")), Decimal(0))
    if review == 0 or upheld == review + suits:
        return None
    overview = next(part for part in content.parts if part.key == "overview")
    index = next(
        (
            i
            for i, p in enumerate(overview.passages)
            if p.level == 0 and any(m.formula.startswith("requests.") for m in p.marks)
        ),
        None,
    )
    if index is None:
        return None
    both = f"、提起行政诉讼{suits}件" if suits else ""
    sentence = f"因政府信息公开被申请行政复议{review}件{both}，均获维持。"
    passage = overview.passages[index]
    start = len(passage.text) + len(sentence) - 5
    changed = Passage(passage.text + sentence, passage.marks, passage.level)
    place = Place(part="overview", index=index, start=start, end=start + 4)
    return Planted("", _with_passage(content, overview, index, changed), place, "", "均获维持")


def base_year(content: Content, rng: random.Random) -> Planted | None:
    """The report's own year as the base of a comparison (E01)."""
    found = _marks(content, lambda m: m.kind == "base_year")
    if not found:
        return None
    part, index, mark = rng.choice(found)
    quote = part.passages[index].quote(mark)
    return _rewrite(content, part, index, mark, quote.replace(str(content.year - 1), str(content.year)))


def period(content: Content, rng: random.Random) -> Planted | None:
    """A period that ends on 30 December, or that of another year (E13)."""
    found = _marks(content, lambda m: m.kind == "period")
    if not found:
        return None
    part, index, mark = rng.choice(found)
    quote = part.passages[index].quote(mark)
    if rng.random() < 0.6:
        return _rewrite(content, part, index, mark, re.sub(r"12( ?月 ?)31", r"12\g<1>30", quote))
    return _rewrite(content, part, index, mark, quote.replace(str(content.year), str(content.year - 1)))


def citation(content: Content, rng: random.Random) -> Planted | None:
    """The instrument of the other format (E17)."""
    found = _marks(content, lambda m: m.kind == "citation")
    if not found:
        return None
    part, index, mark = rng.choice(found)
    quote = part.passages[index].quote(mark)
    new = (
        quote.replace("2021", "2019").replace("30", "60")
        if "2021" in quote
        else quote.replace("2019", "2021").replace("60", "30")
    )
    return _rewrite(content, part, index, mark, new)


def placeholder(content: Content, rng: random.Random) -> Planted | None:
    """A figure that was never filled in (E16)."""
    found = _marks(content, lambda m: m.kind in ("count", "free") and m.unit in ("件", "条", "宗", "场", "次"))
    found = [c for c in found if re.search(r"[共计到开布理]\s*$", c[0].passages[c[1]].text[: c[2].start])]
    if not found:
        return None
    part, index, mark = rng.choice(found)
    quote = part.passages[index].quote(mark)
    planted = _rewrite(
        content, part, index, mark, _DIGITS.sub(rng.choice(["", "", "XX", "××"]), quote, count=1).strip()
    )
    return replace(planted, place=replace(planted.place, start=planted.place.start - 2))


# -- form -----------------------------------------------------------------------------------------------------------


def _with_heading(content: Content, key: str, heading: str) -> Planted:
    old = next(part.heading for part in content.parts if part.key == key)
    parts = tuple(replace(part, heading=heading) if part.key == key else part for part in content.parts)
    return Planted("", replace(content, parts=parts), Place(part=key), old, heading)


def heading_ordinal(content: Content, rng: random.Random) -> Planted | None:
    """A wrong number before a heading (E14)."""
    part = rng.choice([p for p in content.parts if p.heading and p.key != "overview"])
    at = "一二三四五六".index(part.heading[0])
    return _with_heading(content, part.key, "一二三四五六七"[at + rng.choice([-1, 1])] + part.heading[1:])


def heading_missing(content: Content, rng: random.Random) -> Planted | None:
    """A section without its heading."""
    return _with_heading(content, rng.choice(["problems", "other"]), "")


def parts_promised(content: Content, rng: random.Random) -> Planted | None:
    """The preamble promises another number of parts."""
    preamble = content.parts[0]
    for index, passage in enumerate(preamble.passages):
        match = re.search("六个部分", passage.text)
        if match:
            return _rewrite(
                content, preamble, index, Mark(match.start(), match.end(), "free"), rng.choice(["五个部分", "七个部分"])
            )
    return None


def empty_problems(content: Content, rng: random.Random) -> Planted | None:
    """Nothing said about problems (E21)."""
    parts = tuple(
        replace(p, passages=(Passage(rng.choice(["无。", "无"])),)) if p.key == "problems" else p for p in content.parts
    )
    return Planted("", replace(content, parts=parts), Place(part="problems", index=0), "…", "无")


def late(content: Content, rng: random.Random) -> Planted | None:
    """Published after the deadline."""
    if content.issuer.level == "township":
        return None
    day = content.published + timedelta(days=rng.randint(40, 120))
    return Planted("", replace(content, published=day), Place(), str(content.published), str(day))


def old_template(content: Content, _rng: random.Random) -> Planted | None:
    """The requests table of 2019 in a report of a later year (E12)."""
    if content.year < 2022 or content.requests_form != "2021":
        return None
    cells = dict(content.cells)
    for column in ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total"):
        lines = [f"requests.other.{row}.{column}" for row in ("not_corrected", "fee_unpaid", "misc")]
        cells[f"requests.other.{column}"] = sum((cells.pop(line) for line in lines), Decimal(0))
    return Planted("", replace(content, cells=cells, requests_form="2019"), Place(), "2021", "2019")


def label_misprint(content: Content, _rng: random.Random) -> Planted | None:
    """A misprinted label of a table (E15)."""
    return Planted("", content, Place(), "", "", {}, frozenset({"misprints"}))
