"""Coverage-guided fuzzing of the readers and of the structure on top of them.

``python tests/fuzz/readers.py READER [--seconds N] [--finds DIR]``; READER is txt, md, html, docx, docx_xml, pdf or any. With
atheris (the extra ``fuzz``) inputs are grown by the code they reach; without it they are mutated at random. What raises
anything but an InputError, or breaks what holds of every document, is kept as a file and tried again by
``tests/property/test_finds.py``.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FINDS = ROOT / "tests" / "data" / "finds"
READERS = ("txt", "md", "html", "docx", "docx_xml", "pdf", "any")
_WORDS = (
    "第二十条第（一）项 规章 行政规范性文件 本年制发件数 一、本年新收政府信息公开申请数量 总计 自然人 结果维持 0 12 1,234 - / | \t \n "
    "一、总体情况 2024年 <table> <td rowspan=3> <br> </p> |---| <w:tc> <w:vMerge/> <w:gridSpan w:val='9'/> BT ET Tj"
)
_WORST_SECONDS = 20.0


def examine(reader: str, data: bytes) -> None:
    """Read ``data`` as the reader would and look at what came out. Raises AssertionError, or whatever the code raises."""
    from nlp.ingest import read_all
    from nlp.settings import Limits, Settings
    from nlp.structure import read_structure
    from tests.property.test_ingest import check
    from tests.unit.ingest.makers import docx

    if reader == "docx_xml":
        data = docx(data.decode("utf-8", "ignore"))
    suffix = {"docx_xml": "docx", "any": ""}.get(reader, reader)
    limits = Limits(file_bytes=300_000, text_chars=60_000, cells=4_000, pages=6, archive_members=10)
    settings = Settings(topics=None, limits=limits)
    begun = time.monotonic()
    documents, errors = read_all(data, name=f"x.{suffix}" if suffix else "x", settings=settings)
    for error in errors:
        assert error.problem
        assert error.problem_en
    for document in documents:
        check(document)
        structure = read_structure(document, settings)
        for table in structure.tables.values():
            for cell in table.cells.values():
                assert cell.span is None or cell.span.of(document.text) == cell.raw, cell
        end = 0
        for paragraph in structure.paragraphs:
            assert end <= paragraph.span.start <= paragraph.span.end <= len(document.text)
            end = paragraph.span.end
    assert time.monotonic() - begun < _WORST_SECONDS, "too slow"


def seeds(reader: str) -> Iterator[bytes]:
    """Small inputs to begin with: reports as the layout press draws them, cut down."""
    from nlp.corpus.synthetic.press import LAYOUTS, press
    from nlp.corpus.synthetic.reports import make_report

    kind = {"docx_xml": "docx", "any": "txt"}.get(reader, reader)
    content = make_report("fuzz", level="township", year=2022)
    for layout in LAYOUTS:
        if layout.startswith(kind + "_"):
            data = press(content, layout, (), "fuzz").data
            if reader == "docx_xml":
                data = _body(data)
            yield data if reader in ("docx", "pdf") else data[: len(data) * 2 // 3]
            if reader not in ("docx", "pdf"):
                yield data[len(data) // 3 : len(data) // 2]


def _body(data: bytes) -> bytes:
    import io
    import zipfile

    xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    return xml[xml.find(b"<w:body>") + 8 : xml.find(b"</w:body>")]


def keep(reader: str, data: bytes, folder: Path) -> Path:
    """Write a find beside the others."""
    import hashlib

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reader}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def mutate(rng: random.Random, pool: list[bytes]) -> bytes:
    """One input of the pool with a few changes."""
    data = bytearray(rng.choice(pool))
    words = [word.encode() for word in _WORDS.split(" ")]
    for _ in range(rng.choice((1, 1, 2, 4, 8, 32))):
        at = rng.randrange(len(data) + 1)
        act = rng.randrange(5)
        if act == 0 and data:
            data[at - 1] = rng.randrange(256)
        elif act == 1:
            del data[at : at + rng.choice((1, 3, 30, 300))]
        elif act == 2:
            data[at:at] = rng.choice(words)
        elif act == 3:
            other = rng.choice(pool)
            start = rng.randrange(len(other) + 1)
            data[at:at] = other[start : start + rng.choice((3, 30, 300))]
        else:
            data[at:at] = data[at : at + rng.choice((3, 30, 300))] * rng.choice((1, 2, 20))
    return bytes(data[:200_000])


def at_random(reader: str, seconds: float, finds: Path, seed: int) -> int:
    """Mutate without looking at coverage; the number of finds."""
    rng = random.Random(seed)
    pool = list(seeds(reader))
    begun = time.monotonic()
    tries = found = 0
    while time.monotonic() - begun < seconds:
        data = mutate(rng, pool)
        tries += 1
        try:
            examine(reader, data)
        except Exception as error:  # noqa: BLE001 - any exception is a find
            found += 1
            print(f"{keep(reader, data, finds)}: {type(error).__name__}: {error}")
    print(f"{reader}: {tries} inputs at random, {found} finds")
    return found


def guided(reader: str, seconds: int, finds: Path) -> None:
    """Hand over to atheris, which ends the process."""
    import atheris

    with atheris.instrument_imports(include=["nlp"]):
        import nlp.ingest.docx
        import nlp.ingest.html
        import nlp.ingest.pdf
        import nlp.ingest.plain
        import nlp.structure  # noqa: F401

    corpus = Path(tempfile.mkdtemp(prefix="gouji-fuzz-"))
    for number, data in enumerate(seeds(reader)):
        (corpus / str(number)).write_bytes(data)
    dictionary = corpus.with_suffix(".dict")
    words = [word for word in _WORDS.replace("\n", " ").replace("\t", " ").split(" ") if word]
    escaped = ["".join(f"\\x{byte:02x}" for byte in word.encode()) for word in words]
    dictionary.write_text("".join(f'"{word}"\n' for word in escaped), encoding="ascii")
    finds.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", "-max_len=200000", f"-dict={dictionary}", "-timeout=30"]
    options += [f"-artifact_prefix={finds}/{reader}-", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: examine(reader, data))
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=READERS)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--finds", type=Path, default=FINDS)
    parser.add_argument("--random", action="store_true", help="mutate at random even where atheris is installed")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.random or importlib.util.find_spec("atheris") is None:
        return min(1, at_random(options.reader, options.seconds, options.finds, options.seed))
    guided(options.reader, options.seconds, options.finds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
