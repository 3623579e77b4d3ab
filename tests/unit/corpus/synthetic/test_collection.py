"""Collections on disk: complete, deterministic, with their truth; and the command that writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.commands.main import run
from nlp.corpus.synthetic.collection import Plan, make_collection, record_of, write_collection
from nlp.errors import ConfigurationError


def records(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def test_the_number_is_exact_and_every_file_has_its_record(tmp_path: Path) -> None:
    manifest = write_collection(Plan(reports=37, seed=4, errors=0.5, damage=0.5), tmp_path / "made")
    written = records(tmp_path / "made")
    assert manifest["counts"]["reports"] == len(written) == 37
    assert {r["path"] for r in written} == {
        str(p.relative_to(tmp_path / "made")) for p in (tmp_path / "made" / "reports").rglob("*.*")
    }
    assert 0 < manifest["counts"]["with a planted error"] < 37
    assert all(set(r) == set(manifest["keys"]) for r in written)
    assert json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(manifest)
    )


def test_the_same_plan_gives_the_same_bytes() -> None:
    plan = Plan(reports=20, seed=9, errors=0.3)
    first = [(m.path, m.rendering.data, record_of(m)) for m in make_collection(plan)]
    assert first == [(m.path, m.rendering.data, record_of(m)) for m in make_collection(plan)]
    other = [m.path for m in make_collection(Plan(reports=20, seed=10, errors=0.3))]
    assert [path for path, _, _ in first] != other


def test_formats_and_types_are_kept_to() -> None:
    made = list(make_collection(Plan(reports=15, formats=("2019",), types=("md", "docx"))))
    assert {m.content.year for m in made} <= {2019, 2020}
    assert {m.path.rsplit(".", 1)[1] for m in made} == {"md", "docx"}


def test_errors_keep_to_their_types_and_the_truth_names_them() -> None:
    made = [m for m in make_collection(Plan(reports=60, errors=1.0, error_types=("wrong_total", "late"))) if m.planted]
    assert {m.planted.error for m in made if m.planted} == {"wrong_total", "late"}
    for m in made:
        (error,) = record_of(m)["errors"]
        for cell, value in error["truth"].items():
            printed = record_of(m)["cells"][cell]
            assert printed["value"] == value
            assert printed["printed"] != str(value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"types": ("doc",)},
        {"formats": ("2018",)},
        {"error_types": ("typo",)},
        {"errors": 1.5},
        {"damage": -0.1},
        {"reports": 0},
        {"types": ()},
    ],
)
def test_wrong_plans_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="corpus generate"):
        Plan(**{"reports": 5, **wrong})  # type: ignore[arg-type]


def test_the_command_writes_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    arguments = ["corpus", "generate", "--reports", "6", "--types", "txt", "--errors", "1", "-o", str(out)]
    assert run([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["type txt"] == 6
    before = {p: p.read_bytes() for p in out.rglob("*.*")}
    assert run(arguments) == 2
    assert "已有一套报告" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in out.rglob("*.*")} == before


def test_the_command_lists_the_errors(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["corpus", "generate", "--list-errors", "--json"]) == 0
    assert {"type", "code", "zh", "kind"} == set(json.loads(capsys.readouterr().out)[0])
    assert run(["corpus", "generate", "--reports", "3"]) == 2
