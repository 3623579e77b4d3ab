"""Numbers of invented report sentences, found by gouji and by others, in one table.

Takes the gold sentences of ``tests/data/quantities`` and runs gouji, recognizers-text, JioNLP, cn2an and a 25-line
regular expression over them. Prints, for each, the share of gold mentions found with exact span, value and unit; with
value and unit on an overlapping span; with the value alone; how many mentions it made up; and its speed. Never a test.

    .venv/bin/python tests/bench/quantities_side_by_side.py [--others PYTHON] [--misses]

``--others`` names an interpreter that has the other libraries (pip install recognizers-text-suite "emoji<2" jionlp
cn2an); without it, those that this interpreter can import are run.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "data" / "quantities"
OTHERS = ("recognizers", "jionlp", "cn2an")
Found = tuple[int, int, Decimal, Decimal, str]  # start, end, low, high (equal for a single value), unit


@dataclass(frozen=True)
class Sentence:
    """A sentence and its amounts."""

    file: str
    text: str
    gold: tuple[Found, ...]


def load_gold(folder: Path = GOLD) -> list[Sentence]:
    """All gold sentences; a surface that does not stand in its sentence is an error."""
    import yaml

    sentences = []
    for path in sorted(folder.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            at, gold = 0, []
            for line in row["numbers"]:
                surface, _, meaning = str(line).rpartition(" = ")
                start = row["text"].find(surface, at)
                if start < 0:
                    raise ValueError(f"{path.name}: {surface!r} is not in {row['text']!r}")
                at = start + len(surface)
                value, _, unit = meaning.partition(" ")
                low, _, high = value.partition("..")
                gold.append((start, at, Decimal(low), Decimal(high or low), unit))
            sentences.append(Sentence(path.stem, row["text"], tuple(gold)))
    return sentences


# -- the systems ---------------------------------------------------------------------------------------------


def gouji(text: str) -> list[Found]:
    """This project: amounts only."""
    from nlp.quantities import find_quantities
    from nlp.types import NUMERIC_KINDS

    found = []
    for q in find_quantities(text):
        if q.kind in NUMERIC_KINDS:
            ranged = q.hedge in ("", "约") and not q.value.is_point and q.stated == q.value.low
            high = q.value.high if ranged else q.stated
            found.append((q.span.start, q.span.end, q.stated, high, q.unit))
    return found


_HAN = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = "个工作日|个百分点|个月|万元|亿元|元|人次|件次|场次|批次|件|宗|条|份|例|起|封|项|个|次|人|期|场|篇|家|类|名|户|部|册|处|张|天|年|倍|%|‰"
_REGEX = re.compile(
    rf"(百分之)?([0-9][0-9,]*(?:\.[0-9]+)?|[零〇一二两三四五六七八九十百千万亿]+)([万亿千]?)[余多]?({_UNITS})?(?![年月日号])",
)


def _han_value(text: str) -> Decimal:
    total = section = digit = 0
    for c in text:
        if c in _HAN:
            digit = _HAN[c]
        elif c in "十百千":
            section, digit = section + (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c], 0
        else:
            total, section, digit = (total + section + digit or 1) * {"万": 10**4, "亿": 10**8}[c], 0, 0
    return Decimal(total + section + digit)


def regex(text: str) -> list[Found]:
    """What one writes in an hour."""
    found = []
    for m in _REGEX.finditer(text):
        percent, figure, scale, unit = m[1], m[2], m[3], m[4] or ""
        if not figure[0].isdigit() and not unit and not percent:
            continue
        value = Decimal(figure.replace(",", "")) if figure[0].isdigit() else _han_value(figure)
        value *= {"万": 10**4, "亿": 10**8, "千": 10**3}.get(scale, 1)
        if unit in ("万元", "亿元"):
            value, unit = value * {"万元": 10**4, "亿元": 10**8}[unit], "元"
        found.append((m.start(), m.end(), value, value, "%" if percent else unit))
    return found


def _number(text: Any) -> Decimal | None:
    try:
        return Decimal(str(text).rstrip("%"))
    except InvalidOperation:
        return None


def recognizers(text: str) -> list[Found]:
    """Microsoft's recognizers-text: number, percentage, currency and dimension; the longest of overlapping results."""
    from recognizers_number import Culture, recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    results: list[Found] = []
    for recognize in (recognize_currency, recognize_dimension, recognize_percentage, recognize_number):
        for r in recognize(text, Culture.Chinese):
            value = _number((r.resolution or {}).get("value"))
            if value is None or any(a < r.end + 1 and r.start < b for a, b, *_ in results):
                continue
            unit = (r.resolution or {}).get("unit") or ("%" if recognize is recognize_percentage else "")
            unit = {
                "Chinese yuan": "元",
                "United States dollar": "美元",
                "Kilometer": "公里",
                "Square kilometer": "平方公里",
            }.get(unit, unit)
            results.append((r.start, r.end + 1, value, value, unit))
    return results


