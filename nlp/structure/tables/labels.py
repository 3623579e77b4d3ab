"""Recognising the labels of a statutory table in damaged text.

Takes the forms, gives a :class:`LabelBook` per table that answers, for a normalised piece of text, which rows, columns,
bands or captions it may be. Never decides between candidates: that is the business of :mod:`.align`, which knows the
order in which labels come.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from nlp.forms import Form, FormTable, Line, load_form
from nlp.text import fold

__all__ = ["Entry", "Hit", "LabelBook", "label_book", "labels_in", "normalise_label", "ordinal_of", "split_at_ordinals"]

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九十")}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑"
_SPECIAL = _CIRCLED + _BRACKETED + _DOTTED
_ORDINAL = re.compile(
    rf"\s*(?:\(?\s*(?P<cn>[一二三四五六七八九十])\s*(?P<cnp>[)、.])|(?P<sp>[{_SPECIAL}])\.?|\(?\s*(?P<ar>\d{{1,2}})\s*(?P<arp>[)、.,:])(?!\d))\s*",
)
_SPLIT = re.compile(
    rf"(?<=[\u4e00-\u9fff)）”\d\s])(?<!第)(?<!第\s)(?=[(（]\s*[一二三四五六七八九十]\s*[)）]|(?<![\d.(（第])\d{{1,2}}\s*[.、．]\s*[\u4e00-\u9fff]|[{_SPECIAL}]|(?<![\u4e00-\u9fff第])[一二三四]、)",
)
_NOTE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】")
_OPEN_NOTE = re.compile(r"\((?=[^()]{4,}$).*$")
_ITEM = re.compile(r"第\s*\(\s*([一二三四五六七八九十])\s*\)\s*项")
_MARKUP = re.compile(r"</?[A-Za-z]{1,6}\s*/?>|&nbsp;|&#160;")
_DROP = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A label of a form: ``kind`` is row, header, column, band, group, corner or caption; ``order`` its rank."""

    table: str
    kind: str
    id: str
    order: int
    ordinal: str = ""
    band: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """``entry`` may be what a text says, with a ``score`` in (0, 1]; ``how`` is exact, holds, keyword, piece or fuzzy."""

    entry: Entry
    score: float
    how: str


def ordinal_of(text: str) -> tuple[str, str]:
    """The ordinal before a label ("一" style as "c1", "(一)" as "p1", "1." as "a1") and the rest; "" if none."""
    folded = fold(text)
    match = _ORDINAL.match(folded)
    if match is None:
        return "", text
    rest = text[match.end() :]
    if match["cn"]:
        style = "p" if match["cnp"] == ")" else "c"
        return f"{style}{_NUMERALS[match['cn']]}", rest
    if match["sp"]:
        return f"a{_SPECIAL.index(match['sp']) % 10 + 1}", rest
    return f"a{int(match['ar'])}", rest


@lru_cache(maxsize=16_384)
def normalise_label(text: str) -> tuple[str, str]:
    """(ordinal, bare label): full width folded, notes in parentheses, blanks and punctuation taken out."""
    if "<" in text or "&" in text:
        text = _MARKUP.sub("", text)
    ordinal, rest = ordinal_of(text.lstrip("*_# "))
    if ordinal:  # （三）1. : the inner ordinal is the row's own
        inner, inner_rest = ordinal_of(rest)
        if inner and _DROP.sub("", inner_rest):
            ordinal, rest = inner, inner_rest
    bare = _ITEM.sub(r"第\1项", fold(rest))
    previous = None
    while previous != bare:
        previous = bare
        bare = _NOTE.sub("", bare)
    bare = _OPEN_NOTE.sub("", bare)
    if not bare.strip():
        bare = fold(rest)
    bare = _DROP.sub("", bare)
    if len(bare) > 4 and bare.startswith("其中"):
        bare = bare[2:]
    return ordinal, bare


