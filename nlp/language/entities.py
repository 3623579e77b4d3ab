"""Bodies, instruments, places and platforms among the words of a text.

Takes words with their tags, gives :class:`Entity` objects as ranges of words. An instrument is what stands in 《…》, or a
document number (衡住建规〔2021〕3号); a body is a name with what it belongs to (澜江区 + 人民政府 + 办公室). Never looks
beyond a sign for a body, never finds numbers and never uses a model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.language.lexicon import Lexicon, load_lexicon

__all__ = ["GROUPS", "Entity", "find_entities"]

GROUPS = {"instruments": "LAW", "organs": "ORG", "places": "GPE", "platforms": "PRODUCT"}
"""The span group of each kind and the label that its entities have (OntoNotes' names)."""

_LONGEST_TITLE = 80  # words between 《 and 》
_LONGEST_PREFIX = 10  # characters before the year of a document number
_NOT_IN_PREFIX = ("p", "c", "q", "u", "r", "d", "m", "t", "y")
_NOT_THE_BODY = frozenset(
    {"信息", "采购", "集中", "购买", "投资", "债务", "性"}
)  # 政府信息, 政府采购 are no body's name
_OPEN_YEAR, _CLOSE_YEAR = "〔[【（(", "〕]】）)"
_GENERIC = frozenset(
    {"办公室", "办公厅", "党委", "党组", "办事处", "图书馆", "档案馆", "派出所", "司法所", "居委会", "村委会"}
)


@dataclass(frozen=True, slots=True)
class Entity:
    """Words ``[start, end)`` and the span group they belong to."""

    start: int
    end: int
    group: str

    @property
    def label(self) -> str:
        """The entity label, see :data:`GROUPS`."""
        return GROUPS[self.group]


def find_entities(words: Sequence[str], tags: Sequence[str]) -> list[Entity]:
    """All entities, in order of their first word; one inside a title is given as well."""
    lexicon = load_lexicon()
    found = [
        *_titles(words),
        *_document_numbers(words, tags),
        *_bodies(words, tags, lexicon),
        *_platforms(words, lexicon),
    ]
    taken = {at for entity in found if entity.group == "organs" for at in range(entity.start, entity.end)}
    found.extend(_places(words, tags, lexicon, taken))
    return sorted(found, key=lambda entity: (entity.start, -entity.end))


def _titles(words: Sequence[str]) -> Iterator[Entity]:
    opened: int | None = None
    depth = 0
    for index, word in enumerate(words):
        if word in "《〈" and word:
            if opened is None and word == "《":
                opened, depth = index, 0
            if opened is not None:
                depth += 1
        elif word in "》〉" and word and opened is not None:
            depth -= 1
            if depth <= 0:
                yield Entity(opened, index + 1, "instruments")
                opened = None
        if opened is not None and index - opened > _LONGEST_TITLE:
            opened = None


def _document_numbers(words: Sequence[str], tags: Sequence[str]) -> Iterator[Entity]:
    for index in range(len(words) - 4):
        year = words[index + 1]
        if not (
            words[index] in _OPEN_YEAR
            and len(year) == 4
            and year.isdecimal()
            and words[index + 2] in _CLOSE_YEAR
            and words[index + 3].lstrip("第").isdecimal()
            and words[index + 4] == "号"
        ):
            continue
        start, length = index, 0
        while (
            start > 0
            and length + len(words[start - 1]) <= _LONGEST_PREFIX
            and _is_han(words[start - 1])
            and not tags[start - 1].startswith(_NOT_IN_PREFIX)
        ):
            start -= 1
            length += len(words[start])
        if start < index:
            yield Entity(start, index + 5, "instruments")


def _bodies(words: Sequence[str], tags: Sequence[str], lexicon: Lexicon) -> Iterator[Entity]:
    index = 0
    while index < len(words):
        if not _is_body(words, tags, index, lexicon):
            index += 1
            continue
        start, end = index, index + 1
        while start > 0 and (tags[start - 1] == "ns" or words[start - 1] in lexicon.levels):
            start -= 1
        while end < len(words) and _is_body(words, tags, end, lexicon):
            end += 1
        if end - start > 1 or words[index] not in _GENERIC:
            yield Entity(start, end, "organs")
        index = end


def _is_body(words: Sequence[str], tags: Sequence[str], index: int, lexicon: Lexicon) -> bool:
    if lexicon.labels.get(words[index]) == "ORG":
        return True
    if tags[index] == "nt" and words[index].endswith(lexicon.organ_endings):
        return True
    if words[index] not in lexicon.organ_endings or index == 0:
        return False
    if words[index] == "政府" and index + 1 < len(words) and words[index + 1] in _NOT_THE_BODY:
        return False
    return tags[index - 1] in ("ns", "nt") or words[index - 1] in lexicon.levels


def _platforms(words: Sequence[str], lexicon: Lexicon) -> Iterator[Entity]:
    for index, word in enumerate(words):
        if lexicon.labels.get(word) == "PRODUCT":
            yield Entity(index, index + 1, "platforms")


def _places(words: Sequence[str], tags: Sequence[str], lexicon: Lexicon, taken: set[int]) -> Iterator[Entity]:
    index = 0
    while index < len(words):
        end = index
        while end < len(words) and end not in taken and _is_place(words[end], tags[end], lexicon):
            end += 1
        if end > index:
            yield Entity(index, end, "places")
        index = max(end, index + 1)


def _is_place(word: str, tag: str, lexicon: Lexicon) -> bool:
    if word in lexicon.known_places:
        return True
    bare = "".join(word.split())
    return (
        tag == "ns"
        and len(bare) > 2
        and bare.endswith(lexicon.place_endings)
        and bare not in lexicon.not_places
        and bare[0] not in lexicon.heads
    )


def _is_han(word: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in word)
