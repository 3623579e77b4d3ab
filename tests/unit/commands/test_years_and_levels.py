"""``gouji years`` and ``gouji levels`` on variants of the clean sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.commands.main import run


@pytest.fixture
def clean(samples: Path) -> str:
    return (samples / "linjiang_2020.txt").read_text(encoding="utf-8")


def later(text: str, years: int) -> str:
    """The same report, moved some years on (figures unchanged)."""
    moved = text.replace("2021-03-12", f"{2021 + years}-03-12").replace("2020", str(2020 + years))
    return moved.replace("2019年", f"{2019 + years}年")


def findings(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    capfdbinary.readouterr()
    status = run([*arguments, "--json"])
    out, err = capfdbinary.readouterr()
    reports = json.loads(out)["reports"] if out else []
    return status, [finding for report in reports for finding in report["findings"]], err.decode()


def test_what_one_year_leaves_the_next_must_find(
    clean: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    old, new = tmp_path / "b_2020.txt", tmp_path / "a_2021.txt"
    old.write_text(clean, encoding="utf-8")
    new.write_text(later(clean, 1), encoding="utf-8")
    # The order of the arguments does not matter: the reports say their years.
    status, found, _ = findings(capfdbinary, "years", str(new), str(old))
    assert status == 1
    assert {finding["rule"].split(".")[0] for finding in found} == {"years"}
    carried = next(finding for finding in found if "requests.carried_in.total" in finding["cells"])
    assert (carried["left"], carried["right"]) == (23, 29)


def test_years_that_fit_together_are_clean(
    clean: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    head, table = clean.split("三、收到和处理政府信息公开申请情况")
    carried_in = ["四、结转下年度继续办理", "24", "3", "0", "0", "1", "1", "29"]
    carried_out = ["四、结转下年度继续办理", "19", "2", "0", "0", "1", "1", "23"]
    assert "\n\n".join(carried_in) in table
    # Last year's report, so that it hands on what this year's found: 23.
    before = later(head, -1) + "三、收到和处理政府信息公开申请情况"
    before += later(table, -1).replace("\n\n".join(carried_in), "\n\n".join(carried_out))
    (tmp_path / "2019.txt").write_text(before, encoding="utf-8")
    (tmp_path / "2020.txt").write_text(clean, encoding="utf-8")
    _, found, _ = findings(capfdbinary, "years", str(tmp_path / "2019.txt"), str(tmp_path / "2020.txt"))
    assert not [f for f in found if f["rule"] == "years.carried_in" and not f["verdict"].startswith("match")]


def test_reports_far_apart_are_not_compared(
    clean: str, tmp_path: Path, samples: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "2022.txt").write_text(later(clean, 2), encoding="utf-8")
    status, found, err = findings(capfdbinary, "years", str(samples / "linjiang_2020.txt"), str(tmp_path / "2022.txt"))
    assert status == 2
    assert found == []
    assert "2022.txt" in err


@pytest.mark.parametrize(("complete", "status", "verdict"), [(False, 0, "undetermined"), (True, 1, "mismatch")])
def test_a_child_larger_than_its_parent(
    clean: str,
    complete: bool,
    status: int,
    verdict: str,
    tmp_path: Path,
    samples: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    child = tmp_path / "child.txt"
    child.write_text(later(clean, 3), encoding="utf-8")
    arguments = ["levels", str(samples / "qinglan_2023.html"), str(child), *(["--complete"] if complete else [])]
    got, found, _ = findings(capfdbinary, *arguments)
    assert got == status
    assert {finding["rule"].split(".")[0] for finding in found} == {"levels"}
    worst = next(finding for finding in found if "requests.new.total" in finding["cells"])
    assert worst["verdict"] == verdict


def test_an_unreadable_child_makes_the_set_incomplete(
    clean: str, tmp_path: Path, samples: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    child = tmp_path / "child.txt"
    child.write_text(later(clean, 3), encoding="utf-8")
    status, found, err = findings(
        capfdbinary,
        "levels",
        str(samples / "qinglan_2023.html"),
        str(child),
        str(samples / "truncated.docx"),
        "--complete",
    )
    assert status == 3
    assert "truncated.docx" in err
    assert not [finding for finding in found if finding["verdict"] == "mismatch"]
