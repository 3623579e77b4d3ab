"""What an audit costs beside jieba: reading a report, its tables, numbers, claims and checks (no topics) against ``jieba.lcut``.

``python tests/bench/cost.py [-n 40]`` prints the ratio on reports of about 10,000 characters that the press makes, everything loaded, in
one process, the two taken in turns. ``--stages`` adds the share of each stage.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.collection import Plan, write_collection  # noqa: E402
from nlp.pipeline import process_report  # noqa: E402
from nlp.settings import Settings  # noqa: E402
from tests.bench.batch import make_long  # noqa: E402


def main() -> None:
    """Measure and print."""
    import jieba

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=40, help="reports")
    parser.add_argument("--stages", action="store_true")
    given = parser.parse_args()
    jieba.setLogLevel(logging.WARNING)
    settings = Settings(topics=None)
    with tempfile.TemporaryDirectory(prefix="gouji-cost-") as name:
        folder = Path(name)
        write_collection(Plan(reports=given.n, seed=22, errors=0.1, types=("txt",)), folder / "made")
        made = sorted((folder / "made" / "reports").rglob("*.txt"))
        files = make_long(made, 10_000, folder / "long")
        texts = [file.read_text(encoding="utf-8") for file in files]
        process_report(str(files[0]), settings)
        jieba.lcut(texts[0])
        ours, theirs = [], []
        stages: dict[str, float] = {}
        for file, text in zip(files, texts, strict=True):
            started = time.process_time()
            result = process_report(str(file), settings)
            middle = time.process_time()
            jieba.lcut(text)
            ours.append(middle - started)
            theirs.append(time.process_time() - middle)
            for stage, seconds in result.seconds.items():
                stages[stage] = stages.get(stage, 0.0) + seconds
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(
        f"{len(files)} reports of {statistics.mean(map(len, texts)):,.0f} characters: audit {1000 * statistics.mean(ours):.1f} ms, "
        f"jieba.lcut {1000 * statistics.mean(theirs):.1f} ms; ratio {statistics.median(ratios):.2f} (median)"
    )
    if given.stages:
        for stage, seconds in sorted(stages.items(), key=lambda item: -item[1]):
            print(f"  {stage:<12} {1000 * seconds / len(files):6.1f} ms")


if __name__ == "__main__":
    main()
