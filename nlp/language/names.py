"""Puts names together that a dictionary cannot know: places and bodies.

Takes the words of one run of Chinese characters with their tags, gives them again with 澜江 + 区 and 国家 + 水文 + 监测 + 局
joined. Looks at endings and at what stands before them, never at a list of places. Never joins across a sign or a number.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.language.lexicon import Lexicon

__all__ = ["Word", "join_names"]

Word = tuple[str, str, bool]
"""Text, tag, and whether the dictionary has it as an ordinary word (not as a name)."""

_LONGEST_BODY = 5  # words before the ending of a body's name
_IN_BODY = ("n", "v", "b", "a", "j")
_ALSO_ORDINARY = "村路街"  # a guessed word that ends so is no place on that evidence alone
_FIRST_IN_BODY = ("n", "b", "j")
_BEFORE_BODY = ("p", "c", "ns", "nt", "r")


def join_names(words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """The words of a run with places, bodies and verbs with their results joined."""
    joined: list[Word] = []
    for text, tag, ordinary in words:
        if (
            len(text) > 2
            and not ordinary
            and text.endswith(lexicon.place_endings)
            and text[-1] not in _ALSO_ORDINARY
            and text not in lexicon.not_places
        ):
            tag = "ns"
        word = (text, tag, ordinary)
        if joined:
            before, before_tag, before_ordinary = joined[-1]
            if text in lexicon.place_ends and len(before) > 1 and not before_ordinary and before not in lexicon.levels:
                if before + text not in lexicon.not_places:
                    joined[-1] = (before + text, "ns", True)
                    continue
            elif text in lexicon.results and len(before) == 1 and before_tag.startswith("v"):
                joined[-1] = (before + text, "v", True)
                continue
            elif text in lexicon.organ_ends:
                start = _body_start(joined, lexicon)
                if start is not None:
                    name = "".join(part for part, _, _ in joined[start:]) + text
                    del joined[start:]
                    joined.append((name, "nt", True))
                    continue
        joined.append(word)
    return joined


def _body_start(words: Sequence[Word], lexicon: Lexicon) -> int | None:
    """Where the name starts whose ending comes next: after a place, a level or a preposition, or where the run starts."""
    start = len(words)
    first_tag = ""
    while start > 0:
        text, tag, _ = words[start - 1]
        if tag.startswith(_BEFORE_BODY) or text in lexicon.levels:
            break
        if len(text) < 2 or not tag.startswith(_IN_BODY) or len(words) - start >= _LONGEST_BODY:
            return None
        start -= 1
        first_tag = tag
    return start if first_tag.startswith(_FIRST_IN_BODY) else None
