"""A run over files that behave as they say: what is recorded, skipped, read again, taken out."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.batch import Options, extract
from nlp.batch.journal import Journal
from nlp.errors import ConfigurationError
from nlp.settings import Limits, Settings
from tests.unit.batch.doubles import PROCESS, Inline, rows_of

QUICK = Options(workers=2, function=PROCESS, shard=4)
PLAIN = Settings(topics=None)
HASTY = Settings(topics=None, limits=Limits(seconds=1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty reports, three of them in an archive and one of them twice."""
    files = tmp_path / "in"
    files.mkdir()
    for number in range(16):
        (files / f"{number:02d}.txt").write_text(f"report {number}")
    (files / "m.txt").write_text("many a b c")
    (files / "z.txt").write_text("report 3")
    return files


def statuses(out: Path) -> Counter[str]:
    return Counter(row[3] for row in rows_of(out)["inputs"])


def test_every_report_stands_once_in_the_tables(folder: Path, tmp_path: Path) -> None:
    summary = extract(folder, tmp_path / "out", settings=PLAIN, options=QUICK)
    rows = rows_of(tmp_path / "out")
    assert (summary.state, summary.files, summary.reports) == ("complete", 18, 19)
    assert len(rows["reports"]) == len({row[0] for row in rows["reports"]}) == 19
    assert len(rows["cells"]) == 3 * 19
    assert statuses(tmp_path / "out") == {"complete": 19, "copy": 1}
    # Of two files with the same bytes the first by name counts.
    assert [row[1] for row in rows["reports"] if row[1].endswith(("03.txt", "z.txt"))] == [str(folder / "03.txt")]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["state"] == "complete"
    assert manifest["rows"]["cells"] == 57
    assert len(manifest["files"]["sha256"]) == 64
    assert len((tmp_path / "out" / "extract.log").read_text().splitlines()) == 18


@pytest.mark.parametrize(
    ("text", "status"),
    [("crash", "crashed"), ("hang", "hung"), ("grow", "memory"), ("bug", "error"), ("lost", "error")],
)
def test_a_bad_file_is_recorded_with_its_reason_and_the_run_goes_on(
    text: str, status: str, folder: Path, tmp_path: Path
) -> None:
    (folder / "05x.txt").write_text(text)
    options, settings = replace(QUICK, memory=300 << 20), HASTY if text == "hang" else PLAIN
    summary = extract(folder, tmp_path / "out", settings=settings, options=options)
    assert summary.reports == 19
    assert summary.unreadable == 1
    bad = [row for row in rows_of(tmp_path / "out")["inputs"] if row[3] not in {"complete", "copy"}]
    assert [(Path(row[0]).name, row[3]) for row in bad] == [("05x.txt", status)]
    assert all(bad[0][4:6]), "both languages say why"
    # Nothing is tried again unless asked for.
    again = extract(folder, tmp_path / "out", settings=settings, options=replace(options, resume=True))
    assert again.skipped == 19
    if status != "error":
        retried = extract(
            folder, tmp_path / "out", settings=settings, options=replace(options, resume=True, retry=True)
        )
        assert retried.skipped == 18


def test_a_crash_that_does_not_come_back_costs_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "05x.txt").write_text(f"once {tmp_path / 'mark'}")
    summary = extract(folder, tmp_path / "out", settings=PLAIN, options=QUICK)
    assert (summary.reports, summary.unreadable) == (20, 0)


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract(folder, out, settings=PLAIN, options=QUICK)
    (folder / "02.txt").write_text("report 2, corrected")
    (folder / "new.txt").write_text("a new one")
    os.utime(folder / "04.txt")
    summary = extract([], out, settings=PLAIN, options=replace(QUICK, resume=True))
    assert summary.skipped == 17
    fresh = tmp_path / "fresh"
    extract(folder, fresh, settings=PLAIN, options=QUICK)
    assert rows_of(out) == rows_of(fresh)


