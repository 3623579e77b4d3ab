"""The order of the stages, the status of a result, and several reports in one file."""

from __future__ import annotations

import io
import pickle
import zipfile
from pathlib import Path

import pytest

import nlp
import nlp.topics
from nlp.errors import InputError, LimitExceededError, ModelError
from nlp.pipeline import process_all, process_document, process_report, status_of
from nlp.settings import Settings
from nlp.types import Notice, ParagraphTopics, ReportResult, ScoredLabel, Verdict

SETTINGS = Settings()
CLEAN = "linjiang_2020.txt"
PLANTED = "qinglan_2023.html"


@pytest.fixture(scope="module")
def result(samples: Path) -> ReportResult:
    return process_report(samples / CLEAN, SETTINGS)


def test_every_stage_left_its_part(result: ReportResult) -> None:
    assert result.status == "complete"
    assert result.structure.metadata.issuer == "云溪市临江区人民政府"
    assert set(result.structure.tables) == {"disclosure", "requests", "disputes"}
    assert result.quantities
    assert result.claims
    assert any(reading.value is not None for claim in result.claims for reading in claim.readings)
    assert any(finding.verdict is Verdict.MATCH for finding in result.findings)
    assert list(result.seconds)[:5] == ["ingest", "structure", "quantities", "claims", "checks"]
    assert result.engine.version == nlp.__version__
    assert result.engine.settings == SETTINGS.fingerprint()


def test_quantities_stand_in_paragraphs_and_in_order(result: ReportResult) -> None:
    starts = [quantity.span.start for quantity in result.quantities]
    assert starts == sorted(starts)
    for quantity in result.quantities:
        assert quantity.span.of(result.text) == quantity.surface
        assert any(paragraph.span.contains(quantity.span) for paragraph in result.structure.paragraphs)


def test_bytes_give_the_same_as_the_file(samples: Path, result: ReportResult) -> None:
    same = process_report((samples / CLEAN).read_bytes(), SETTINGS, name="report.txt")
    assert same.document.source.path == "report.txt"
    assert same.findings == result.findings
    assert same.claims == result.claims


def test_two_runs_give_the_same(samples: Path, result: ReportResult) -> None:
    again = process_report(samples / CLEAN, SETTINGS)
    assert (again.structure, again.claims, again.findings) == (result.structure, result.claims, result.findings)


def test_a_result_survives_the_way_to_another_process(result: ReportResult) -> None:
    assert pickle.loads(pickle.dumps(result)) == result


def test_the_language_changes_messages_only(samples: Path) -> None:
    zh, en = (process_report(samples / PLANTED, Settings(lang=lang)) for lang in ("zh", "en"))
    assert [(f.rule, f.verdict, f.fingerprint) for f in zh.findings] == [
        (f.rule, f.verdict, f.fingerprint) for f in en.findings
    ]
    worst = next(f for f in en.findings if f.verdict is Verdict.MISMATCH)
    assert worst.message not in {f.message for f in zh.findings}


def _zip(samples: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in (CLEAN, PLANTED, "truncated.docx"):
            archive.write(samples / name, name)
    return content.getvalue()


def test_an_archive_gives_several_reports_and_errors(samples: Path) -> None:
    results, errors = process_all(_zip(samples), SETTINGS, name="reports.zip")
    assert [one.document.source.path for one in results] == [f"reports.zip!{CLEAN}", f"reports.zip!{PLANTED}"]
    assert [one.structure.metadata.year for one in results] == [2020, 2023]
    assert ["truncated.docx" in error.path for error in errors] == [True]


def test_an_archive_is_not_one_report(samples: Path) -> None:
    with pytest.raises(LimitExceededError, match=r"reports\.zip"):
        process_report(_zip(samples), SETTINGS, name="reports.zip")


def test_a_broken_file_is_an_input_error(samples: Path) -> None:
    with pytest.raises(InputError) as caught:
        process_report(samples / "truncated.docx", SETTINGS)
    assert "truncated.docx" in caught.value.describe("zh")
    assert "truncated.docx" in caught.value.describe("en")
    assert process_all(samples / "truncated.docx", SETTINGS)[0] == ()


def test_a_report_cut_in_the_middle_is_partial(samples: Path) -> None:
    whole = (samples / CLEAN).read_text(encoding="utf-8")
    cut = whole[: whole.index("(五)不予处理")]
    result = process_report(cut.encode(), SETTINGS, name="cut.txt")
    assert result.status == "partial"
    assert result.structure.metadata.year == 2020
    assert not [f for f in result.findings if f.verdict is Verdict.MISMATCH]


def test_a_text_that_is_no_report_is_unreadable() -> None:
    letter = "亲爱的读者：这封信和年度报告没有关系。今天天气很好，我们去了江边，买了3斤橘子。" * 5
    assert process_report(letter.encode(), SETTINGS, name="letter.txt").status == "unreadable"


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([], "complete"),
        (["structure.heading_variant"], "complete"),
        (["structure.truncated"], "partial"),
        (["structure.heading_variant", "structure.truncated"], "partial"),
        (["structure.truncated", "structure.not_a_report"], "unreadable"),
    ],
)
def test_notices_decide_the_status(codes: list[str], status: str) -> None:
    assert status_of([Notice(code, "") for code in codes]) == status


