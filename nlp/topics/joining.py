"""Longer paragraphs from shorter ones: what an office says in two or three paragraphs, another says in one.

Takes labelled examples, gives further ones: neighbours of one office and one FUNCTION label, put together, with the labels
that follow from the codebook (FIVE: all strands; DOMAIN: the fields with most text). Uses no random numbers. Never touches
the originals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nlp.topics.api import Example
from nlp.topics.labels import LabelSet

__all__ = ["join_neighbours"]

_SMALL = 0.2  # share of the text below which a field may as well be left out
_SIZES = (2, 3, 2, 4)


def join_neighbours(examples: Sequence[Example], labels: LabelSet) -> list[Example]:
    """Joined examples; none where paragraphs stand alone."""
    runs: dict[tuple[str, tuple[str, ...], str | None], list[Example]] = {}
    for example in examples:
        key = (example.group, tuple(example.labels.get("function", ())), example.section)
        runs.setdefault(key, []).append(example)
    out = []
    for number, run in enumerate(runs.values()):
        out += [_joined(part, labels) for part in _cut(run, number) if len(part) > 1]
    return out


def _cut(run: Sequence[Example], number: int) -> Iterator[Sequence[Example]]:
    start = 0
    while start < len(run):
        size = _SIZES[number % len(_SIZES)]
        yield run[start : start + size]
        start += size
        number += 1


def _joined(parts: Sequence[Example], labels: LabelSet) -> Example:
    total = sum(len(part.text) for part in parts)
    given: dict[str, tuple[str, ...]] = {}
    weak: set[str] = set()
    for name, family in labels.families.items():
        if family.single:
            given[name] = tuple(parts[0].labels.get(name, ()))
            weak |= {item for part in parts for item in part.weak if item.startswith(f"{name}:")}
            continue
        text: dict[str, float] = {}
        firm: set[str] = set()
        open_to: set[str] = set()
        for part in parts:
            own = part.labels.get(name, ())
            for rank, label in enumerate(own):
                text[label] = text.get(label, 0.0) + len(part.text) / (rank + 1)
                if f"{name}:{label}" not in part.weak:
                    firm.add(label)
            open_to |= {item.partition(":")[2] for item in part.weak if item.startswith(f"{name}:")}
        ranked = sorted(text, key=lambda label: -text[label])
        kept = ranked[: family.most]
        given[name] = tuple(kept)
        if family.most < len(family.labels):
            # Where a number of labels is the limit, the small ones may be left out and the next ones given.
            open_to |= {label for label in kept if text[label] < _SMALL * total} | set(ranked[family.most :])
            firm -= {label for label in kept if text[label] < _SMALL * total}
        weak |= {f"{name}:{label}" for label in open_to - firm} | {f"{name}:{label}" for label in ranked[family.most :]}
    first = parts[0]
    text_of_all = "".join(part.text.rstrip() for part in parts)
    return Example(text_of_all, first.headings, first.section, given, frozenset(weak), first.group, f"{first.id}+")
