"""Each verb on the sample reports: its three kinds of output, its exit status, its behaviour on bad input."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nlp.commands.main import run

ROOT = Path(__file__).resolve().parents[3]

STAGES = {
    # verb: (key of the JSON, column of the CSV, what people see)
    "tables": ("tables", "cell", "refused.security_stability"),
    "claims": ("claims", "claim", "requests.new.total"),
    "quantities": ("quantities", "surface", "28631.47万元"),
    "outline": ("sections", "paragraph_no", "存在的主要问题及改进情况"),
}


def output(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, str, str]:
    capfdbinary.readouterr()
    status = run(list(arguments))
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


@pytest.mark.parametrize("verb", STAGES)
def test_a_stage_as_json(verb: str, samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, _ = output(capfdbinary, verb, str(samples / "linjiang_2020.txt"), "--json")
    record = json.loads(out)
    assert status == 0
    assert record[STAGES[verb][0]]
    assert record["source"]["media_type"] == "text/plain"


@pytest.mark.parametrize("verb", STAGES)
def test_a_stage_as_csv(verb: str, samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, _ = output(capfdbinary, verb, str(samples / "linjiang_2020.txt"), "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0
    assert rows
    assert all(row["report_id"] and row[STAGES[verb][1]] for row in rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("verb", STAGES)
def test_a_stage_for_people(verb: str, lang: str, samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, _ = output(capfdbinary, verb, str(samples / "linjiang_2020.txt"), "--lang", lang)
    assert status == 0
    assert STAGES[verb][2] in out


@pytest.mark.parametrize("verb", ["audit", *STAGES])
def test_a_missing_file_is_one_line_and_status_3(verb: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for lang in ("zh", "en"):
        status, _, err = output(capfdbinary, verb, "/no/such/report.txt", "--lang", lang)
        assert status == 3
        assert "/no/such/report.txt" in err
        assert len(err.splitlines()) == 1


BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "binary.pdf": bytes(range(256)) * 40,
    "letter.txt": "亲爱的读者：这封信和年度报告没有关系，只是为了试一试。".encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_does_not_stop_the_others(
    name: str, samples: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    good = str(samples / "linjiang_2020.txt")
    status, out, err = output(capfdbinary, "audit", str(tmp_path / name), good, "--json")
    record = json.loads(out)
    assert status == 3
    assert {Path(r["source"]["path"]).name: r["status"] for r in record["reports"]} == {
        name: "unreadable",
        "linjiang_2020.txt": "complete",
    }
    assert name in err
    assert "Traceback" not in err


def test_standard_input(samples: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "audit", "-", "--json"],
        input=(samples / "linjiang_2020.txt").read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    record = json.loads(done.stdout)
    assert record["reports"][0]["source"]["path"] == "-"
    assert record["reports"][0]["year"] == 2020


def test_a_reader_that_stops_early_is_no_error(samples: Path) -> None:
    command = f"{sys.executable} {ROOT / 'cli.py'} tables {samples / 'linjiang_2020.txt'} --csv | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("report_id,")


def test_json_is_utf8_whatever_the_terminal_speaks(samples: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    for arguments in (["--json"], []):
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), "audit", str(samples / "qinglan_2023.html"), *arguments],
            capture_output=True,
            check=False,
            env=environment,
        )
        assert done.returncode == 1, done.stderr.decode()
        if arguments:
            assert json.loads(done.stdout.decode())["reports"][0]["issuer"] == "青岚县人民政府"


def test_a_defect_fails_one_file_and_no_other(
    samples: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    import nlp.pipeline

    judge = nlp.pipeline.run_checks

    def fails_for_2023(document: Any, structure: Any, *rest: Any) -> Any:
        if structure.metadata.year == 2023:
            raise RuntimeError("planted defect")
        return judge(document, structure, *rest)

    monkeypatch.setattr(nlp.pipeline, "run_checks", fails_for_2023)
    files = [str(samples / name) for name in ("qinglan_2023.html", "linjiang_2020.txt")]
    status, out, err = output(capfdbinary, "audit", *files, "--json")
    assert status == 3
    assert [report["status"] for report in json.loads(out)["reports"]] == ["complete", "unreadable"]
    assert "planted defect" in err
    assert "Traceback" not in err
    _, _, err = output(capfdbinary, "audit", *files, "--json", "--verbose")
    assert "Traceback" in err


def test_silencing_a_rule(samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    report = str(samples / "qinglan_2023.html")
    _, out, _ = output(capfdbinary, "audit", report, "--json")
    findings = json.loads(out)["reports"][0]["findings"]
    rules = {finding["rule"] for finding in findings if finding["severity"] == "error"}
    assert rules
    silence = [part for rule in rules for part in ("--silence", rule)]
    status, out, _ = output(capfdbinary, "audit", report, "--json", *silence)
    assert status == 0
    assert not rules & {finding["rule"] for finding in json.loads(out)["reports"][0]["findings"]}


def test_a_report_of_another_year_is_no_previous_one(samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    report = str(samples / "qinglan_2023.html")
    status, _, err = output(capfdbinary, "audit", report, "--previous", report)
    assert status == 1
    assert err.splitlines() == [f"{report}: 是 2023 年度报告，不是 {report} 的上一年度（2022 年），没有用来核对"]
    _, _, err = output(capfdbinary, "audit", report, "--previous", report, "--lang", "en")
    assert err == f"{report}: a report of 2023, not of the year before {report} (2022); it was not compared\n"


def test_the_report_of_the_year_before_is_no_notice(
    samples: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    report = samples / "qinglan_2023.html"
    before = tmp_path / "2022.html"
    before.write_text(report.read_text(encoding="utf-8").replace("2023", "2022"), encoding="utf-8")
    _, out, err = output(capfdbinary, "audit", str(report), "--previous", str(before))
    assert err == ""
    assert "需要上一年度报告" not in out


def test_a_text_that_is_no_report_is_no_previous_one(
    samples: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "notes.txt").write_text("hello world", encoding="utf-8")
    status, out, err = output(
        capfdbinary, "audit", str(samples / "qinglan_2023.html"), "--previous", str(tmp_path / "notes.txt")
    )
    assert (status, out) == (3, "")
    assert err == f"错误：{tmp_path / 'notes.txt'}: 不是年度报告，不能用作 --previous\n"


def test_the_head_of_an_outline_is_in_words(samples: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = output(capfdbinary, "outline", str(samples / "qinglan_2023.html"))
    assert out.splitlines()[:2] == ["青岚县人民政府  2023年", "发布 2024-01-24 · 格式 2021年格式 · 完整"]
    _, out, _ = output(capfdbinary, "outline", str(samples / "qinglan_2023.html"), "--lang", "en")
    assert out.splitlines()[1] == "Published 2024-01-24 · Format 2021 form · complete"


def test_an_unwritable_folder_is_one_line(
    samples: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    status, _, err = output(
        capfdbinary, "audit", str(samples / "linjiang_2020.txt"), "-o", str(tmp_path / "taken" / "out")
    )
    assert status == 2
    assert len(err.splitlines()) == 1


def test_rules_are_listed_and_explained(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = output(capfdbinary, "rules", "list", "--json")
    rules = json.loads(out)
    assert {"requests.row_sum", "requests.column_sum", "requests.balance", "disputes.row_sum"} <= {
        r["id"] for r in rules
    }
    for lang in ("zh", "en"):
        status, out, _ = output(capfdbinary, "rules", "show", "requests.row_sum", "--lang", lang)
        assert status == 0
        assert out.startswith(f"requests.row_sum  [{'错误' if lang == 'zh' else 'error'}]")
    status, out, _ = output(capfdbinary, "rules", "list")
    assert "requests.row_sum" in out
    assert "错误" in out
    assert "error" not in out


@pytest.mark.parametrize(("form", "cells", "row_sums"), [("2019", 198, 23), ("2021", 200, 25)])
def test_forms_are_shown(form: str, cells: int, row_sums: int, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, _ = output(capfdbinary, "forms", "show", form, "--json")
    record = json.loads(out)
    assert len(record["cells"]) == cells
    assert sum(identity["rule"] == "requests.row_sum" for identity in record["identities"]) == row_sums
    status, out, _ = output(capfdbinary, "forms", "show", form, "--lang", "en")
    assert status == 0
    assert "requests.refused.state_secret.total" in out


def test_doctor_says_what_is_there(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, _ = output(capfdbinary, "doctor", "--json")
    parts = {part["name"]: part for part in json.loads(out)}
    assert status == 0
    assert parts["rules"]["ok"]
    assert parts["form 2021"]["ok"]
    assert parts["form annex"]["detail"] == "58"
    assert all(part["ok"] for part in parts.values() if part["needed"])
    status, out, _ = output(capfdbinary, "doctor", "--lang", "en")
    assert status == 0
    assert "python" in out


def test_doctor_fails_where_a_needed_part_is_missing(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    import nlp.commands.doctor as module

    monkeypatch.setattr(module, "_NEEDED", (*module._NEEDED, "no-such-package-of-gouji"))
    status, out, _ = output(capfdbinary, "doctor", "--json")
    assert status == 2
    assert not next(part for part in json.loads(out) if part["name"] == "no-such-package-of-gouji")["ok"]