@lru_cache(maxsize=8192)
def split_at_ordinals(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of ``text`` cut before each ordinal, so that a piece holds at most one label."""
    cuts = [0, *(match.start() for match in _SPLIT.finditer(text)), len(text)]
    return tuple((a, b) for a, b in zip(cuts, cuts[1:], strict=False) if text[a:b].strip())


@lru_cache(maxsize=8192)
def labels_in(text: str) -> tuple[tuple[str, str], ...]:
    """The labels that a stretch of text consists of, each as (ordinal, bare label).

    Usually one. Several where labels stand side by side, with one blank between them or none
    (``商业企业 科研机构`` or ``结果维持结果纠正其他结果``); they are told apart only if each is a known label.
    """
    ordinal, bare = normalise_label(text)
    if len(bare) < 4 or len(bare) > 200 or _known(bare):
        return ((ordinal, bare),)
    words = text.split()
    if len(words) > 1:
        parts = [normalise_label(word) for word in words]
        if sum(1 for _, part in parts if _known(part)) >= max(2, len(parts) - 1):
            return tuple(parts)
    tiles = _tiles(bare)
    if len(tiles) > 1:
        return tuple((ordinal if index == 0 else "", tile) for index, tile in enumerate(tiles))
    return ((ordinal, bare),)


def _books() -> tuple[LabelBook, ...]:
    return tuple(label_book(table) for table in ("requests", "disclosure", "disputes"))


def _known(bare: str) -> bool:
    return any(book.knows(bare) for book in _books())


def _tiles(bare: str) -> list[str]:
    """Known labels that side by side make up the text, or nothing."""
    best: list[str] = []
    for book in _books():
        tiles = book.tiles(bare)
        if len(tiles) > len(best):
            best = tiles
    return best


@dataclass
class LabelBook:
    """All labels of one table over both formats, ready to be looked up."""

    table: str
    rows: tuple[Entry, ...]
    entries: tuple[Entry, ...]
    _exact: dict[str, list[Entry]] = field(default_factory=dict)
    _pieces: dict[str, dict[Entry, float]] = field(default_factory=dict)
    _words: dict[str, list[Entry]] = field(default_factory=dict)
    _without: dict[Entry, tuple[str, ...]] = field(default_factory=dict)
    _labels: dict[Entry, str] = field(default_factory=dict)
    _pattern: re.Pattern[str] | None = None
    _tiling: re.Pattern[str] | None = None
    _cache: dict[tuple[str, str], tuple[Hit, ...]] = field(default_factory=dict)

    def add(self, entry: Entry, line: Line) -> None:
        """Register a line's printings."""
        self._without[entry] = (*self._without.get(entry, ()), *line.without)
        self._labels.setdefault(entry, normalise_label(line.zh)[1])
        for label in line.labels:
            bare = normalise_label(label)[1]
            self._put(self._exact, bare, entry)
            if len(bare) >= 3:
                self._put(self._words, bare, entry)
            longest = len(bare)
            for start in range(longest - 1):
                for end in range(start + 2, longest + 1):
                    size = end - start
                    score = 0.2 + 0.55 * size / longest + (0.1 if start == 0 else 0.0)
                    if size < 4:
                        score = min(score, 0.35 if size > 2 else 0.3)
                    scores = self._pieces.setdefault(bare[start:end], {})
                    scores[entry] = max(scores.get(entry, 0.0), min(score, 0.85))
        for word in line.keywords:
            self._put(self._words, word, entry)

    @staticmethod
    def _put(index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
        found = index.setdefault(key, [])
        if entry not in found:
            found.append(entry)

    def finish(self) -> LabelBook:
        """Compile the search pattern."""
        words = sorted(self._words, key=len, reverse=True)
        labels = sorted((label for label in self._exact if len(label) >= 2), key=len, reverse=True)
        self._tiling = re.compile("|".join(map(re.escape, labels)))
        self._pattern = re.compile("|".join(map(re.escape, words)))
        return self

    def knows(self, bare: str) -> bool:
        """Whether the text is a label or the beginning or end of one."""
        return bare in self._exact or (len(bare) >= 2 and bare in self._pieces)

    def tiles(self, bare: str) -> list[str]:
        """Labels that follow one another without gap and cover at least nine tenths of the text."""
        assert self._tiling is not None
        found = self._tiling.findall(bare)
        return found if sum(map(len, found)) >= 0.9 * len(bare) else []

    def hits(self, ordinal: str, bare: str) -> tuple[Hit, ...]:
        """What a normalised text may be, best first."""
        key = (ordinal, bare)
        found = self._cache.get(key)
        if found is None:
            if len(self._cache) > 20_000:
                self._cache.clear()
            found = self._cache[key] = self._look_up(ordinal, bare)
        return found

    def _look_up(self, ordinal: str, bare: str) -> tuple[Hit, ...]:
        if len(bare) < 2 or len(bare) > 90:
            return ()
        best: dict[Entry, tuple[float, str]] = {}

        def offer(entry: Entry, score: float, how: str) -> None:
            if any(word in bare for word in self._without[entry]):
                return
            if ordinal and entry.ordinal == ordinal:
                score += 0.15
            if entry not in best or best[entry][0] < score:
                best[entry] = (score, how)

        for entry in self._exact.get(bare, ()):
            offer(entry, 1.0, "exact")
        for entry, score in self._pieces.get(bare, {}).items():
            offer(entry, score, "piece")
        assert self._pattern is not None
        for match in self._pattern.finditer(bare):
            word = match.group()
            cover = len(word) / len(bare)
            for entry in self._words[word]:
                if cover >= 0.34 or (len(bare) <= 14 and len(word) >= 3):
                    offer(entry, 0.5 + 0.4 * cover, "holds")
                elif len(bare) <= 40 and cover >= 0.12 and self._resembles(bare, entry):
                    offer(entry, 0.5, "keyword")
        ranked = sorted(best.items(), key=lambda item: -item[1][0])
        return tuple(Hit(entry, score, how) for entry, (score, how) in ranked)

    def _resembles(self, bare: str, entry: Entry) -> bool:
        from rapidfuzz import fuzz

        return fuzz.ratio(bare, self._labels[entry]) >= 50

    def completes(self, head: str, tail: str, entry: Entry) -> bool:
        """Whether a tail makes the beginning of a label clearly more like the whole label."""
        from rapidfuzz import fuzz

        label = self._labels[entry]
        whole = fuzz.ratio(head + tail, label)
        return whole >= 72 and whole > fuzz.ratio(head, label) + 5

    def fuzzy(self, bare: str, entries: list[Entry]) -> Entry | None:
        """The one of ``entries`` that a misprinted label most resembles, if it does so clearly."""
        from rapidfuzz import fuzz

        if len(bare) < 3 or len(bare) > 60:
            return None
        scored = sorted(
            ((fuzz.ratio(bare, self._labels[entry]), entry.order, entry) for entry in entries), reverse=True
        )
        if not scored or scored[0][0] < 62:
            return None
        if len(scored) > 1 and scored[1][0] > scored[0][0] - 12:
            return None
        return scored[0][2]


def _merged(first: list[str], second: list[str]) -> list[str]:
    """Ids of both sequences in one order: those only in ``second`` follow their predecessor there."""
    order = list(first)
    previous: str | None = None
    for key in second:
        if key not in order:
            order.insert(order.index(previous) + 1 if previous is not None else 0, key)
        previous = key
    return order


def _tables(table_id: str) -> list[FormTable]:
    forms: list[Form] = [load_form("annex")] if table_id == "annex" else [load_form("2021"), load_form("2019")]
    return [form.table(table_id) for form in forms]


@cache
def label_book(table_id: str) -> LabelBook:
    """The labels of "disclosure", "requests", "disputes" or "annex" over all formats."""
    tables = _tables(table_id)
    if table_id == "annex":
        return _annex_book(tables[0])
    order: list[str] = []
    for table in tables:
        order = _merged(order, [row.id for row in table.rows()])
    kinds = {row.id: "header" if row.header else "row" for table in tables for row in table.rows()}
    if table_id == "requests":
        kinds["other"] = "row"
    rank = {key: index for index, key in enumerate(order)}
    rows: dict[str, Entry] = {}
    others: dict[tuple[str, str], Entry] = {}
    book = LabelBook(table_id, (), ())
    for table in tables:
        for band in table.bands:
            for row in band.rows:
                kind = "group" if table_id == "disputes" else kinds[row.id]
                ordinal = ordinal_of(row.ordinal + "甲")[0] if row.ordinal else ""
                entry = rows.setdefault(row.id, Entry(table_id, kind, row.id, rank[row.id], ordinal, band.id))
                book.add(entry, row)
            for index, column in enumerate(band.columns):
                book.add(others.setdefault(("column", column.id), Entry(table_id, "column", column.id, index)), column)
            if band.item:
                entry = others.setdefault(("band", band.id), Entry(table_id, "band", band.id, len(others)))
                aliases = (f"第20条第{band.item}项", f"二十条第{band.item}项")
                book.add(entry, Line(band.id, f"第二十条第{band.item}项", band.en, aliases))
        for kind, texts in (("corner", table.corner), ("caption", table.captions)):
            for text in texts:
                book.add(others.setdefault((kind, text), Entry(table_id, kind, text, 0)), Line(text, text, text))
    book.rows = tuple(sorted(rows.values(), key=lambda entry: entry.order))
    book.entries = (*book.rows, *others.values())
    return book.finish()


def _annex_book(table: FormTable) -> LabelBook:
    book = LabelBook("annex", (), ())
    rows: list[Entry] = []
    for band in table.bands:
        for row in band.rows:
            if len(band.columns) > 1 and row.ordinal:
                entry = Entry("annex", "header", f"{row.id}.", len(rows), ordinal_of(row.ordinal + "甲")[0], band.id)
                rows.append(entry)
                book.add(entry, row)
        for column in band.columns:
            kind = "header" if column.header else "row"
            ordinal = ordinal_of(column.ordinal + "甲")[0] if column.ordinal else ""
            entry = Entry("annex", kind, f"{band.rows[0].id}.{column.id}", len(rows), ordinal, band.id)
            rows.append(entry)
            book.add(entry, column)
    for text in table.corner:
        book.add(Entry("annex", "corner", text, 0), Line(text, text, text))
    book.rows = tuple(rows)
    book.entries = book.rows
    return book.finish()
