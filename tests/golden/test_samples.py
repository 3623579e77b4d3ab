"""The sample reports: exactly the planted errors are found, and the whole record is pinned."""

from __future__ import annotations

import json
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.commands.main import run

SAMPLES = Path(__file__).resolve().parents[2] / "corpora" / "samples"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((SAMPLES / "expected.yaml").read_text(encoding="utf-8"))
READABLE = [name for name, entry in EXPECTED.items() if not entry.get("unreadable")]


def audit(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, dict[str, Any], str]:
    capfdbinary.readouterr()
    status = run(["audit", "--json", *arguments])
    out, err = capfdbinary.readouterr()
    return status, json.loads(out), err.decode()


@pytest.fixture
def report(request: pytest.FixtureRequest, capfdbinary: pytest.CaptureFixture[bytes]) -> dict[str, Any]:
    _, record, _ = audit(capfdbinary, str(SAMPLES / request.param))
    assert record["schema"] == "gouji.audit/1"
    assert len(record["reports"]) == 1
    return record["reports"][0]


def alarms(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        finding
        for finding in report["findings"]
        if finding["severity"] in {"error", "warning"} and not finding["verdict"].startswith("match")
    ]


def answers(finding: dict[str, Any], planted: dict[str, Any], text: str) -> bool:
    if not any(fnmatch(finding["rule"], pattern) for pattern in planted["rules"]):
        return False
    if "cell" in planted and planted["cell"] not in finding["cells"]:
        return False
    if "quote" not in planted:
        return True
    start = text.index(planted["quote"])
    end = start + len(planted["quote"])
    return any(item["start"] < end and start < item["end"] for item in finding["evidence"])


@pytest.mark.parametrize("report", READABLE, indirect=True)
def test_what_the_report_says_of_itself(report: dict[str, Any]) -> None:
    expected = EXPECTED[Path(report["source"]["path"]).name]
    for key in ("issuer", "year", "published", "format"):
        assert report[key] == expected[key], key
    assert report["status"] == "complete"
    cells = [cell for table in report["tables"].values() for cell in table["cells"].values()]
    assert len(cells) == expected["cells"]
    assert {cell["state"] for cell in cells} == {"number"}
    keys = [section["key"] for section in report["sections"] if section["key"] != "preamble"]
    assert keys == ["overview", "disclosure", "requests", "disputes", "problems", "other"]


@pytest.mark.parametrize("report", READABLE, indirect=True)
def test_exactly_the_planted_errors_are_found(report: dict[str, Any]) -> None:
    planted = EXPECTED[Path(report["source"]["path"]).name]["findings"]
    found = alarms(report)
    for entry in planted:
        assert any(answers(finding, entry, report["text"]) for finding in found), f"not found: {entry['about']}"
    unexpected = [f for f in found if not any(answers(f, entry, report["text"]) for entry in planted)]
    assert not unexpected, [(finding["rule"], finding["message"]) for finding in unexpected]


@pytest.mark.parametrize("report", READABLE, indirect=True)
def test_the_repair_names_the_planted_cell(report: dict[str, Any]) -> None:
    for entry in EXPECTED[Path(report["source"]["path"]).name]["findings"]:
        if "repair" not in entry:
            continue
        wanted = entry["repair"]
        first = next(f["repair"] for f in alarms(report) if answers(f, entry, report["text"]) and f["repair"])
        assert first["kind"] == wanted["kind"]
        assert first["changes"] == [{"cell": wanted["cell"], "old": wanted["old"], "new": wanted["new"]}]


@pytest.mark.parametrize("report", READABLE, indirect=True)
def test_evidence_quotes_the_text(report: dict[str, Any]) -> None:
    for finding in report["findings"]:
        assert finding["evidence"], finding["rule"]
        for item in finding["evidence"]:
            assert report["text"][item["start"] : item["end"]] == item["quote"]


@pytest.mark.parametrize("report", READABLE, indirect=True)
def test_the_record_is_pinned(report: dict[str, Any], golden: Any) -> None:
    name = Path(report["source"]["path"]).stem
    report["source"]["path"] = Path(report["source"]["path"]).name
    # These change with the release, not with the report.
    report.pop("seconds")
    report.pop("engine")
    # A model's labels have gates of their own; they may move with the version of a library.
    for paragraph in report["paragraphs"]:
        for key in ("function", "function_p", "unsure", "five", "domains"):
            paragraph.pop(key)
    golden(name, report)


def test_a_broken_file_does_not_stop_the_others(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, record, err = audit(capfdbinary, str(SAMPLES))
    assert status == 3
    states = {Path(report["source"]["path"]).name: report["status"] for report in record["reports"]}
    assert states == {name: "unreadable" if name not in READABLE else "complete" for name in EXPECTED}
    assert [line for line in err.splitlines() if "truncated.docx" in line]
    assert "Traceback" not in err


@pytest.mark.parametrize(("name", "fail_on", "status"), [
    ("linjiang_2020.txt", "error", 0),
    ("linjiang_2020.txt", "warning", 0),
    ("qinglan_2023.html", "error", 1),
    ("truncated.docx", "error", 3),
])  # fmt: skip
def test_exit_status(name: str, fail_on: str, status: int, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert audit(capfdbinary, str(SAMPLES / name), "--fail-on", fail_on)[0] == status


def test_the_outputs_are_written(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run(["audit", str(SAMPLES), "-o", str(tmp_path / "out")])
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["audit.html", "audit.json", "audit.xlsx"]
    page = (tmp_path / "out" / "audit.html").read_text(encoding="utf-8")
    assert "临江区" in page
    assert "青岚县" in page
    _, record, _ = audit(capfdbinary, str(SAMPLES))
    written = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    for one in (*record["reports"], *written["reports"]):
        one.pop("seconds")
    assert written == record
