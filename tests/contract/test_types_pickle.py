"""Every public type and error survives the way to a worker process and back."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest

from nlp import errors, types
from nlp.settings import Limits, Settings
from nlp.types import (
    Block,
    Cell,
    CellChange,
    CellState,
    Claim,
    Document,
    Engine,
    Evidence,
    Finding,
    Grid,
    GridCell,
    Interval,
    Metadata,
    Notice,
    Paragraph,
    ParagraphTopics,
    Quantity,
    Reading,
    Repair,
    ReportResult,
    ScoredLabel,
    Section,
    Severity,
    Source,
    Span,
    Structure,
    Table,
    Verdict,
)

SPAN = Span(1, 3)
VALUE = Interval.from_rounded(Decimal("45.23"), Decimal("0.01"))
EVIDENCE = Evidence("left", SPAN, "89", 2, (0.0, 1.0, 2.0, 3.0), "requests.new.total")
SOURCE = Source("a.zip!b.txt", "0" * 64, "text/plain", 12)
NOTICE = Notice("ingest.encoding", "编码", "encoding", SPAN, "info")
BLOCK = Block("heading", SPAN, 2, None, 1, (0.0, 0.0, 1.0, 1.0), "/html/body")
GRID_CELL = GridCell(0, 1, 1, 2, "件", SPAN)
GRID = Grid((GRID_CELL,), 1, 3, SPAN, "html", 1)
DOCUMENT = Document(SOURCE, "共892件", (BLOCK,), (GRID,), (NOTICE,), (("title", "年度报告"),))
CELL = Cell("requests.new.total", Interval.point(89), CellState.NUMBER, "89", "件", SPAN, 0.9, inferred=True)
TABLE = Table("requests", "2021", {CELL.id: CELL}, SPAN)
SECTION = Section("overview", "一、总体情况", SPAN, SPAN, 1)
PARAGRAPH = Paragraph(SPAN, "overview", ("一、总体情况",), is_heading=False, page=1)
METADATA = Metadata("云川县人民政府", "county", 2022, "2023-01-05", {"year": "title"}, {"year": SPAN})
STRUCTURE = Structure(METADATA, "2021", (SECTION,), (PARAGRAPH,), {"requests": TABLE}, (NOTICE,))
QUANTITY = Quantity(VALUE, Decimal("45.23"), 2, "%", "约", "share", SPAN, "45.23%")
READING = Reading("requests.new.total", 0.9, "cue", VALUE)
CLAIM = Claim(
    "c1", SPAN, "89", QUANTITY, VALUE, "件", "equals", 2022, "whole", SPAN, "overview", "requests.new", (READING,)
)
CHANGE = CellChange("requests.new.total", None, "98")
REPAIR = Repair("digit_swap", (CHANGE,), 0.85, ("c1",))
FINDING = Finding(
    "claim.equals",
    Verdict.MISMATCH,
    Severity.ERROR,
    "不符",
    (EVIDENCE,),
    VALUE,
    VALUE,
    "0",
    "a.b",
    ("a.b",),
    "c1",
    (REPAIR,),
    "f" * 16,
)
LABEL = ScoredLabel("active", 0.97)
TOPICS = ParagraphTopics(LABEL, (LABEL,), (LABEL,), unsure=True)
ENGINE = Engine("1.0", "abc", ("topics/1",))
RESULT = ReportResult(
    DOCUMENT, STRUCTURE, (QUANTITY,), (CLAIM,), (FINDING,), (NOTICE,), "complete", ENGINE, (TOPICS,), {"ingest": 0.01}
)

INSTANCES: dict[str, Any] = {
    "BBox": (0.0, 1.0, 2.0, 3.0),
    "Block": BLOCK,
    "Cell": CELL,
    "CellChange": CHANGE,
    "CellState": CellState.SLASH,
    "Claim": CLAIM,
    "Document": DOCUMENT,
    "Engine": ENGINE,
    "Evidence": EVIDENCE,
    "Finding": FINDING,
    "Grid": GRID,
    "GridCell": GRID_CELL,
    "Interval": VALUE,
    "Metadata": METADATA,
    "NUMERIC_KINDS": types.NUMERIC_KINDS,
    "Notice": NOTICE,
    "Paragraph": PARAGRAPH,
    "ParagraphTopics": TOPICS,
    "Quantity": QUANTITY,
    "Reading": READING,
    "Repair": REPAIR,
    "ReportResult": RESULT,
    "ScoredLabel": LABEL,
    "Section": SECTION,
    "Severity": Severity.INFO,
    "Source": SOURCE,
    "Span": SPAN,
    "Structure": STRUCTURE,
    "Table": TABLE,
    "Verdict": Verdict.MATCH_ADJUSTED,
}
ERRORS: dict[str, Exception] = {
    "ConfigurationError": errors.ConfigurationError("rules.toml: severity", "there is no such rule", "没有这条规则"),
    "EncryptedInputError": errors.EncryptedInputError("a.pdf", "文件已加密", "the file is encrypted"),
    "GoujiError": errors.GoujiError("something"),
    "InputError": errors.InputError("a.txt", "不能读取", "cannot be read"),
    "LimitExceededError": errors.LimitExceededError("a.txt", "文件过大", "too large"),
    "MissingDependencyError": errors.MissingDependencyError("torch", "training an encoder"),
    "ModelError": errors.ModelError("default", "wrong hash; train it anew", "校验不符"),
    "UnreadableInputError": errors.UnreadableInputError("a.txt", "没有文字"),
    "UnsupportedInputError": errors.UnsupportedInputError("a.xls", "不支持的类型", "not supported"),
}
PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def copied(value: object, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))


def test_nothing_public_is_left_out() -> None:
    assert set(INSTANCES) == set(types.__all__)
    assert set(ERRORS) == set(errors.__all__)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", sorted(INSTANCES))
def test_types_pickle(name: str, protocol: int) -> None:
    value = INSTANCES[name]
    again = copied(value, protocol)
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", sorted(ERRORS))
def test_errors_pickle_with_their_parts(name: str, protocol: int) -> None:
    value = ERRORS[name]
    again = copied(value, protocol)
    assert type(again) is type(value)
    assert str(again) == str(value)
    assert vars(again) == vars(value)
    assert again.args == value.args


@pytest.mark.parametrize("value", [Settings(lang="en", silenced=("form.period",)), Limits(pages=3)])
def test_settings_pickle(value: Settings | Limits) -> None:
    assert copied(value, 5) == value


def test_what_checks_hand_over_pickles() -> None:
    from nlp.checks.engine import run_checks
    from nlp.checks.examples import build_report
    from nlp.checks.registry import Example

    report = build_report(
        Example(
            about="x", format="2021", year=2022, base="balanced", cells={"requests.granted.person": 3}, text="增长%。"
        )
    )
    outcome = run_checks(report.document, report.structure, (), (), Settings())
    assert outcome[1]
    assert copied(outcome, 5) == outcome
