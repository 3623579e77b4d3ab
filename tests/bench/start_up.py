"""How long a user waits: `gouji --help`, and the audit of one report from a cold start. A script, not a test.

    python tests/bench/start_up.py [REPORT…]

Each figure is the best of five fresh processes (the first one also warms the disk's cache). Without arguments the bundled
sample of format 2019 is audited, and the real report of the same format where GOUJI_REAL_DATA (or ../shared/data) has it.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5


def best_of(arguments: list[str]) -> float:
    """Seconds of the quickest of RUNS fresh processes."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *arguments], capture_output=True, check=False, cwd=ROOT
        )
        elapsed = time.perf_counter() - started
        if done.returncode not in {0, 1}:  # 1: something was found
            sys.exit(f"{' '.join(arguments)}: status {done.returncode}\n{done.stderr.decode()}")
        best = min(best, elapsed)
    return best


def main() -> None:
    """Print one line a figure."""
    reports = [Path(argument) for argument in sys.argv[1:]]
    if not reports:
        real = Path(os.environ.get("GOUJI_REAL_DATA", ROOT.parent / "shared" / "data")) / "yangpu_2020.txt"
        reports = [ROOT / "corpora" / "samples" / "linjiang_2020.txt", *([real] if real.exists() else [])]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, best of {RUNS} fresh processes")
    print(f"{best_of(['--help']):8.3f} s  gouji --help            (goal: under 0.3 s)")
    for report in reports:
        print(f"{best_of(['audit', '--json', str(report)]):8.3f} s  gouji audit {report.name}  (goal: under 2 s)")


if __name__ == "__main__":
    main()
