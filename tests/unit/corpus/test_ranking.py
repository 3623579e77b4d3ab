"""Training of the claims ranker: what its file may say, what the corpus tells of each number, and that a run repeats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from nlp.claims.ranker import NONE, WEIGHTS_FILE, Ranker
from nlp.corpus import ranking
from nlp.corpus.claim_parts import HELD_OUT, PARTS, load_part
from nlp.corpus.claims import ClaimRow
from nlp.errors import ConfigurationError
from nlp.skops_file import read_skops

ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "corpora" / "claims"


def write(folder: Path, **changes: str) -> Path:
    lines = {
        "name": '"ranker"',
        "backend": '"ranker"',
        "corpus": json.dumps(str(CORPUS)),
        "parts": '{t = "1-25"}',
        "steps": "3",
        **changes,
    }
    path = folder / "ranker.toml"
    path.write_text("".join(f"{key} = {value}\n" for key, value in lines.items()), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("changes", "key"), [({"strength": "0.0"}, "strength"), ({"rarest": '"3"'}, "rarest"), ({"sorts": "1"}, "sorts")]
)
def test_a_bad_file_is_refused_with_its_key(tmp_path: Path, changes: dict[str, str], key: str) -> None:
    with pytest.raises(ConfigurationError, match=key):
        ranking.load_ranker_file(write(tmp_path, **changes))


def test_the_shipped_file_is_one() -> None:
    path = ROOT / "models" / "ranker.toml"
    assert ranking.is_ranker_file(path) and not ranking.is_ranker_file(ROOT / "models" / "default.toml")
    assert "t" in ranking.load_ranker_file(path).parts


def test_rows_are_those_of_the_parts() -> None:
    rows = ranking.rows_of(CORPUS, {"t": "3-5", "u": "1-2"})
    assert [row.id for row in rows] == ["t-0003", "t-0004", "t-0005", "u-0001", "u-0002"]
    with pytest.raises(ConfigurationError, match=r"parts\.t"):
        ranking.rows_of(CORPUS, {"t": "some"})


def test_nothing_that_measures_is_learned_from() -> None:
    parts = ranking.load_ranker_file(ROOT / "models" / "ranker.toml").parts
    learned = {row.office for row in ranking.rows_of(CORPUS, parts)}
    held_out = {row.office for part in PARTS if part.key in HELD_OUT for row in load_part(CORPUS, part)}
    assert held_out and not learned & held_out


def test_each_number_is_what_the_corpus_says() -> None:
    row = ClaimRow.model_validate(
        {
            "id": "r-0001",
            "office": "r",
            "level": "county",
            "issuer": "云岭县人民政府",
            "year": 2023,
            "format": "2021",
            "text": "依申请公开：收到申请57件，比上年多7件，增长14%；甲项12件，占21.1%；乙项5件。",
            "mentions": [],
            "claims": [
                {"quote": "57件", "relation": "equals", "formula": "requests.new.total", "verdict": "match"},
                {
                    "quote": "7件",
                    "n": 2,
                    "relation": "grew_by",
                    "formula": "requests.new.total - previous(requests.new.total)",
                    "verdict": "undetermined",
                },
                {
                    "quote": "14%",
                    "relation": "grew_by",
                    "formula": "100 * (requests.new.total - previous(requests.new.total)) / previous(requests.new.total)",
                    "verdict": "undetermined",
                },
                {"quote": "12件", "relation": "equals", "formula": "requests.granted.total", "verdict": "match"},
                {
                    "quote": "21.1%",
                    "relation": "share_of",
                    "formula": "100 * requests.granted.total / requests.concluded.total",
                    "verdict": "match_rounded",
                },
            ],
        }
    )
    found = ranking.examples_of([row])
    assert [example.subject for example in found if example.subject != NONE] == [
        "requests.received",
        "requests.received@change",
        "requests.received",
        "requests.granted",
    ], "the share is the rules' own once the number before it is known"
    assert [example.ruled for example in found if example.subject == "requests.granted"] == [False]
    assert found[-1].subject == NONE


@pytest.mark.parametrize(
    ("formula", "numerator"),
    [
        ("100 * a.b / c.d", "a.b"),
        ("100 * (a.b + c.d) / (e.f - g.h)", "(a.b + c.d)"),
        ("a.b / c.d", "a.b"),
        ("a.b", "a.b"),
    ],
)
def test_the_part_of_a_share(formula: str, numerator: str) -> None:
    assert ranking._numerator(formula) == numerator


def test_a_run_gives_the_same_model_each_time(tmp_path: Path) -> None:
    from nlp.commands.main import cli

    path = write(tmp_path)
    contents = []
    for name in ("first", "second"):
        result = CliRunner().invoke(cli, ["train", str(path), "--into", str(tmp_path / name), "--json"])
        assert result.exit_code == 0, result.output
        contents.append((tmp_path / name / "ranker" / "1" / WEIGHTS_FILE).read_bytes())
    assert contents[0] == contents[1]
    record = json.loads((tmp_path / "first" / "ranker" / "1" / ranking.RECORD_FILE).read_text(encoding="utf-8"))
    assert record["rows"] == 25 and record["of_no_rule"] > 0
    made = Ranker.of_plain(read_skops(tmp_path / "first" / "ranker" / "1" / WEIGHTS_FILE, "ranker/1"))
    assert NONE in made.classes and len(made.rows) == record["features"]
