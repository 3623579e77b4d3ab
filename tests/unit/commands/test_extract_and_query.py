"""``gouji extract``, ``gouji query``, and ``years`` and ``levels`` over a folder of results."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from nlp.commands.main import run
from nlp.corpus.synthetic.collection import Plan, write_collection


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_collection(Plan(reports=14, seed=5, types=("txt",)), folder)
    return folder


@pytest.fixture(scope="module")
def out(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a folder, an archive and a file that is broken."""
    folder = tmp_path_factory.mktemp("given")
    reports = sorted((made / "reports").rglob("*.txt"))
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        for report in reports[:3]:
            archive.write(report, report.name)
        archive.writestr("broken.pdf", b"%PDF-1.4 broken")
    target = tmp_path_factory.mktemp("out") / "results"
    arguments = ["extract", *map(str, reports[3:]), str(folder / "some.zip"), "-o", str(target), "--workers", "1"]
    assert run([*arguments, "--topics", "none", "--csv", "--jsonl"]) == 3
    return target


def output(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    capfdbinary.readouterr()
    status = run(arguments)
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


def test_what_is_written(out: Path) -> None:
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert names >= {"tables", "gouji.duckdb", "manifest.json", "schema.yaml", "extract.log", "csv", "jsonl"}
    with (out / "csv" / "reports.csv").open(encoding="utf-8", newline="") as handle:
        assert len(list(csv.DictReader(handle))) == 14
    lines = (out / "jsonl" / "inputs.jsonl").read_text(encoding="utf-8").splitlines()
    assert sum(json.loads(line)["status"] == "error" for line in lines) == 1
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [failure["path"].split("!")[-1] for failure in manifest["failures"]] == ["broken.pdf"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["extract", "-o", "new"], 2, "缺少 PATH"),
        (["extract", "x", "-o", "RESULTS"], 2, "接着做请加 --resume"),
        (["extract", "x", "-o", "new", "--limit", "speed=3"], 2, "speed=3"),
        (["extract", "x", "-o", "new", "--limit", "seconds=-1"], 2, "seconds=-1"),
        (["extract", "-", "-o", "new"], 2, "标准输入无法接着做"),
        (["query", "RESULTS", "SELEC"], 2, "SELEC"),
        (["query", "RESULTS", "SELECT 1", "--name", "errors"], 2, "--name"),
        (["query", "RESULTS", "--name", "nothing"], 2, "requests-by-issuer"),
        (["query", "new", "SELECT 1"], 2, "没有 gouji extract 的结果"),
        (["query", "RESULTS", "SELECT 1", "--to", "a.doc"], 2, ".xlsx"),
        (["levels", "RESULTS/manifest.json"], 2, "CHILD"),
    ],
)
def test_wrong_usage_is_said_in_a_line(
    arguments: list[str],
    status: int,
    said: str,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    got, _, err = output(capfdbinary, *(argument.replace("RESULTS", str(out)) for argument in arguments))
    assert got == status
    assert said in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


def test_a_resumed_run_skips_and_says_so(out: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, text, err = output(capfdbinary, "extract", "-o", str(out), "--resume", "--topics", "none", "--json")
    summary = json.loads(text)
    assert status == 3
    assert (summary["files"], summary["skipped"], summary["reports"], summary["unreadable"]) == (12, 12, 14, 1)
    assert err == "", "no progress where nobody watches"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_is_short(out: Path, lang: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, text, err = output(capfdbinary, "extract", "-o", str(out), "--resume", "--topics", "none", "--lang", lang)
    assert ("读出报告 14 份" if lang == "zh" else "14 reports") in text
    assert "--name unreadable" in err
    assert len(text.splitlines()) < 40


def test_answers_as_table_csv_and_json(out: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sql = 'SELECT issuer, "year", published::DATE AS day FROM reports ORDER BY issuer, "year"'
    status, text, _ = output(capfdbinary, "query", str(out), sql, "--json")
    rows = json.loads(text)
    assert status == 0
    assert len(rows) == 14
    assert list(rows[0]) == ["issuer", "year", "day"]
    _, text, _ = output(capfdbinary, "query", str(out), sql, "--csv", "--rows", "2")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 2
    _, text, _ = output(capfdbinary, "query", str(out), "--name", "formats_by_year")
    assert "text/plain" in text


def test_answers_as_files(out: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    import pandas as pd

    for ending, read in (("xlsx", pd.read_excel), ("parquet", pd.read_parquet), ("csv", pd.read_csv)):
        target = tmp_path / f"deep/er.{ending}"
        status, text, _ = output(capfdbinary, "query", str(out), "--name", "requests-by-issuer", "--to", str(target))
        assert (status, text) == (0, "")
        assert len(read(target)) == 14


def test_queries_can_be_listed_and_shown(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, text, _ = output(capfdbinary, "query", "--json")
    _, listed, _ = output(capfdbinary, "query", "--list", "--json")
    assert text == listed
    names = {row["name"] for row in json.loads(text)}
    assert {"mismatches-by-issuer", "refusal-reasons", "correction-rates"} <= names
    _, text, _ = output(capfdbinary, "query", "--name", "refusal-reasons", "--show")
    assert text.startswith("SELECT")


def test_years_and_levels_over_a_folder_of_results(
    out: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, text, err = output(capfdbinary, "years", str(out), "--json", "-o", str(tmp_path / "cmp"))
    record = json.loads(text)
    assert status == 0
    assert record["schema"] == "gouji.years/1"
    assert record["compared"] == 12
    assert "years.carried_in" in {finding["rule"] for finding in record["findings"]}
    assert {path.name for path in (tmp_path / "cmp").iterdir()} == {"years.csv", "years.xlsx", "years.json"}
    assert "12" in err
    status, text, _ = output(capfdbinary, "levels", str(out), "--json", "--lang", "en")
    assert status == 0
    assert json.loads(text)["schema"] == "gouji.levels/1"


def test_children_may_be_named_in_a_file(
    out: Path, made: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    truth = [json.loads(line) for line in (made / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    child = next(record for record in truth if record["parent"])
    parent = next(r for r in truth if r["issuer"] == child["parent"] and r["year"] == child["year"])
    listed = tmp_path / "children.csv"
    listed.write_text(f"issuer\n{child['issuer']}\n没有这个局\n", encoding="utf-8")
    _, text, err = output(capfdbinary, "levels", str(out), "--children", str(listed), "--json")
    assert json.loads(text)["compared"] >= 1
    assert "没有这个局" in err
    files = [str(made / parent["path"]), str(made / "reports"), "--children", str(listed)]
    _, text, err = output(capfdbinary, "levels", *files, "--json")
    assert {f["rule"] for report in json.loads(text)["reports"] for f in report["findings"]} == {"levels.sum"}
    assert "没有这个局" in err
    listed.write_text("issuer\n", encoding="utf-8")
    status, _, err = output(capfdbinary, "levels", str(out), "--children", str(listed))
    assert (status, "names no child" in err) == (2, True)


def test_ctrl_c_says_how_to_go_on(
    made: Path, tmp_path: Path, root: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, str(root / "cli.py"), "extract", str(made / "reports"), "-o", str(out), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
    log = out / "extract.log"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (log.exists() and log.read_text(encoding="utf-8")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    if process.returncode == 0:
        pytest.skip("the run was done before it could be stopped")
    assert process.returncode == 130
    assert f"gouji extract -o {out} --resume" in err.decode()
    assert "Traceback" not in err.decode()
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["state"] == "interrupted"
    capfdbinary.readouterr()
    assert run(["query", str(out), "SELECT count(*) FROM reports"]) == 0
    assert "--resume" in capfdbinary.readouterr().err.decode()


def test_progress_is_shown_where_somebody_watches(made: Path, tmp_path: Path, root: Path) -> None:
    pty = pytest.importorskip("pty", reason="needs a system with terminals")
    ours, theirs = pty.openpty()
    command = [sys.executable, str(root / "cli.py"), "extract", str(made / "reports"), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [*command, "--topics", "none"], stderr=theirs, stdout=subprocess.DEVNULL, env=environment
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0
    os.close(ours)
    assert "份/秒" in shown.decode(errors="replace")
    assert "/14" in shown.decode(errors="replace")


def test_extract_is_part_of_the_python_interface(made: Path, tmp_path: Path) -> None:
    import nlp
    from nlp.batch import Options

    summary = nlp.extract(
        made / "reports", tmp_path / "out", settings=nlp.Settings(topics=None), options=Options(workers=1)
    )
    assert summary.reports == 14
