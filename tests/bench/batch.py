"""What a run over many reports costs: rate, memory, growth, PDFs, start-up, stages. A script, not a test.

    python tests/bench/batch.py [--long | --middle] [--write]

Everything is invented by the press, so anybody can measure the same. ``--long`` runs 1,000, 3,000 and 10,000 reports instead
of 500, ``--middle`` 1,000 and 3,000; ``--write`` writes docs/benchmarks.md (``make batch``). Wall-clock figures depend on what else the machine does: the load average before each
run and the processor seconds of the workers stand beside them.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.batch import Options, extract  # noqa: E402
from nlp.corpus.synthetic.collection import Plan, write_collection  # noqa: E402
from nlp.settings import Settings  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks.md"
WORKERS = 2
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_FIGURES = re.compile(r"\d")


@dataclass
class Watch:
    """Memory and processor time of the workers while something runs."""

    resident: dict[int, list[int]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    own: list[int] = field(default_factory=list)

    def run(self, action: Callable[[], object]) -> float:
        """Do it, look every tenth of a second, give the wall-clock seconds."""
        stop = threading.Event()
        thread = threading.Thread(target=self._look, args=(stop,))
        thread.start()
        started = time.perf_counter()
        try:
            action()
        finally:
            elapsed = time.perf_counter() - started
            stop.set()
            thread.join()
        return elapsed

    def _look(self, stop: threading.Event) -> None:
        while not stop.wait(0.1):
            self.own.append(_resident(os.getpid()))
            for pid in workers():
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                self.resident.setdefault(pid, []).append(_resident(pid))
                self.seconds[pid] = (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def peak(self) -> float:
        """The most that one worker held, in MB."""
        return max((max(held) for held in self.resident.values()), default=0) / 2**20

    @property
    def growth(self) -> float:
        """By how much the workers grew from the middle of a run to its end, in MB (the largest of them)."""
        grown = []
        for held in self.resident.values():
            tenth = len(held) // 10
            if tenth < 10:
                continue
            grown.append(statistics.median(held[-tenth:]) - statistics.median(held[5 * tenth : 6 * tenth]))
        return max(grown, default=0.0) / 2**20

    @property
    def processor(self) -> float:
        """Processor seconds of all workers."""
        return sum(self.seconds.values())


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


def workers() -> Iterator[int]:
    """The forked children of this process's fork server."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    servers = {pid for pid, parent in parents.items() if parent == os.getpid()}
    return (pid for pid, parent in parents.items() if parent in servers)


def lengthen(text: str, size: int, filler: list[str], rng: random.Random) -> str:
    """A report with more prose before its second section, as long reports have it."""
    place = text.find("\n二、")
    added: list[str] = []
    length = len(text)
    while length < size and place > 0:
        added.append(rng.choice(filler))
        length += len(added[-1]) + 1
    return text[:place] + "".join(f"\n{line}" for line in added) + text[place:]


def make_long(reports: list[Path], size: int, target: Path) -> list[Path]:
    """Reports of about ``size`` characters, with about as many figures as long real ones have."""
    rng = random.Random(size)
    filler = []
    for report in reports:
        text = report.read_text(encoding="utf-8")
        lines = [line for line in text[: text.find("\n二、")].splitlines() if len(line) > 60]
        filler += [line for line in lines if len(_FIGURES.findall(line)) * 50 < len(line)]
    target.mkdir(parents=True)
    paths = []
    for report in reports:
        path = target / report.name
        path.write_text(lengthen(report.read_text(encoding="utf-8"), size, filler, rng), encoding="utf-8")
        paths.append(path)
    return paths


def hostile(folder: Path, count: int) -> None:
    """Files that are no reports: empty, cut, binary, endless."""
    rng = random.Random(0)
    folder.mkdir(parents=True)
    makers: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("txt", lambda: b""),
        ("pdf", lambda: b"%PDF-1.4\n" + rng.randbytes(3000)),
        ("docx", lambda: b"PK\x03\x04" + rng.randbytes(2000)),
        ("html", lambda: b"<table>" * 20_000 + rng.randbytes(8).hex().encode()),
        ("txt", lambda: "没有".encode() * 20_000 + rng.randbytes(8).hex().encode()),
        ("bin", lambda: rng.randbytes(10_000)),
    )
    for number in range(count):
        ending, make = makers[number % len(makers)]
        (folder / f"hostile{number:04d}.{ending}").write_bytes(make())


# -- the measurements -------------------------------------------------------------------------------------------------


