"""The long version of the test that kills a run at random moments: thousands of reports, one in a hundred hostile.

    python tests/soak/kill_and_resume.py [-n 10000] [--kills 10] [--seed S]

Runs once undisturbed, then again with SIGKILL at random moments until it is through, and compares every row of every table.
Status 1 if they differ. Run by ``make soak``.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.collection import Plan, write_collection  # noqa: E402
from tests.bench.batch import hostile  # noqa: E402
from tests.unit.batch.doubles import rows_of  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=10_000, help="reports")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="gouji-soak-") as name:
        folder = Path(name)
        types = ("txt", "txt", "txt", "html", "docx")
        write_collection(Plan(reports=options.n, seed=options.seed, errors=0.1, types=types), folder / "made")
        files = folder / "made" / "reports"
        hostile(files / "hostile", max(6, options.n // 100))
        command = [sys.executable, str(ROOT / "cli.py"), "extract", str(files), "--workers", "2", "-o"]
        started = time.monotonic()
        status = subprocess.run([*command, str(folder / "whole")], cwd=ROOT, check=False).returncode
        whole = time.monotonic() - started
        print(f"undisturbed: status {status}, {whole:.0f} s", flush=True)
        if status not in {0, 3}:
            return 1
        kills = 0
        # The moments lie all over the time that a run takes, the last shards and the closing included.
        while kills < options.kills:
            with subprocess.Popen(
                [*command, str(folder / "out"), "--resume"], cwd=ROOT, stdout=subprocess.DEVNULL
            ) as process:
                try:
                    process.wait(rng.uniform(0.2, 2 * whole / options.kills))
                    break
                except subprocess.TimeoutExpired:
                    process.kill()
                    kills += 1
            print(f"killed {kills} times", flush=True)
        status = subprocess.run([*command, str(folder / "out"), "--resume"], cwd=ROOT, check=False).returncode
        # Once through, a run is killed while it has nothing left to do but to close.
        for _ in range(3):
            with subprocess.Popen(
                [*command, str(folder / "out"), "--resume"], cwd=ROOT, stdout=subprocess.DEVNULL
            ) as process:
                try:
                    process.wait(rng.uniform(0.2, 3.0))
                except subprocess.TimeoutExpired:
                    process.kill()
        subprocess.run([*command, str(folder / "out"), "--resume"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        expected, found = rows_of(folder / "whole"), rows_of(folder / "out")
        wrong = [table for table in expected if expected[table] != found[table]]
        total = sum(map(len, expected.values()))
        print(
            f"killed {kills} times: {total:,} rows, {'differences in ' + ', '.join(wrong) if wrong else 'all the same'}"
        )
        accounted = {row[0] for row in found["inputs"]}
        missing = [path for path in files.rglob("*") if path.is_file() and str(path) not in accounted]
        print(f"{len(accounted):,} files accounted for, {len(missing)} missing")
        return int(bool(wrong) or bool(missing) or status not in {0, 3})


if __name__ == "__main__":
    sys.exit(main())
