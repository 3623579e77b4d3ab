"""Both engines give the same words on all our corpora, and neither touches the tokenizers of the process."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from nlp.corpus.segmentation import load_sentences
from nlp.errors import ConfigurationError
from nlp.language.engine import load_dictionary, load_engine

ROOT = Path(__file__).resolve().parents[3]


def corpus_runs() -> list[str]:
    texts = [sentence.text for sentence in load_sentences()]
    for path in sorted(ROOT.glob("corpora/*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                texts.append(str(json.loads(line).get("text", "")))
    texts.append((ROOT / "corpora" / "samples" / "linjiang_2020.txt").read_text(encoding="utf-8"))
    return [run for text in texts for run in re.findall("[\u4e00-\u9fff]+", text)]


def test_the_same_words_on_the_corpora() -> None:
    pytest.importorskip("rjieba")
    slow, quick = load_engine("jieba"), load_engine("rjieba")
    runs = corpus_runs()
    assert sum(map(len, runs)) > 90_000
    assert [(run, a, b) for run in runs if (a := slow.cut(run)) != (b := quick.cut(run))] == []


def test_the_same_words_on_real_reports(real_data: Path) -> None:
    pytest.importorskip("rjieba")
    slow, quick = load_engine("jieba"), load_engine("rjieba")
    for path in sorted(real_data.glob("*.txt")) + sorted(real_data.glob("*.md")):
        for run in re.findall("[\u4e00-\u9fff]+", path.read_text(encoding="utf-8")):
            assert slow.cut(run) == quick.cut(run), path.name


@pytest.mark.parametrize("word", ["每月", "各村", "年度报告", "县政府", "国务院办公厅"])
def test_entries_that_the_guide_cuts_are_no_words(word: str) -> None:
    assert word in load_dictionary().dropped
    assert not load_dictionary().knows(word)
    assert len(load_engine("jieba").cut(word)) > 1


def test_words_of_the_lexicon_win() -> None:
    assert load_engine("jieba").cut("一网通办平台办结率") == ["一网通办", "平台", "办结率"]


def test_private() -> None:
    """What jieba itself gives is what it gave before."""
    import jieba

    load_engine("jieba")
    assert jieba.dt is not load_engine("jieba")
    assert "一网通办" not in jieba.dt.FREQ
    assert "".join(jieba.cut("每月公布")) == "每月公布"
    assert list(jieba.cut("每月公布")) == ["每月", "公布"]


def test_unknown_engine() -> None:
    with pytest.raises(ConfigurationError, match="jieba, rjieba"):
        load_engine("hanlp")


@pytest.mark.parametrize(("word", "tag"), [("公开", "v"), ("查阅点", "n"), ("未登记词栏", "n"), ("结转", "vn")])
def test_tags(word: str, tag: str) -> None:
    assert load_dictionary().tag(word) == tag