def machine() -> str:
    """What it was measured on."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = os.sysconf("SC_PHYS_PAGES") * _PAGE / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def load() -> str:
    """The load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def measure_run(files: list[Path] | Path, out: Path, count: int, what: str) -> str:
    """One row: a run over files."""
    before, watch = load(), Watch()
    options = Options(workers=WORKERS, recycle=10**6)
    found = {}
    elapsed = watch.run(lambda: found.update(extract(files, out, settings=Settings(), options=options).record()))
    disk = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
    lost = found["unreadable"]
    row = (
        f"| {what} | {count:,} | {elapsed:.1f} | {count / elapsed:.1f} | {1000 * watch.processor / count:.0f} | {watch.peak:.0f} "
        f"| {watch.growth:+.1f} | {max(watch.own, default=0) / 2**20:.0f} | {disk:.1f} | {found['reports']:,} + {lost} | {before} |"
    )
    print(row, flush=True)
    return row


def measure_length(reports: list[Path], folder: Path) -> list[str]:
    """Processor time by the length of a report."""
    from nlp.batch.worker import process_file, warm_up

    settings = Settings()
    warm_up(settings)
    rows = []
    for size in (3_000, 6_000, 12_000, 24_000):
        paths = make_long(reports[:25], size, folder / str(size))
        process_file(str(paths[0]), settings)
        chars = sum(len(path.read_text(encoding="utf-8")) for path in paths) / len(paths)
        started = time.process_time()
        for path in paths:
            process_file(str(path), settings)
        each = 1000 * (time.process_time() - started) / len(paths)
        rows.append(f"| {chars:,.0f} | {each:.0f} | {1000 * each / chars:.1f} |")
        print(rows[-1], flush=True)
    return rows


def measure_stages(paths: list[Path]) -> list[str]:
    """Processor time by stage, for reports of 10,000 characters."""
    import nlp.pipeline
    from nlp.batch.worker import process_file

    nlp.pipeline.perf_counter = time.process_time  # type: ignore[assignment]
    total: dict[str, float] = {}
    started = time.process_time()
    for path in paths:
        for stage, seconds in (process_file(str(path), Settings()).stages or {}).items():
            total[stage] = total.get(stage, 0.0) + seconds
    elapsed = time.process_time() - started
    nlp.pipeline.perf_counter = time.perf_counter
    total["rows"] = elapsed - sum(seconds for stage, seconds in total.items() if stage != "rows")
    total = dict(sorted(total.items(), key=lambda item: -item[1]))
    rows = [
        f"| {stage} | {1000 * seconds / len(paths):.1f} | {100 * seconds / elapsed:.0f}% |"
        for stage, seconds in total.items()
    ]
    rows.append(f"| all | {1000 * elapsed / len(paths):.1f} | 100% |")
    print("\n".join(rows), flush=True)
    return rows


def measure_pdf(files: dict[Path, str]) -> str:
    """The whole audit of PDFs (by layout) against what pdfplumber needs for their tables alone."""
    import pdfplumber

    from nlp.pipeline import process_report

    process_report(str(min(files)), Settings())  # what is loaded once is no part of a file's cost
    times: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    for file, layout in files.items():
        started = time.process_time()
        with pdfplumber.open(file) as pdf:
            for page in pdf.pages:
                page.extract_tables()
        middle = time.process_time()
        process_report(str(file), Settings())
        times["unruled" not in layout].append((middle - started, time.process_time() - middle))
    lines = []
    for ruled, pairs in times.items():
        if not pairs:
            continue
        ratios = [ours / theirs for theirs, ours in pairs]
        theirs, ours = (1000 * statistics.mean(column) for column in zip(*pairs, strict=True))
        lines.append(
            f"| {'ruled tables' if ruled else 'tables without lines'} | {len(pairs)} | {theirs:.0f} | {ours:.0f} "
            f"| {statistics.median(ratios):.2f} | {max(ratios):.2f} |"
        )
    print("\n".join(lines), flush=True)
    return "\n".join(lines)


def measure_start(report: Path, folder: Path) -> list[str]:
    """Seconds of fresh processes."""
    rows = []
    for what, arguments in (
        ("gouji --help", ["--help"]),
        ("gouji audit, one report", ["audit", "--json", str(report)]),
        ("gouji extract, one report", ["extract", str(report), "-o", "OUT"]),
    ):
        best = float("inf")
        for number in range(4):
            command = [out.replace("OUT", str(folder / f"start{number}")) for out in arguments]
            started = time.perf_counter()
            subprocess.run([sys.executable, str(ROOT / "cli.py"), *command], capture_output=True, check=False)
            best = min(best, time.perf_counter() - started)
            shutil.rmtree(folder / f"start{number}", ignore_errors=True)
        rows.append(f"| {what} | {best:.2f} |")
        print(rows[-1], flush=True)
    return rows


