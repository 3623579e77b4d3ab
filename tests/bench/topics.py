"""How good and how fast the paragraph classifiers are, side by side; written to docs/benchmarks/topics.md.

``python tests/bench/topics.py`` measures and prints; ``--write`` also writes the page, ``--pin`` the gate's figures
(tests/gates/topics.json) from the shipped model's metrics. Every backend learns from the same training offices and is judged
on the same test offices. Backends whose packages are missing are named as such.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.agreement import kappa  # noqa: E402
from nlp.corpus.rows import Corpus, load_corpus  # noqa: E402
from nlp.corpus.variety import count_corpus  # noqa: E402
from nlp.errors import MissingDependencyError  # noqa: E402
from nlp.topics.api import Classifier  # noqa: E402
from nlp.topics.evaluation import evaluate  # noqa: E402
from nlp.topics.persist import find_model, load_classifier, read_manifest  # noqa: E402
from nlp.topics.training import train  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks" / "topics.md"
PIN = ROOT / "tests" / "gates" / "topics.json"
GOALS = {"function": 0.95, "five": 0.88, "domains": 0.92}
FAMILIES = {"function": "FUNCTION", "five": "FIVE", "domains": "DOMAIN"}
SETTINGS: dict[str, dict[str, Any]] = {"keyword": {}, "sklearn": {}, "spacy": {"epochs": 20}}
ENCODER = os.environ.get("GOUJI_ENCODER", "")
"""A folder with an encoder, or ``scratch``: a small one is made that has read nothing but the training paragraphs."""
if ENCODER:
    SETTINGS["transformers"] = {"encoder": ENCODER}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--again", action="store_true", help="learn the default anew, to time it")
    given = parser.parse_args()
    corpus = load_corpus(ROOT / "corpora" / "paragraphs")
    if given.pin:
        pin(corpus)
        if not given.write:
            return 0
    text = page(corpus, given.again)
    print(text)
    if given.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
    return 0


def pin(corpus: Corpus) -> None:
    """Pin what the shipped model's own run measured; refuses figures of another corpus."""
    manifest = read_manifest(find_model("default"))
    if manifest.trained["corpus"]["digest"] != corpus.digest:
        sys.exit(
            "the shipped model was trained on another state of the corpus: run gouji train models/default.toml first"
        )
    metrics = json.loads((manifest.folder / "metrics.json").read_text(encoding="utf-8"))
    figures = {
        view: {
            name: {"macro": score["macro"], "micro": score["micro"], "exact": score["exact"]}
            for name, score in metrics[view]["families"].items()
        }
        for view in ("full", "without_headings", "text_alone")
    }
    content = {"digest": corpus.digest, "rows": metrics["rows"], **figures}
    PIN.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def page(corpus: Corpus, again: bool) -> str:
    """The page's text. ``again``: also learn the default anew instead of taking its own run's figures."""
    split = corpus.split()
    sizes = f"{len(split['train'])} training, {len(split['dev'])} tuning and {len(split['test'])} test paragraphs"
    lines = [
        "# Paragraph classifiers",
        "",
        f"Written by `make model`; do not edit. Corpus `{corpus.name}`, digest `{corpus.digest}`: {sizes}, whole offices each.",
        "Macro F1 with 95% intervals from drawing offices anew; a weak label is right whether it is given or not.",
        "",
        "## Side by side, on the test part",
        "",
        "| backend | FUNCTION | FIVE | DOMAIN | DOMAIN first label | trained in | paragraphs a second | size |",
        "|---|---|---|---|---|---|---|---|",
    ]
    bare = [
        "",
        "The same without headings and sections (text alone):",
        "",
        "| backend | FUNCTION | FIVE | DOMAIN |",
        "|---|---|---|---|",
    ]
    best: Mapping[str, Any] | None = None
    for backend, settings in SETTINGS.items():
        if backend == "sklearn" and not again and (known := shipped_run(corpus)) is not None:
            # The shipped model's own run measured this very split; learning it a second time would say the same.
            best = known["full"]["families"]
            classifier = load_classifier("default")
            weights = find_model("default") / "model.skops"
            row(
                lines,
                bare,
                backend,
                known,
                "shipped",
                classifier,
                split["test"],
                f"{weights.stat().st_size / 1e6:.1f} MB",
            )
            continue
        try:
            if settings.get("encoder") == "scratch":
                settings = scratch_settings([e.text + "".join(e.headings) for e in split["train"]])
            started = perf_counter()
            run = train(split, labels=corpus.labels, backend=backend, settings=settings, name=f"bench-{backend}")
            seconds = perf_counter() - started
        except MissingDependencyError as error:
            lines.append(f"| {backend} | not installed: {error.package} | | | | | | |")
            continue
        row(lines, bare, backend, run.metrics, f"{seconds:.0f} s", run.classifier, split["test"], size(run))
        if backend == "sklearn":
            best = run.metrics["full"]["families"]
    if ENCODER == "scratch":
        bare += [
            "",
            "`transformers` here fine-tuned a small encoder (two layers, 96 wide, one character a token) from random weights, because no",
            "pretrained one could be had: the row shows that the backend works, not what a Chinese encoder would reach.",
        ]
    if "transformers" not in SETTINGS:
        lines.append("| transformers | no encoder here (set GOUJI_ENCODER to a folder) | | | | | | |")
    lines += [
        f"| *goal* | {' | '.join(str(goal) for goal in GOALS.values())} | | | | |",
        *bare,
        "",
        "## Against the goals",
        "",
    ]
    if best is not None:
        for name, goal in GOALS.items():
            reached = best[name]["macro"] >= goal
            lines.append(
                f"* {FAMILIES[name]}: {interval(best[name])} against {goal}: {'reached' if reached else 'not reached'}."
            )
    lines += ["", *shipped(corpus), *speed(), *variety(corpus), ""]
    return "\n".join(lines)