def test_last_years_report_reaches_the_checks(samples: Path, result: ReportResult) -> None:
    text = (samples / CLEAN).read_text(encoding="utf-8")
    before = text.replace("2019年", "2018年").replace("2020", "2019").replace("2021-03-12", "2020-03-12")
    previous = process_report(before.encode(), SETTINGS, name="2019.txt")
    assert previous.structure.metadata.year == 2019
    assert process_document(result.document, SETTINGS).findings == result.findings
    compared = process_document(result.document, SETTINGS, previous=previous)
    assert "years.carried_in" not in {finding.rule for finding in result.findings}
    assert "years.carried_in" in {finding.rule for finding in compared.findings}


def test_the_public_names(samples: Path) -> None:
    report = nlp.audit(samples / CLEAN)
    assert isinstance(report, ReportResult)
    assert report.findings == process_report(samples / CLEAN, SETTINGS).findings
    assert pickle.loads(pickle.dumps(report)).findings == report.findings
    assert nlp.read(samples / CLEAN).text == (samples / CLEAN).read_text(encoding="utf-8")
    assert nlp.find_quantities("受理申请486件")[0].surface == "486件"
    assert set(nlp.__all__) <= set(dir(nlp))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = nlp.no_such_name  # type: ignore[attr-defined]


def test_a_report_shows_itself_in_a_notebook(samples: Path) -> None:
    report = nlp.audit(samples / PLANTED)
    shown = report._repr_html_()
    assert shown.startswith("<div")
    assert repr(report) == (
        f"<Report 青岚县人民政府 2023, complete: {len(report.claims)} claims, {len(report.findings)} findings, 3 errors; "
        f"{samples / PLANTED}>"
    )
    assert "青岚县人民政府" in shown
    frames = report.to_frames()
    assert len(frames["cells"]) == 200
    assert set(frames["cells"]["report_id"]) == set(frames["reports"]["report_id"])


class _Classifier:
    """Calls every paragraph by its section, and checks that what it is given is parallel."""

    def predict(self, texts: list[str], headings: list[tuple[str, ...]], sections: list[str]) -> list[ParagraphTopics]:
        assert len(texts) == len(headings) == len(sections)
        return [ParagraphTopics(ScoredLabel(section, 1.0)) for section in sections]


def test_topics_are_parallel_to_paragraphs(result: ReportResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.topics, "load_classifier", lambda name: _Classifier(), raising=False)
    labelled = process_document(result.document, SETTINGS)
    sections = [paragraph.section for paragraph in labelled.structure.paragraphs]
    assert [topics.function.label for topics in labelled.topics if topics.function] == sections
    assert labelled.engine.models == ("default",)
    assert process_document(result.document, Settings(topics=None)).topics == ()


def test_a_missing_model_is_an_error_only_if_it_was_named(
    result: ReportResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> None:
        raise ModelError(name, "not there")

    monkeypatch.setattr(nlp.topics, "load_classifier", load, raising=False)
    assert process_document(result.document, SETTINGS).topics == ()
    with pytest.raises(ModelError):
        process_document(result.document, Settings(topics="mine"))