def jionlp(text: str) -> list[Found]:
    """JioNLP: its only extractor of amounts is the one for money."""
    import jionlp as jio

    found = []
    for r in jio.ner.extract_money(text, with_parsing=True):
        number = r["detail"]["num"]
        low, high = number if isinstance(number, list) else (number, number)
        if (a := _number(low)) is not None and (b := _number(high)) is not None:
            found.append((*r["offset"], a, b, r["detail"]["case"]))
    return found


def cn2an(text: str) -> list[Found]:
    """cn2an reads numerals and does not search: it is given every run of numeral characters."""
    import cn2an as library

    found = []
    for m in re.finditer(
        r"[0-9]+(?:\.[0-9]+)?[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟点]+", text
    ):
        try:
            value = _number(library.cn2an(m[0], "smart"))
        except (ValueError, KeyError, IndexError):
            continue
        if value is not None:
            found.append((m.start(), m.end(), value, value, ""))
    return found


SYSTEMS = {"gouji": gouji, "recognizers": recognizers, "jionlp": jionlp, "cn2an": cn2an, "regex": regex}


# -- comparison ----------------------------------------------------------------------------------------------


@dataclass
class Score:
    """Counts over all sentences."""

    name: str
    gold: int = 0
    exact: int = 0
    unit: int = 0
    value: int = 0
    spurious: int = 0
    whole: int = 0
    sentences: int = 0
    seconds: float = 0.0
    chars: int = 0


def compare(
    name: str, sentences: list[Sentence], outputs: list[list[Found]], seconds: float, *, misses: bool = False
) -> Score:
    """Scores one system."""
    score = Score(name, seconds=seconds)
    for sentence, found in zip(sentences, outputs, strict=True):
        right = 0
        for gold in sentence.gold:
            near = [f for f in found if f[0] < gold[1] and gold[0] < f[1]]
            same = [f for f in near if f[2:4] == gold[2:4]]
            score.value += bool(same)
            score.unit += any(f[4] == gold[4] for f in same)
            right += gold in found
            if misses and gold not in found:
                print(f"  missed in {sentence.file}: {sentence.text[gold[0] : gold[1]]!r} of {sentence.text!r}: {near}")
        spurious = [f for f in found if not any(f[0] < g[1] and g[0] < f[1] for g in sentence.gold)]
        for f in spurious if misses else ():
            print(f"  made up in {sentence.file}: {sentence.text[f[0] : f[1]]!r} of {sentence.text!r}")
        score.gold += len(sentence.gold)
        score.exact += right
        score.spurious += len(spurious)
        score.whole += right == len(sentence.gold) and not spurious
        score.sentences += 1
        score.chars += len(sentence.text)
    return score


def _run(name: str, sentences: list[Sentence]) -> tuple[list[list[Found]], float]:
    system = SYSTEMS[name]
    system(sentences[0].text)
    start = time.perf_counter()
    outputs = [system(s.text) for s in sentences]
    return outputs, time.perf_counter() - start


def _run_elsewhere(python: str, name: str, sentences: list[Sentence]) -> tuple[list[list[Found]], float]:
    """Runs a system in another interpreter: sentences go in as JSON, mentions come back as JSON."""
    done = subprocess.run(
        [python, str(Path(__file__).resolve()), "--worker", name],
        input=json.dumps([s.text for s in sentences]),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ImportError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else name)
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    outputs = [[(a, b, Decimal(low), Decimal(high), unit) for a, b, low, high, unit in row] for row in answer["found"]]
    return outputs, answer["seconds"]


def _work(name: str) -> None:
    sentences = [Sentence("", text, ()) for text in json.loads(sys.stdin.read())]
    outputs, seconds = _run(name, sentences)
    print(
        json.dumps(
            {"found": [[(a, b, str(x), str(y), u) for a, b, x, y, u in row] for row in outputs], "seconds": seconds}
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--others", help="an interpreter that has the other libraries")
    parser.add_argument("--misses", action="store_true", help="list what gouji gets wrong")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        _work(arguments.worker)
        return
    sys.path.insert(0, str(ROOT))
    sentences = load_gold()
    scores = []
    for name in SYSTEMS:
        try:
            if name in OTHERS and arguments.others:
                outputs, seconds = _run_elsewhere(arguments.others, name, sentences)
            else:
                outputs, seconds = _run(name, sentences)
        except ImportError as error:
            print(f"{name}: not run ({error})", file=sys.stderr)
            continue
        scores.append(compare(name, sentences, outputs, seconds, misses=arguments.misses and name == "gouji"))
    print(f"{scores[0].sentences} sentences, {scores[0].gold} mentions, {scores[0].chars} characters")
    print(
        f"{'':12}{'span+value+unit':>17}{'value+unit':>12}{'value':>8}{'made up':>9}{'sentences right':>17}{'characters/s':>14}"
    )
    for s in scores:
        print(
            f"{s.name:12}{s.exact / s.gold:>17.1%}{s.unit / s.gold:>12.1%}{s.value / s.gold:>8.1%}{s.spurious:>9}"
            f"{s.whole / s.sentences:>17.1%}{s.chars / s.seconds:>14,.0f}",
        )


if __name__ == "__main__":
    main()
