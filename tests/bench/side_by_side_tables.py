"""Share of table cells right: gouji beside what a user would otherwise write in an afternoon.

The others are pdfplumber's ``extract_tables``, pandas' ``read_html`` and python-docx's tables, each with the same generous
script on top: all tables of the file are laid end to end, a row is known by its printed label, its numbers are its last cells.
``python tests/bench/side_by_side_tables.py [-n 12] [--write]`` renders n reports per layout, undamaged and damaged.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.drawing import labels  # noqa: E402
from nlp.corpus.synthetic.measure import judge, read  # noqa: E402
from nlp.corpus.synthetic.press import DAMAGES, LAYOUTS, press  # noqa: E402
from nlp.corpus.synthetic.reports import make_report  # noqa: E402
from nlp.corpus.synthetic.script import Rendering  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks" / "side_by_side_tables.md"
Rows = list[list[str]]


def pdfplumber_rows(data: bytes) -> Rows:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [[cell or "" for cell in row] for page in pdf.pages for table in page.extract_tables() for row in table]


def pandas_rows(data: bytes) -> Rows:
    import pandas

    frames = pandas.read_html(io.BytesIO(data), flavor="lxml")
    rows: Rows = []
    for frame in frames:
        for row in frame.fillna("").astype(str).to_numpy().tolist():
            # read_html repeats a merged cell in every column: keep runs of equal labels once
            rows.append(
                [cell for i, cell in enumerate(row) if i == 0 or cell != row[i - 1] or _number(cell) is not None]
            )
    return rows


def docx_rows(data: bytes) -> Rows:
    import docx

    rows: Rows = []
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            seen: list[object] = []
            texts = []
            for cell in row.cells:  # a merged cell comes once for each column it spans
                if not any(cell._tc is other for other in seen):
                    seen.append(cell._tc)
                    texts.append(cell.text)
            rows.append(texts)
    return rows


TOOLS: dict[str, tuple[str, Callable[[bytes], Rows]]] = {
    "html": ("pandas.read_html", pandas_rows),
    "docx": ("python-docx tables", docx_rows),
    "pdf": ("pdfplumber extract_tables", pdfplumber_rows),
}


def cells_of(rows: Iterable[list[str]], rendering: Rendering) -> dict[str, Decimal | None]:
    """What the afternoon script makes of the rows."""
    data, content = labels(), rendering.content
    rows = [[re.sub(r"\s", "", cell) for cell in row] for row in rows]
    found: dict[str, Decimal | None] = {}
    for band in data["disclosure"][content.disclosure_form]:
        for row_id, name in band["rows"].items():
            _take(
                found, rows, name, [f"disclosure.{row_id}.{column}" for column in band["columns"]], after=band["title"]
            )
    columns = list(data["requests"]["columns"])
    for line in data["requests"]["rows"]:
        if line.get("form", content.requests_form) == content.requests_form:
            _take(found, rows, line["label"], [f"requests.{line['id']}.{column}" for column in columns])
    wide = [row for row in rows if len(row) >= 15 and all(_number(cell) is not None for cell in row[-15:])]
    ids = [
        f"disputes.{group}.{column}" for group in data["disputes"]["groups"] for column in data["disputes"]["columns"]
    ]
    if wide:
        found.update(zip(ids, (_number(cell) for cell in wide[-1][-15:]), strict=True))
    return found


def _take(found: dict[str, Decimal | None], rows: Rows, label: str, ids: list[str], after: str = "") -> None:
    started = not after
    for row in rows:
        started = started or any(after in cell for cell in row)
        if started and any(cell == label for cell in row) and len(row) > len(ids):
            found.update(zip(ids, (_number(cell) for cell in row[-len(ids) :]), strict=True))
            return


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").removesuffix("件").removesuffix("万元").removesuffix("元"))
    except InvalidOperation:
        return None


def measure(count: int) -> dict[tuple[str, str], Counter[str]]:
    """Counts by (file type, undamaged or damaged)."""
    result: dict[tuple[str, str], Counter[str]] = {}
    rng = random.Random(7)
    for layout in LAYOUTS:
        kind = layout.split("_")[0]
        if kind not in TOOLS:
            continue
        every = [name for name, damage in DAMAGES.items() if layout in damage.layouts and layout not in damage.loses]
        for number in range(count):
            for damaged in (False, True):
                damages = rng.sample(every, 2) if damaged else []
                rendering = press(make_report(f"side/{layout}/{number}"), layout, damages, number)
                tally = result.setdefault((kind, "two damages" if damaged else "undamaged"), Counter())
                ours = judge(rendering, read(rendering))
                tally["cells"] += ours.cells
                tally["ours"] += ours.right
                tally["ours_silent"] += ours.silent
                try:
                    found = cells_of(TOOLS[kind][1](rendering.data), rendering)
                except ValueError:  # read_html: no tables found
                    found = {}
                for cell, printed in rendering.drawing.printed.items():
                    got = found.get(cell)
                    tally["theirs"] += got == printed.value
                    tally["theirs_wrong"] += got is not None and got != printed.value
    return result


def render(result: dict[tuple[str, str], Counter[str]]) -> str:
    """The table as Markdown."""
    lines = [
        "| files | cells | gouji | wrong, silent | beside it | right | wrong |",
        "|---|---:|---:|---:|---|---:|---:|",
    ]
    for (kind, state), tally in result.items():
        cells = tally["cells"]
        lines.append(
            f"| {kind}, {state} | {cells} | {tally['ours'] / cells:.2%} | {tally['ours_silent']} | {TOOLS[kind][0]} | "
            f"{tally['theirs'] / cells:.2%} | {tally['theirs_wrong']} |"
        )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=12)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    table = render(measure(options.n))
    print(table)
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(
            f"# Tables, side by side\n\nWritten by `tests/bench/side_by_side_tables.py`.\n\n{table}\n", encoding="utf-8"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
