"""The spaCy pipeline: spans, round trips, workers, names."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin

import nlp
from nlp.errors import ConfigurationError
from nlp.language.spacy_pipeline import COMPONENTS

TEXT = (
    "2020年，澜江区人民政府办公室共收到政府信息公开申请486件，较上年增长8.0%，其中自然人申请431件，占88.68%。"
    "市司法局依据《政府信息公开条例》（国办公开办函〔2021〕30号）在“一网通办”发布。"
)


@pytest.fixture(scope="module")
def zh() -> Language:
    return nlp.load_pipeline()


@pytest.fixture(scope="module")
def report(samples: Path) -> str:
    return (samples / "linjiang_2020.txt").read_text(encoding="utf-8")


def spans(doc: spacy.tokens.Doc, group: str) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.spans[group]]


def test_span_groups(zh: Language) -> None:
    doc = zh(TEXT)
    assert spans(doc, "quantities") == [
        ("486件", "count"),
        ("8.0%", "growth"),
        ("431件", "count"),
        ("88.68%", "share"),
    ]
    assert spans(doc, "dates") == [("2020年", "year")]
    assert spans(doc, "organs") == [("澜江区人民政府办公室", "ORG"), ("市司法局", "ORG")]
    assert spans(doc, "instruments") == [("《政府信息公开条例》", "LAW"), ("国办公开办函〔2021〕30号", "LAW")]
    assert spans(doc, "platforms") == [("一网通办", "PRODUCT")]
    assert ("486件", "requests.received") in spans(doc, "claims")
    assert ("自然人申请", "person") in spans(doc, "measures")
    assert [span.text for span in doc.spans["clauses"]][:2] == [
        "2020年，",
        "澜江区人民政府办公室共收到政府信息公开申请486件，",
    ]
    assert [sentence.text[-1] for sentence in doc.sents] == ["。", "。"]
    assert {entity.label_ for entity in doc.ents} == {"DATE", "ORG", "QUANTITY", "PERCENT", "LAW", "PRODUCT"}


def test_report_is_plain_data_of_the_json_contract(zh: Language, report: str) -> None:
    doc = zh(report)
    record = doc._.report
    assert json.loads(json.dumps(record)) == record
    assert record["issuer"] == "云溪市临江区人民政府"
    assert record["year"] == 2020
    assert set(record["tables"]) == {"disclosure", "requests", "disputes"}
    claims = {claim["id"]: claim for claim in record["claims"]}
    assert len(claims) == len(doc.spans["claims"]) > 20
    for span in doc.spans["claims"]:
        assert doc.text[claims[span.id_]["start"] : claims[span.id_]["end"]] in span.text
    assert not [finding for finding in record["findings"] if finding["verdict"] == "mismatch"]


def test_the_text_is_kept(zh: Language, report: str) -> None:
    assert zh(report).text == report


def test_docbin(zh: Language, report: str) -> None:
    doc = zh(report)
    data = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(data).get_docs(zh.vocab)
    assert again.text == doc.text
    assert again._.report == doc._.report
    assert {name: spans(again, name) for name in again.spans} == {name: spans(doc, name) for name in doc.spans}
    assert [(token.tag_, token.pos_, token.is_sent_start) for token in again] == [
        (token.tag_, token.pos_, token.is_sent_start) for token in doc
    ]


def test_long_whole_numbers_survive(zh: Language) -> None:
    doc = zh("共收到申请" + "9" * 40 + "件。")
    (again,) = DocBin().from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(zh.vocab)
    assert again._.report == doc._.report


def test_worker_processes(zh: Language) -> None:
    texts = [TEXT, "收到申请3件。", "", "没有数字"]
    alone = list(zh.pipe(texts))
    shared = list(zh.pipe(texts, n_process=2, batch_size=1))
    for one, other in zip(alone, shared, strict=True):
        assert other.text == one.text
        assert other._.report == one._.report
        assert {name: spans(other, name) for name in other.spans} == {name: spans(one, name) for name in one.spans}


def test_from_disk_in_another_process(zh: Language, tmp_path: Path) -> None:
    """Nothing but spaCy is imported there: the names are found through entry points."""
    zh.to_disk(tmp_path / "pipeline")
    code = (
        "import spacy, sys\n"
        "zh = spacy.load(sys.argv[1])\n"
        "doc = zh('收到政府信息公开申请486件。')\n"
        "print([t.text for t in doc], [s.label_ for s in doc.spans['claims']], zh.lang)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(tmp_path / "pipeline")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == (
        "['收到', '政府', '信息', '公开', '申请', '486', '件', '。'] ['requests.received'] zh"
    )


def test_by_name() -> None:
    blank = spacy.blank("gouji")
    assert blank.pipe_names == []
    assert [token.text for token in blank("澜江区人民政府公布12345热线")] == [
        "澜江区",
        "人民政府",
        "公布",
        "12345",
        "热线",
    ]
    loaded = spacy.load("gouji", exclude=["gouji_claims"], config={"nlp.tokenizer.engine": "rjieba"})
    assert loaded.pipe_names == [name for name in COMPONENTS if name != "gouji_claims"]
    assert loaded.tokenizer.engine == "rjieba"  # type: ignore[attr-defined]


def test_left_out() -> None:
    zh = nlp.load_pipeline(exclude=["gouji_claims"])
    doc = zh(TEXT)
    assert doc._.report is None
    assert "claims" not in doc.spans


def test_own_words(tmp_path: Path) -> None:
    text = "扫随申码进馆"
    assert "随申码" not in [token.text for token in nlp.load_pipeline()(text)]
    zh = nlp.load_pipeline(words={"随申码": "nz"}, exclude=["gouji_claims"])
    zh.to_disk(tmp_path)
    for pipeline in (zh, spacy.load(tmp_path)):
        assert [(token.text, token.pos_) for token in pipeline(text)][1] == ("随申码", "PROPN")


@pytest.mark.parametrize("wrong", [{"engine": "hanlp"}, {"exclude": ["ner"]}, {"words": {"随申码": "noun"}}])
def test_wrong_choices(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError, match="known are"):
        nlp.load_pipeline(**wrong)  # type: ignore[arg-type]


def test_a_word_is_of_chinese_characters() -> None:
    with pytest.raises(ConfigurationError, match="5G"):
        nlp.load_pipeline(words={"5G": "nz"})


@pytest.mark.parametrize("text", ["", " ", "\n", "\u3000\n\n ", "\u200b", "。", "  两 格", "a b"])
def test_odd_texts(zh: Language, text: str) -> None:
    doc = zh(text)
    assert doc.text == text
    assert "".join(token.text_with_ws for token in doc) == text


def test_a_wrapped_word_has_a_whole_norm(zh: Language) -> None:
    doc = zh("收到政府信\n息公开申请")
    assert [token.norm_ for token in doc] == ["收到", "政府", "信息", "公开", "申请"]


def test_importing_nlp_loads_no_spacy() -> None:
    code = "import sys, nlp, nlp.language; sys.exit('spacy' in sys.modules or 'jieba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