def test_a_copy_stands_in_when_its_original_goes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract(folder, out, settings=PLAIN, options=QUICK)
    (folder / "03.txt").write_text("something else")
    extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True))
    fresh = tmp_path / "fresh"
    extract(folder, fresh, settings=PLAIN, options=QUICK)
    assert rows_of(out) == rows_of(fresh)
    assert str(folder / "z.txt") in {row[1] for row in rows_of(out)["reports"]}


def test_other_settings_read_all_again_and_other_limits_what_they_stopped(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (folder / "hangs.txt").write_text("hang")
    extract(folder, out, settings=HASTY, options=QUICK)
    longer = replace(PLAIN, limits=Limits(seconds=2))
    assert extract(folder, out, settings=longer, options=replace(QUICK, resume=True)).skipped == 18
    (folder / "hangs.txt").unlink()
    english = replace(PLAIN, lang="en")
    assert extract(folder, out, settings=english, options=replace(QUICK, resume=True, prune=True)).skipped == 0
    assert {row[5] for row in rows_of(out)["reports"]} == {"en"}
    assert statuses(out) == {"complete": 19, "copy": 1}


def test_files_that_are_gone_stay_unless_pruned(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract(folder, out, settings=PLAIN, options=QUICK)
    (folder / "07.txt").unlink()
    assert extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True)).reports == 19
    assert extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True, prune=True)).reports == 18
    assert str(folder / "07.txt") not in {row[1] for row in rows_of(out)["reports"]}


def test_a_folder_of_results_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    extract(folder, tmp_path / "out", settings=PLAIN, options=QUICK)
    with pytest.raises(ConfigurationError, match="--resume"):
        extract(folder, tmp_path / "out", settings=PLAIN, options=QUICK)
    with pytest.raises(ConfigurationError, match="no earlier run"):
        extract([], tmp_path / "other", settings=PLAIN, options=replace(QUICK, resume=True))


def test_two_runs_cannot_share_a_folder(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with Journal(out), pytest.raises(ConfigurationError, match="another run"):
        extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True))


def test_results_among_the_inputs_are_not_read(folder: Path) -> None:
    out = folder / "out"
    extract(folder, out, settings=PLAIN, options=QUICK)
    assert extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True)).files == 18


