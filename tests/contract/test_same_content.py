"""Same content in, same sections, paragraphs and cells out, whatever the file type."""

from __future__ import annotations

import re

import pytest

from nlp.corpus.synthetic.measure import read
from nlp.corpus.synthetic.press import press
from nlp.corpus.synthetic.reports import make_report
from nlp.types import Structure

TYPES = (
    "txt_cells",
    "txt_tabs",
    "txt_bars_behind",
    "txt_copied",
    "md_tables",
    "md_grid",
    "html_clean",
    "html_chrome",
    "html_word",
    "docx_merged",
    "docx_numbered",
    "pdf_ruled",
    "pdf_unruled",
)
REPORTS = (
    ("contract/county", "county", 2023),
    ("contract/bureau", "department", 2020),
    ("contract/town", "township", 2022),
    ("contract/city", "city", 2024),
)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def sections(structure: Structure) -> list[tuple[str, str]]:
    return [(section.key, bare(section.title)) for section in structure.sections]


def paragraphs(structure: Structure, text: str) -> list[tuple[str, str]]:
    return [(p.section, bare(p.span.of(text))) for p in structure.paragraphs if p.section != "preamble"]


def cells(structure: Structure) -> dict[str, object]:
    return {
        c: cell.value and cell.value.midpoint for table in structure.tables.values() for c, cell in table.cells.items()
    }


def opened(report: tuple[str, str, int], layout: str) -> tuple[Structure, str]:
    from nlp.ingest import read_documents
    from nlp.settings import Settings

    seed, level, year = report
    rendering = press(make_report(seed, level=level, year=year, mixed=False), layout, (), seed)
    document = read_documents(rendering.data, name=rendering.name, settings=Settings(topics=None))[0]
    return read(rendering), document.text


@pytest.mark.parametrize("report", REPORTS, ids=[r[0] for r in REPORTS])
@pytest.mark.parametrize("layout", TYPES)
def test_every_file_type_reads_the_same(report: tuple[str, str, int], layout: str) -> None:
    seed, level, year = report
    content = make_report(seed, level=level, year=year, mixed=False)
    structure, _ = opened(report, layout)

    assert cells(structure) == dict(content.cells)
    assert [s for s in sections(structure) if s[0] != "preamble"] == [
        (p.key, bare(p.heading)) for p in content.parts if p.heading
    ]
    assert structure.metadata.issuer == content.issuer.name
    assert structure.metadata.year == year
    assert structure.metadata.published == content.published.isoformat()
    assert structure.metadata.level == level


@pytest.mark.parametrize("report", REPORTS, ids=[r[0] for r in REPORTS])
@pytest.mark.parametrize("layout", [t for t in TYPES if t != "txt_tabs"])
def test_paragraphs_are_the_same_as_in_plain_text(report: tuple[str, str, int], layout: str) -> None:
    expected = paragraphs(*opened(report, "txt_tabs"))
    content = make_report(report[0], level=report[1], year=report[2], mixed=False)
    written = [bare(passage.text) for part, _, passage in content.passages() if part.key != "preamble"]

    assert [text for _, text in expected if text in written] == written, "plain text itself"
    assert paragraphs(*opened(report, layout)) == expected
