"""A view never loses its way: every character leads back to the place it came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.text.view import fold, view_of
from nlp.types import Span

BLANKS = " \t\r\n\f\v\u3000\u00a0\u2002\u2003\u2009\u202f"
DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
ALPHABET = "年件申请０１９ＡＺ％，。；（）0123456789abXY.,-%①𠮷" + BLANKS + DROPPED

texts = st.text(st.one_of(st.sampled_from(ALPHABET), st.characters()), max_size=60)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, Span]:
    """A source and a stretch of it."""
    source = draw(texts)
    a, b = draw(st.integers(0, len(source))), draw(st.integers(0, len(source)))
    return source, Span(min(a, b), max(a, b))


def meaningful(text: str) -> str:
    """What a view keeps for certain: everything but blanks and invisible characters, folded."""
    return "".join(c for c in fold(text) if c not in " \t\r\n\f\v" and c not in DROPPED)


@given(texts)
def test_folding_keeps_the_length_and_is_stable(source: str) -> None:
    assert len(fold(source)) == len(source)
    assert fold(fold(source)) == fold(source)


@given(stretches())
def test_every_character_came_from_its_place(item: tuple[str, Span]) -> None:
    source, span = item
    view = view_of(source, span)
    assert len(view.starts) == len(view.text) + 1
    assert list(view.starts) == sorted(set(view.starts)) or len(view.text) == 0
    assert view.starts[len(view.text)] == span.end
    for character, place in zip(view.text, view.starts[:-1], strict=True):
        assert span.start <= place < span.end
        original = fold(source[place])
        assert character == original or (character == " " and original in BLANKS + DROPPED)


@given(stretches())
def test_nothing_that_means_something_is_lost(item: tuple[str, Span]) -> None:
    source, span = item
    assert meaningful(view_of(source, span).text) == meaningful(span.of(source))


@given(stretches(), st.data())
def test_a_span_of_the_view_quotes_what_it_covers(item: tuple[str, Span], data: st.DataObject) -> None:
    source, span = item
    view = view_of(source, span)
    a, b = data.draw(st.integers(0, len(view.text))), data.draw(st.integers(0, len(view.text)))
    start, end = min(a, b), max(a, b)
    found = view.span(start, end)
    assert span.contains(found)
    assert meaningful(found.of(source)) == meaningful(view.text[start:end])


@given(stretches())
def test_a_source_position_leads_to_its_character(item: tuple[str, Span]) -> None:
    source, span = item
    view = view_of(source, span)
    for index, place in enumerate(view.starts[:-1]):
        assert view.index_of(place) == index
    assert view.index_of(span.end) == len(view.text)


@given(stretches())
def test_a_stretch_is_viewed_as_if_it_stood_alone(item: tuple[str, Span]) -> None:
    source, span = item
    assert view_of(source, span).text == view_of(span.of(source)).text


@given(texts)
def test_blanks_remain_only_between_ascii_letters_and_digits(source: str) -> None:
    text = view_of(source).text
    assert not set(text) & set("\t\r\n\f\v" + DROPPED)
    for place, character in enumerate(text):
        if character == " ":
            before, after = text[place - 1 : place], text[place + 1 : place + 2]
            assert before.isascii() and before.isalnum()
            assert after.isascii() and after.isalnum()


def test_cases() -> None:
    assert view_of("受 理 ２１１２ 件").text == "受理2112件"
    assert view_of("共12\n34件").text == "共1234件"  # a number cut by a wrapped line
    assert view_of("12 34").text == "12 34"  # two numbers on one line
    assert view_of("GB 18030\nUTF 8").text == "GB 18030 UTF 8"
    assert view_of("２０２４年①").text == "2024年①"
    assert view_of("12\u200b34").text == "1234"
    assert view_of("", None).text == ""
