"""The tables of sentences beside this file, and the few things a table cannot say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from nlp.errors import ConfigurationError
from nlp.quantities import find_in_view, find_quantities
from nlp.quantities.lexicon import build_lexicon, load_lexicon
from nlp.text import fold, view_of
from nlp.types import NUMERIC_KINDS, Quantity, Span

HERE = Path(__file__).parent


def _cases(name: str) -> list[tuple[str, list[str]]]:
    raw = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    rows = raw if isinstance(raw, list) else [row for group in raw.values() for row in group]
    return [(sentence, expected) for row in rows for sentence, expected in row.items()]


def _fields(line: str) -> list[str]:
    return [field.strip(" ") for field in line.split("|")]


def _told(quantity: Quantity) -> list[str]:
    return [quantity.surface, quantity.kind, str(quantity.value), quantity.unit, quantity.hedge]


@pytest.mark.parametrize(("sentence", "expected"), _cases("amounts.yaml"))
def test_amounts_of_a_sentence(sentence: str, expected: list[str]) -> None:
    found = [_told(q) for q in find_quantities(sentence) if q.kind in NUMERIC_KINDS]
    assert found == [_fields(line) for line in expected]


@pytest.mark.parametrize(("sentence", "expected"), _cases("not_amounts.yaml"))
def test_what_is_no_amount_keeps_its_kind(sentence: str, expected: list[str]) -> None:
    found = [[q.surface, q.kind] for q in find_quantities(sentence)]
    assert found == [_fields(line) for line in expected]


@pytest.mark.parametrize("figure", ["3", "1,234", "三", "两", "十二", "一百零七"])
def test_no_counter_is_hidden_by_an_idiom(figure: str) -> None:
    lexicon = load_lexicon()
    for unit in (*lexicon.counters, *sorted(lexicon.durations)):
        found = [(q.surface, q.unit, q.kind) for q in find_quantities(f"共{figure}{unit}。")]
        assert found == [(figure + unit, fold(unit), "count")]  # 條 is told as 条


def test_the_contract_of_a_scaled_amount() -> None:
    (quantity,) = find_quantities("采购总金额143780.54万元")
    assert quantity.stated == Decimal(1437805400)
    assert (quantity.decimals, quantity.scale, quantity.unit, quantity.kind) == (2, 4, "元", "money")
    assert quantity.span == Span(5, 16)


def test_a_view_of_a_stretch_gives_places_in_the_whole() -> None:
    source = "一、总体情况\n收到申请 12 件。\n二、其他：3件"
    stretch = Span(7, 18)
    (quantity,) = find_in_view(view_of(source, stretch), source)
    assert (quantity.surface, quantity.span.of(source)) == ("12 件", "12 件")


def test_a_list_mark_needs_the_start_of_an_item() -> None:
    assert [q.kind for q in find_quantities("新增\n1、政策3件")] == ["list_mark", "count"]
    assert [q.unit for q in find_quantities("新增1、3件")] == ["件", "件"]


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("units", ("counters:", "counter:"), "units.yaml: counters"),
        ("units", ('宗: "旨', '宗: "('), "units.yaml: not_before.宗"),
        ("hedges", ("before:\n  about:", "before:\n  roughly:"), "hedges.yaml: before.roughly"),
        ("hedges", ("  near: >-", "  near: >-\n    约"), "hedges.yaml: before"),
        ("idioms", ("silent: >-", "silent: >-\n  无中生有"), "idioms.yaml: silent"),
        ("cues", ("quoted_length: 24", "quoted_length: no"), "cues.yaml: quoted_length"),
        ("cues", ("quoted_length: 24", "quoted_length: 24\nsurplus: 1"), "cues.yaml: surplus"),
        ("cues", ("growth: >-", "growth: [\n"), "cues.yaml"),
    ],
)
def test_a_wrong_data_file_is_named_with_its_key(file: str, change: tuple[str, str], told: str) -> None:
    import nlp.quantities

    folder = Path(nlp.quantities.__file__).parent / "data"

    def read(name: str) -> str:
        text = (folder / name).read_text(encoding="utf-8")
        if name != f"{file}.yaml":
            return text
        assert change[0] in text
        return text.replace(*change, 1)

    with pytest.raises(ConfigurationError) as caught:
        build_lexicon(read)
    assert told in str(caught.value)