def counts(paths: list[Path]) -> str:
    """How dense the long reports are."""
    from nlp.pipeline import process_report

    results = [process_report(str(path), Settings(topics=None)) for path in paths]
    chars = statistics.mean(len(result.text) for result in results)
    quantities = statistics.mean(len(result.quantities) for result in results)
    claims = statistics.mean(len(result.claims) for result in results)
    return f"{chars:,.0f} characters, {quantities:.0f} numbers in the prose and {claims:.0f} claims a report"


def main() -> None:
    """Measure, print, and write the page if asked to."""
    sizes = (1_000, 3_000, 10_000) if "--long" in sys.argv else (1_000, 3_000) if "--middle" in sys.argv else (500,)
    most = max(sizes)
    folder = Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    try:
        write_collection(Plan(reports=most, seed=20, errors=0.1, types=("txt",)), folder / "made")
        write_collection(Plan(reports=24, seed=21, types=("pdf",)), folder / "pdf")
        listed = [json.loads(line)["path"] for line in (folder / "made" / "truth.jsonl").open(encoding="utf-8")]
        made = [folder / "made" / path for path in listed]
        records = [json.loads(line) for line in (folder / "pdf" / "truth.jsonl").open(encoding="utf-8")]
        pdfs = {folder / "pdf" / record["path"]: record["layout"] for record in records}
        print(machine(), flush=True)
        start = measure_start(made[0], folder)
        long = make_long(made[: min(most, 1_000)], 10_000, folder / "long")
        dense = counts(long[:20])
        runs = [measure_run(long, folder / "out-long", len(long), "10,000 characters")]
        for count in sizes:
            runs.append(measure_run(made[:count], folder / f"out{count}", count, "as the press makes them"))
        hostile(folder / "mixed" / "hostile", most // 100)
        for report in made[: most - most // 100]:
            shutil.copy(report, folder / "mixed")
        runs.append(measure_run(folder / "mixed", folder / "out-mixed", most, f"{most // 100} of them hostile"))
        length = measure_length(made, folder / "length")
        stages = measure_stages(long[:60])
        pdf = measure_pdf(pdfs)
        if "--write" in sys.argv:
            PAGE.write_text(page(start, dense, runs, length, stages, pdf), encoding="utf-8")
            print(f"written: {PAGE}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def page(start: list[str], dense: str, runs: list[str], length: list[str], stages: list[str], pdf: str) -> str:
    """docs/benchmarks.md."""
    return f"""# Benchmarks

Written by `make batch` (`tests/bench/batch.py --long --write`); the other pages in [benchmarks/](benchmarks/) hold figures
of quality. All reports are invented by the press (`gouji corpus generate`), so anybody can measure the same.

**Machine:** {machine()}. It is shared: other work was running on the same cores while this was measured. The load average of
the minute before each run stands in its row, and processor time, which depends less on the neighbours, beside wall-clock time.

## A run from end to end

`gouji extract` with the default classifier and {WORKERS} workers: reading, judging, Parquet, DuckDB, manifest. The long reports hold
{dense}.

| reports | files | seconds | files a second | processor ms a file (workers) | peak MB a worker | growth MB | MB of the parent | MB on disk | read + not read | load before |
|---|---|---|---|---|---|---|---|---|---|---|
{chr(10).join(runs)}

*Growth* is the difference between a worker's memory in the last tenth of a run and in its sixth tenth, when it has written its
first shards and everything is loaded; workers were not recycled during these runs (they are after 2,000 files otherwise). The
parent's memory includes this script.

## Length of a report

| characters | processor ms | µs a character |
|---|---|---|
{chr(10).join(length)}

## Stages of one report of 10,000 characters

| stage | processor ms | share |
|---|---|---|
{chr(10).join(stages)}

{STAGES}

## PDF

Processor time of invented PDFs: pdfplumber's `extract_tables` over all pages, and gouji's whole audit (text, tables, checks, topics); goal: 1.3 times.
Where tables have no lines pdfplumber's way of looking finds none, so there is nothing to compare with but its opening of the file.

| | files | pdfplumber ms | gouji ms | times, median | times, most |
|---|---|---|---|---|---|
{pdf}

## Start-up

Best of four fresh processes.

| command | seconds |
|---|---|
{chr(10).join(start)}
"""


STAGES = """`rows` is flattening a result and packing it for the journal. What was done about the stages: the views of paragraphs are made
once for all stages (claims and checks), labels of tables are looked up once for each spelling (structure), the shipped classifier is
linear and labels all paragraphs of a report at once (topics), rows are packed column by column and go to Parquet in a worker, not in
the process that commits (rows)."""


if __name__ == "__main__":
    main()
