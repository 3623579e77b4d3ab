"""The tables as files: schemas that are described, rows that match what the press knows, queries that run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml

from nlp.errors import ConfigurationError
from nlp.outputs.queries import find_query, load_queries
from nlp.outputs.results import write_answer
from nlp.outputs.store import DATABASE, SCHEMA_VERSION, TABLES, arrow_table, column_meanings, connect, parts_of


def test_every_column_is_described_in_both_languages() -> None:
    meanings = column_meanings()
    for table, columns in TABLES.items():
        assert set(meanings[table]) == {"", *columns}
        assert all(text["zh"].strip() and text["en"].strip() for text in meanings[table].values())


def test_files_carry_their_schema_and_its_version(results: Path) -> None:
    for table, columns in TABLES.items():
        schema = pq.read_schema(parts_of(results, table)[0])
        assert schema.names == list(columns)
        assert schema.metadata[b"gouji.schema"] == str(SCHEMA_VERSION).encode()
        assert schema.field(0).metadata[b"en"]
    described = yaml.safe_load((results / "schema.yaml").read_text(encoding="utf-8"))
    assert set(described["tables"]) == set(TABLES)


def test_rows_say_what_the_press_printed(results: Path, truth: list[dict[str, Any]]) -> None:
    connection = connect(results)
    rows = connection.execute(
        "SELECT issuer, year, c.value FROM reports JOIN cells c USING (report_id) WHERE c.cell = 'requests.new.total'"
    ).fetchall()
    connection.close()
    expected = {(r["issuer"], r["year"], r["cells"]["requests.new.total"]["value"]) for r in truth}
    assert set(rows) == expected


def test_the_database_opens_by_itself(results: Path) -> None:
    import duckdb

    connection = duckdb.connect(str(results / DATABASE), read_only=True)
    assert connection.execute("SELECT count(*) FROM reports").fetchone() == (42,)
    assert connection.execute("SELECT count(*) FROM requests_by_issuer").fetchone() == (42,)
    connection.close()


@pytest.mark.parametrize("name", load_queries())
def test_every_named_query_runs(name: str, results: Path) -> None:
    connection = connect(results)
    relation = connection.sql(find_query(name).sql)
    assert relation.columns
    rows = relation.fetchall()
    connection.close()
    # A clean collection without gaps or broken files gives nothing here, and something everywhere else.
    assert bool(rows) != (name in {"unreadable", "reports-missing-a-year"}) or name == "errors"


def test_there_are_a_dozen_queries_and_no_other() -> None:
    assert len(load_queries()) >= 12
    with pytest.raises(ConfigurationError, match="requests-by-issuer"):
        find_query("nothing")


def test_text_that_is_no_unicode_is_replaced() -> None:
    columns = {name: [None] for name in TABLES["notices"]} | {"message": ["a\ud800b"]}
    assert arrow_table("notices", columns)["message"].to_pylist() == ["a\ufffdb"]


def test_a_folder_without_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no results"):
        connect(tmp_path)


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", "json", "jsonl"])
def test_answers_are_written_in_every_form(ending: str, tmp_path: Path) -> None:
    import pandas as pd

    path = tmp_path / f"a.{ending}"
    write_answer(path, ["name", "n"], [["=1+1", 3], ["@x\x01", None]])
    read = {
        "csv": pd.read_csv, "parquet": pd.read_parquet, "xlsx": pd.read_excel, "json": pd.read_json,
        "jsonl": lambda name: pd.read_json(name, lines=True),
    }[ending](path)  # fmt: skip
    assert read["n"].iloc[0] == 3
    assert read["name"].iloc[0] == "=1+1"


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.example", "{=1}"]
    write_answer(path, ["t"], [[text] for text in texts])
    sheet = load_workbook(path).active
    assert [sheet.cell(row, 1).value for row in range(2, 2 + len(texts))] == texts
    assert all(sheet.cell(row, 1).data_type == "s" for row in range(2, 2 + len(texts)))
    assert all(sheet.cell(row, 1).hyperlink is None for row in range(2, 2 + len(texts)))


def test_an_unknown_ending_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="must end in"):
        write_answer(tmp_path / "a.doc", ["a"], [])