def scratch_settings(texts: list[str]) -> dict[str, Any]:
    """Settings for an encoder with random weights, written into a temporary folder."""
    import tempfile

    from tests.encoders import make_encoder

    place = Path(tempfile.mkdtemp(prefix="gouji-encoder-"))
    try:
        make_encoder(place, texts, width=96, positions=192)
    except ImportError as error:
        raise MissingDependencyError("gouji[transformers]", "the transformers row") from error
    return {"encoder": str(place), "epochs": 10, "rate": 1e-3, "length": 160, "device": "cpu", "patience": 3}


def row(
    lines: list[str],
    bare: list[str],
    backend: str,
    metrics: Mapping[str, Any],
    seconds: str,
    classifier: Classifier,
    test: Any,
    megabytes: str,
) -> None:
    """Add a backend's line to both tables."""
    families = metrics["full"]["families"]
    cells = " | ".join(interval(families[name]) for name in FAMILIES)
    first = families["domains"]["first"] or 0
    lines.append(f"| {backend} | {cells} | {first:.3f} | {seconds} | {rate(classifier, test):,.0f} | {megabytes} |")
    alone = metrics["text_alone"]["families"]
    bare.append(f"| {backend} | " + " | ".join(f"{alone[name]['macro']:.3f}" for name in FAMILIES) + " |")


def shipped_run(corpus: Corpus) -> Mapping[str, Any] | None:
    """What the shipped model's run measured, if it was on this state of the corpus."""
    manifest = read_manifest(find_model("default"))
    if manifest.trained["corpus"]["digest"] != corpus.digest:
        return None
    found: Mapping[str, Any] = json.loads((manifest.folder / "metrics.json").read_text(encoding="utf-8"))
    return found


def interval(score: Mapping[str, Any]) -> str:
    low, high = score["macro_interval"]
    return f"{score['macro']:.3f} ({low:.3f}–{high:.3f})"


def rate(classifier: Classifier, examples: Any) -> float:
    texts = [e.text for e in examples]
    headings, sections = [e.headings for e in examples], [e.section for e in examples]
    classifier.predict(texts[:5], headings[:5], sections[:5])
    started = perf_counter()
    classifier.predict(texts, headings, sections)
    return len(texts) / (perf_counter() - started)