def test_columns_of_a_list_are_carried_through(folder: Path, tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    with listed.open("w", encoding="gb18030", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerows([["路径", "省份", "code"], ["in/01.txt", "甲省", "0101"], ["in/m.txt", "乙省", ""]])
    out = tmp_path / "out"
    extract(listed, out, settings=PLAIN, options=QUICK)
    from nlp.outputs.store import connect

    connection = connect(out)
    rows = connection.execute(
        "SELECT m.省份, m.code, count(*) FROM metadata m JOIN reports USING (report_id) GROUP BY ALL"
    )
    assert sorted(rows.fetchall(), key=repr) == [("乙省", None, 3), ("甲省", "0101", 1)]
    connection.close()


def test_a_moved_folder_still_answers(folder: Path, tmp_path: Path) -> None:
    extract(folder, tmp_path / "out", settings=PLAIN, options=QUICK)
    shutil.move(tmp_path / "out", tmp_path / "moved")
    assert len(rows_of(tmp_path / "moved")["reports"]) == 19


def test_nothing_readable_gives_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("lost")
    summary = extract(tmp_path / "a.txt", tmp_path / "out", settings=PLAIN, options=QUICK)
    assert (summary.reports, summary.unreadable) == (0, 1)
    assert rows_of(tmp_path / "out")["reports"] == []
    (tmp_path / "b.txt").write_text("a report")
    assert extract(tmp_path, tmp_path / "out", settings=PLAIN, options=replace(QUICK, resume=True)).reports == 1


# -- killed at any moment ---------------------------------------------------------------------------------------------


class Power(BaseException):
    """The moment at which the plug is pulled."""


def steps(monkeypatch: pytest.MonkeyPatch, last: int) -> list[str]:
    """Let the run die before its ``last`` step that changes the disk; gives the steps taken."""
    taken: list[str] = []

    def guarded(name: str, original):
        def step(*args, **kwargs):
            if len(taken) >= last:
                raise Power
            taken.append(name)
            return original(*args, **kwargs)

        return step

    for name in ("commit", "adopt", "replace", "next_shard", "remember", "set_metadata"):
        monkeypatch.setattr(Journal, name, guarded(name, getattr(Journal, name)))
    for name in ("replace", "unlink", "write_text"):
        monkeypatch.setattr(Path, name, guarded(f"Path.{name}", getattr(Path, name)))
    return taken


def run_inline(files: Path, out: Path, *, resume: bool) -> None:
    extract(files, out, settings=PLAIN, options=Options(function=PROCESS, shard=4, resume=resume))


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.batch.run._Run._runner", lambda self, files: Inline())


@pytest.mark.usefixtures("inline")
@pytest.mark.slow
def test_whatever_step_a_run_dies_at_the_next_one_ends_with_the_same_rows(folder: Path, tmp_path: Path) -> None:
    run_inline(folder, tmp_path / "whole", resume=False)
    expected = rows_of(tmp_path / "whole")
    with pytest.MonkeyPatch.context() as patch:
        total = len(steps(patch, 10**9)) or _count(folder, tmp_path / "count", patch)
    assert total > 60
    died = 0
    for last in range(0, total, 9):
        out = tmp_path / f"out{last}"
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, last)
            try:
                run_inline(folder, out, resume=False)
            except Power:
                died += 1
        run_inline(folder, out, resume=True)
        assert rows_of(out) == expected, f"died at step {last}"
        shutil.rmtree(out)
    assert died >= total // 9 - 1


def _count(folder: Path, out: Path, patch: pytest.MonkeyPatch) -> int:
    taken = steps(patch, 10**9)
    run_inline(folder, out, resume=False)
    return len(taken)


@pytest.mark.usefixtures("inline")
@pytest.mark.slow
def test_dying_while_a_changed_file_replaces_its_rows(folder: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    run_inline(folder, base, resume=False)
    (folder / "02.txt").write_text("report 2, corrected")
    (folder / "03.txt").write_text("no longer the same as z")
    run_inline(folder, tmp_path / "whole", resume=False)
    expected = rows_of(tmp_path / "whole")
    for last in range(0, 90, 11):
        out = tmp_path / f"out{last}"
        shutil.copytree(base, out)
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, last)
            with suppress(Power):
                run_inline(folder, out, resume=True)
        run_inline(folder, out, resume=True)
        assert rows_of(out) == expected, f"died at step {last}"
        shutil.rmtree(out)


def test_ctrl_c_keeps_what_is_done_and_says_so(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(progress) -> None:
        if progress.done == 7:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    summary = extract(folder, out, settings=PLAIN, options=QUICK, progress=stop)
    assert summary.interrupted
    assert summary.files == 7
    assert json.loads((out / "manifest.json").read_text())["state"] == "interrupted"
    assert len(rows_of(out)["reports"]) == summary.reports
    assert extract([], out, settings=PLAIN, options=replace(QUICK, resume=True)).reports == 19


def test_a_full_disk_is_said_and_nothing_is_lost(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nlp.batch.journal import DiskError

    monkeypatch.setattr("nlp.batch.run._Run._runner", lambda self, files: Inline())
    original = Journal.commit
    count = 0

    def full(self: Journal, *args: object) -> None:
        nonlocal count
        count += 1
        if count == 6:
            self._db.execute(f"PRAGMA max_page_count = {self._db.execute('PRAGMA page_count').fetchone()[0]}")
        original(self, *args)  # type: ignore[arg-type]

    out = tmp_path / "out"
    monkeypatch.setattr(Journal, "commit", full)
    big = {f"{number:02d}.txt": "report " + os.urandom(4000).hex() for number in range(16)}
    for name, text in big.items():
        (folder / name).write_text(text)
    with pytest.raises(DiskError, match="full"):
        extract(folder, out, settings=PLAIN, options=Options(function=PROCESS, shard=1000))
    monkeypatch.undo()
    assert extract(folder, out, settings=PLAIN, options=replace(QUICK, resume=True)).reports == 20


SCRIPT = """
import sys
from nlp.batch import Options, extract
from nlp.settings import Settings
extract(sys.argv[1], sys.argv[2], settings=Settings(), options=Options(workers=2, resume=True, shard=8))
"""


@pytest.mark.slow
def test_killed_at_random_moments_a_run_ends_with_the_rows_of_an_undisturbed_one(tmp_path: Path, root: Path) -> None:
    """Real reports of the press, real workers, SIGKILL. The script has no ``if __name__``: workers must not run it anew."""
    import random

    from nlp.corpus.synthetic.collection import Plan, write_collection

    write_collection(Plan(reports=40, seed=11, errors=0.3, types=("txt", "html", "docx")), tmp_path / "made")
    files = tmp_path / "made" / "reports"
    (files / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(files)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    subprocess.run([*command, str(tmp_path / "whole")], check=True, env=environment)
    rng = random.Random(6)
    out = tmp_path / "out"
    kills = 0
    for _ in range(4):
        process = subprocess.Popen([*command, str(out)], env=environment)
        try:
            process.wait(rng.uniform(0.3, 2.2))
        except subprocess.TimeoutExpired:
            process.kill()
            kills += 1
        process.wait()
    subprocess.run([*command, str(out)], check=True, env=environment)
    assert kills >= 2
    assert rows_of(out) == rows_of(tmp_path / "whole")
    assert len(rows_of(out)["reports"]) == 40
    assert not _workers_left(script), "workers must not outlive a killed run"


def _workers_left(script: Path) -> list[str]:
    """Processes that were started for the script and are still there a moment later."""
    for _ in range(50):
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if str(script).encode() in (entry / "cmdline").read_bytes():
                    found.append(entry.name)
            except OSError:
                continue
        if not found:
            return []
        time.sleep(0.1)
    return found


def test_labels_given_later_are_those_given_at_once(made: Path) -> None:
    """The classifier as a stage of its own (as Ray's GPU workers run it) changes no row."""
    from nlp.batch.labelling import label_outcome
    from nlp.batch.worker import process_file, unpack
    from nlp.topics import load_classifier

    settings = Settings(topics="keyword")
    path = str(min((made / "reports").rglob("*.txt")))
    at_once = process_file(path, settings)
    later = label_outcome(process_file(path, replace(settings, topics=None)), load_classifier("keyword"), settings)
    first, second = unpack(at_once.reports[0].rows), unpack(later.reports[0].rows)
    first["reports"].pop("seconds")
    second["reports"].pop("seconds")
    assert first["topics"]["label"]
    assert first == second


@pytest.mark.slow
def test_another_classifier_changes_labels_without_reading_again(made: Path, tmp_path: Path) -> None:
    files = sorted((made / "reports").rglob("*.txt"))[:10]
    out, options = tmp_path / "out", Options(workers=1, shard=4)
    for topics in ("keyword", None, "keyword"):
        settings = Settings(topics=topics)
        extract(files, tmp_path / f"fresh{topics}", settings=settings, options=replace(options, resume=True))
        summary = extract(files, out, settings=settings, options=replace(options, resume=True))
        assert rows_of(out) == rows_of(tmp_path / f"fresh{topics}")
    assert (summary.skipped, summary.relabelled) == (10, 10)


@pytest.mark.slow
def test_dying_while_labels_are_changed(made: Path, tmp_path: Path) -> None:
    files = sorted((made / "reports").rglob("*.txt"))[:9]
    options = Options(workers=1, shard=3, resume=True)
    base, keyword = tmp_path / "base", Settings(topics="keyword")
    extract(files, base, settings=Settings(topics=None), options=options)
    extract(files, tmp_path / "fresh", settings=keyword, options=options)
    expected = rows_of(tmp_path / "fresh")
    for last in range(1, 24, 4):
        out = tmp_path / f"out{last}"
        shutil.copytree(base, out)
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, last)
            with suppress(Power):
                extract(files, out, settings=keyword, options=options)
        # What was labelled before counts, whichever classifier is asked for next.
        if last % 8 == 1:
            extract(files, out, settings=Settings(topics=None), options=options)
            assert rows_of(out) == rows_of(base)
        extract(files, out, settings=keyword, options=options)
        assert rows_of(out) == expected, f"died at step {last}"
