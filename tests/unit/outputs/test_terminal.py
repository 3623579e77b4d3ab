"""The terminal: what is said, in what order, within the width."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from nlp.errors import UnreadableInputError
from nlp.outputs.terminal import print_report, print_summary
from nlp.types import Finding, Severity, Verdict


def printed(function, *args, width=80, **options):
    stream = io.StringIO()
    function(*args, Console(file=stream, width=width, no_color=True, legacy_windows=False), **options)
    return stream.getvalue()


def test_findings_worst_first_and_matches_only_counted(wangxi):
    text = printed(print_report, wangxi)
    places = [
        text.index(word)
        for word in ("望溪县人民政府", "✗ 错误 2", "47件", "△ 警告 · 不符", "? 无法判定", "另有 13 处相符", "GB18030")
    ]
    assert places == sorted(places)
    assert "文中“186件”与表格相符" not in text
    assert "文中“186件”与表格相符" in printed(print_report, wangxi, verbose=True)


def test_both_sides_formula_and_likely_mistake(wangxi):
    text = "".join(printed(print_report, wangxi).split())
    assert "文中写的47件" in text
    assert "没有现成信息需要另行制作·总计3" in text
    assert "应为40（现为4）" in text


@pytest.mark.parametrize("width", [50, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_line_is_wider_than_the_console(wangxi, width, lang):
    lines = printed(print_report, wangxi, width=width, lang=lang, verbose=True).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_text_of_reports_is_never_markup(muhe):
    finding = Finding("r", Verdict.MISMATCH, Severity.ERROR, "[bold]红[/bold] [link=x]a[/] \x1b[31m", ())
    text = printed(print_report, replace(muhe, findings=(finding,)))
    assert "[bold]红[/bold] [link=x]a[/]" in text
    assert "\x1b" not in text


def test_a_clean_and_an_unreadable_report(muhe, nothing):
    assert "没有需要说明的问题" in printed(print_report, muhe)
    text = printed(print_report, nothing)
    assert "没有需要说明的问题" not in text
    assert "无法读取" in text
    assert "不像政府信息公开年度报告" in text


def test_summary(wangxi, muhe):
    stream = io.StringIO()
    console = Console(file=stream, width=80, no_color=True)
    print_summary([wangxi, muhe], [UnreadableInputError("坏.pdf", "文件是空的", "empty")], console)
    text = stream.getvalue()
    assert "坏.pdf: 文件是空的" in text
    assert "2 份报告 · 1 个文件无法读取" in text
    row = next(line for line in text.splitlines() if line.startswith("望溪县"))
    assert row.split()[-4:] == ["2", "3", "3", "13"]
