"""What a run is to read, and what its results depend on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.batch.fingerprint import engine_of, file_digest
from nlp.batch.plan import plan_items
from nlp.batch.pool import Guard
from nlp.errors import ConfigurationError, ModelError
from nlp.settings import Limits, Settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt", "c.html"):
        (tmp_path / "in" / name).write_text(name)
    return tmp_path


def names(items: object) -> list[str]:
    return [Path(item.path).name for item in items]  # type: ignore[attr-defined]


def test_files_folders_and_globs_are_taken_once(folder: Path) -> None:
    items = plan_items([folder / "in" / "b.txt", folder / "in", str(folder / "in" / "*.txt")])
    assert names(items) == ["b.txt", "a.txt", "c.html"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.csv", "path,省份\nin/a.txt,甲省\nin/c.html,\n"),
        ("list.csv", "\ufeff路径,省份\nin/a.txt,甲省\nin/c.html,\n\n"),
        ("list.tsv", "省份\tfile\n甲省\tin/a.txt\n\tin/c.html\n"),
    ],
)
def test_a_list_names_files_and_says_things_of_them(name: str, content: str, folder: Path) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    items = plan_items([folder / name])
    assert names(items) == ["a.txt", "c.html"]
    assert [dict(item.metadata) for item in items] == [{"省份": "甲省"}, {}]


def test_a_parquet_list_keeps_its_types(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"path": ["in/a.txt"], "rank": [3], "city": [True]}), folder / "list.parquet")
    assert dict(plan_items([folder / "list.parquet"])[0].metadata) == {"rank": 3, "city": True}


def test_an_entry_of_a_list_may_be_a_folder(folder: Path) -> None:
    (folder / "list.csv").write_text("path,x\nin,1\n", encoding="utf-8")
    items = plan_items([folder / "list.csv"])
    assert names(items) == ["a.txt", "b.txt", "c.html"]
    assert {item.metadata["x"] for item in items} == {"1"}


def test_what_a_list_says_is_kept_whoever_names_the_file_first(folder: Path) -> None:
    (folder / "list.csv").write_text("path,x\nin/a.txt,1\n", encoding="utf-8")
    for order in ([folder / "in", folder / "list.csv"], [folder / "list.csv", folder / "in"]):
        found = {Path(item.path).name: dict(item.metadata) for item in plan_items(order)}
        assert found == {"a.txt": {"x": "1"}, "b.txt": {}, "c.html": {}}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "name,x\n1,2\n", "no column of paths"),
        ("a.csv", b"\xff\xfe\x00\x81", "UTF-8"),
        ("a.parquet", "x", "cannot be read"),
    ],
)
def test_a_bad_list_is_said(name: str, content: str | bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(ConfigurationError, match=said):
        plan_items([path])
    with pytest.raises(ConfigurationError, match="standard input"):
        plan_items(["-"])


def test_results_depend_on_settings_rules_and_model_and_on_limits_apart(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text("[rules]\n")
    plain, guard = Settings(topics=None), Guard()
    base = engine_of(plain, guard)
    assert engine_of(Settings(topics=None), Guard()) == base
    assert engine_of(replace(plain, lang="en"), guard).core != base.core
    keyword = engine_of(replace(plain, topics="keyword"), guard)
    assert (keyword.core, keyword.topics != base.topics) == (base.core, True)
    limited = engine_of(replace(plain, limits=Limits(pages=3)), guard)
    assert (limited.whole, limited.limits != base.limits) == (base.whole, True)
    with_rules = engine_of(replace(plain, rules=(str(rules),)), guard)
    rules.write_text("[severity]\n")
    assert engine_of(replace(plain, rules=(str(rules),)), guard).core != with_rules.core != base.core
    with pytest.raises(ModelError):
        engine_of(replace(plain, topics="no such model"), guard)
    with pytest.raises(ConfigurationError):
        engine_of(replace(plain, rules=(str(tmp_path / "gone.toml"),)), guard)


def test_a_digest_stops_where_reading_stops(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 100)
    (tmp_path / "b").write_bytes(b"x" * 101)
    assert file_digest(str(tmp_path / "a"), 50) == file_digest(str(tmp_path / "b"), 50)
    assert file_digest(str(tmp_path / "a"), 100) != file_digest(str(tmp_path / "b"), 100)
    assert file_digest(str(tmp_path), 1) is None
