"""Parts, paragraphs and particulars of the real reports, checked by hand against the originals.

Only positions, counts and openings of a few characters are written here; the texts stay in their folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.ingest import read_documents
from nlp.settings import Settings
from nlp.structure import read_structure
from nlp.types import Document, Structure

pytestmark = pytest.mark.real

SIX = ["overview", "disclosure", "requests", "disputes", "problems", "other"]
REPORTS = {
    # file: issuer, level, year, published, paragraphs of prose (headings left out) per part
    "yangpu_2020.txt": ("上海市杨浦区人民政府", "county", 2020, "2021-02-19", [4, 28, 0, 0, 0, 6, 1]),
    "suqian_2023.txt": ("宿迁市人民政府", "city", 2023, None, [1, 7, 0, 0, 0, 5, 1]),
    "hongze_2024.pdf": ("淮安市洪泽区人民政府", "county", 2024, None, [3, 6, 0, 0, 0, 2, 1]),
    "shuyang_2025.md": ("沐阳县人民政府", "county", 2025, "2026-01-23", [4, 14, 0, 0, 0, 4, 3]),
    "hangzhou_2025.html": ("测试市人民政府", "city", 2025, None, [1, 3, 0, 0, 0, 1, 1]),
}


def read(real_data: Path, name: str) -> tuple[Document, Structure]:
    path = real_data / name
    if not path.exists():
        pytest.skip(f"{name} is not there")
    document = read_documents(path, settings=Settings())[0]
    return document, read_structure(document, Settings())


@pytest.mark.parametrize("name", REPORTS)
def test_particulars(real_data: Path, name: str) -> None:
    _, structure = read(real_data, name)
    issuer, level, year, published, _ = REPORTS[name]
    found = structure.metadata
    assert (found.issuer, found.level, found.year, found.published) == (issuer, level, year, published)


@pytest.mark.parametrize("name", REPORTS)
def test_parts_and_paragraphs(real_data: Path, name: str) -> None:
    document, structure = read(real_data, name)
    assert [s.key for s in structure.sections] == ["preamble", *SIX]
    assert [s.ordinal for s in structure.sections[1:]] == [1, 2, 3, 4, 5, 6]
    counts = dict.fromkeys(["preamble", *SIX], 0)
    for paragraph in structure.paragraphs:
        if not paragraph.is_heading:
            counts[paragraph.section] += 1
    assert list(counts.values()) == REPORTS[name][4]
    assert all(p.span.of(document.text).strip() for p in structure.paragraphs)
    gaps = [n.code for n in structure.notices if n.code.startswith("structure.")]
    assert not {"structure.truncated", "structure.not_a_report", "structure.section_missing"} & set(gaps)


def test_five_subheadings_of_the_overview(real_data: Path) -> None:
    document, structure = read(real_data, "yangpu_2020.txt")
    headings = [
        p.span.of(document.text)
        for p in structure.paragraphs
        if p.is_heading and p.section == "overview" and len(p.headings) == 1
    ]
    assert [h[:3] for h in headings] == [f"({n})" for n in "一二三四五"]
    under_problems = [
        p.headings[1][:3] for p in structure.paragraphs if p.section == "problems" and len(p.headings) > 1
    ]
    assert under_problems == ["(一)"] * 3 + ["(二)"] * 3


def test_days_that_lost_their_signs_are_told(real_data: Path) -> None:
    document, structure = read(real_data, "yangpu_2020.txt")
    damaged = [n.span.of(document.text) for n in structure.notices if n.code == "text.date_damaged" and n.span]
    assert damaged == ["2021219", "202011日"]


def test_sentences_cut_by_a_page_are_whole(real_data: Path) -> None:
    document, structure = read(real_data, "shuyang_2025.md")
    broken = [p.span.of(document.text) for p in structure.paragraphs if "\n\n" in p.span.of(document.text)]
    assert len(broken) == 3
    assert all(text.rstrip()[-1] == "。" for text in broken)


def test_remedies_stand_under_their_turn(real_data: Path) -> None:
    document, structure = read(real_data, "suqian_2023.txt")
    remedies = [
        p for p in structure.paragraphs if p.section == "problems" and p.span.of(document.text).startswith("（")
    ]
    assert len(remedies) == 3
    assert all(p.headings[1].startswith("针对上述问题") for p in remedies)