def size(run: Any) -> str:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        names = run.classifier.save(place)
        total = sum((place / name).stat().st_size for name in names)
    return f"{total / 1e6:.1f} MB"


def shipped(corpus: Corpus) -> list[str]:
    manifest = read_manifest(find_model("default"))
    metrics = json.loads((manifest.folder / "metrics.json").read_text(encoding="utf-8"))
    same = manifest.trained["corpus"]["digest"] == corpus.digest
    out = [
        f"## The shipped model `{manifest.id}`",
        "",
        "Trained on this state of the corpus."
        if same
        else "**Trained on another state of the corpus: run `make model`.**",
        "",
        "| training paragraphs | FUNCTION | FIVE | DOMAIN |",
        "|---|---|---|---|",
    ]
    for point in metrics["learning_curve"]:
        out.append(f"| {point['rows']} | " + " | ".join(f"{point['macro'][name]:.3f}" for name in FAMILIES) + " |")
    out += ["", "| family | label | precision | recall | F1 | support |", "|---|---|---|---|---|---|"]
    for name, score in metrics["full"]["families"].items():
        for label, s in score["labels"].items():
            out.append(
                f"| {FAMILIES[name]} | {label} | {s['precision']:.3f} | {s['recall']:.3f} | {s['f1']:.3f} | {s['support']} |"
            )
    calibration = "、".join(f"{FAMILIES[n]} {s['ece']:.3f}" for n, s in metrics["full"]["families"].items())
    return [*out, "", f"Expected calibration error: {calibration}.", ""]


def speed() -> list[str]:
    """Load and prediction in a fresh process each, best of several: what an audit pays for its labels."""
    code = (
        "import json,sys;from time import perf_counter as c;a=c();"
        "from nlp.topics.persist import load_classifier;m=load_classifier('default');b=c();"
        "t=json.load(sys.stdin);best=min((lambda s:(m.predict(*t),c()-s)[1])(c()) for _ in range(20));"
        "print(b-a,best,'sklearn' in sys.modules or 'scipy' in sys.modules)"
    )
    rows = load_corpus(ROOT / "corpora" / "paragraphs").rows
    parts = [rows[i : i + 3] for i in range(0, 120, 3)]
    given = [
        ["".join(row.text for row in part) for part in parts],
        [part[0].headings for part in parts],
        [part[0].section for part in parts],
    ]
    characters = sum(map(len, given[0]))
    told = [
        subprocess.run(
            [sys.executable, "-c", code], input=json.dumps(given), capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
        for _ in range(3)
    ]
    load, predict = min(float(t[0]) for t in told), min(float(t[1]) for t in told)
    return [
        "## Cost of the default",
        "",
        f"Importing and loading in a fresh process {load * 1000:.0f} ms (scikit-learn imported: {told[0][2]});",
        f"40 paragraphs of {characters:,} characters together {predict * 1000:.1f} ms.",
        f"Python {platform.python_version()}, {os.cpu_count()} cores.",
        "",
    ]


def variety(corpus: Corpus) -> list[str]:
    counted: Mapping[str, Any] = count_corpus(corpus)
    out = ["## Variety of the corpus", "", "| measure | value |", "|---|---|"]
    out += [f"| {name} | {value} |" for name, value in counted["variety"].items()]
    floor = load_classifier("keyword")
    said = floor.predict(
        [r.text for r in corpus.rows], [r.headings for r in corpus.rows], [r.section for r in corpus.rows]
    )
    chance = kappa([t.function.label if t.function else "" for t in said], [r.function for r in corpus.rows])
    fields = evaluate(floor, corpus.examples(), resamples=2).families["domains"].micro
    out += [
        "",
        f"Keyword floor against the labels, whole corpus: κ {chance:.3f} (FUNCTION), micro F1 {fields:.3f} (DOMAIN).",
    ]
    return out


if __name__ == "__main__":
    sys.exit(main())
