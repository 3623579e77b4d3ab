"""What a judging verb hands over: results on stdout, files in a folder, a closing line on stderr, an exit status.

Takes a :class:`~nlp.commands.reading.Reading`; never reads a report and never changes a result.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.status import Status

if TYPE_CHECKING:
    from nlp.commands.reading import Reading
    from nlp.types import Finding, ReportResult

__all__ = ["deliver", "exit_status", "is_failure", "print_csv", "print_json"]


def deliver(reading: Reading, *, out: str | None, as_json: bool, lang: str, fail_on: str) -> Status:
    """Print (and with ``out`` write) what was found, and give the exit status."""
    from nlp.outputs.record import audit_record

    record = audit_record(reading.results, reading.errors)
    if as_json:
        print_json(record)
    else:
        _print_reports(reading.results, lang)
    if out is not None:
        _write(Path(out), reading, record, lang)
    if len(reading.results) + len(reading.errors) > 1:
        click.echo(_summary(reading, lang), err=True)
    return exit_status(reading, fail_on)


def exit_status(reading: Reading, fail_on: str) -> Status:
    """An input that could not be read outweighs findings: the answer is not complete."""
    if not reading.complete:
        return Status.UNREADABLE
    if any(is_failure(finding, fail_on) for result in reading.results for finding in result.findings):
        return Status.FINDINGS
    return Status.CLEAN


def is_failure(finding: Finding, fail_on: str) -> bool:
    """Whether a finding counts at ``--fail-on``."""
    return not finding.verdict.passes and finding.severity in {"error", fail_on}


def print_json(record: object) -> None:
    """JSON on stdout, always in UTF-8 whatever the terminal speaks."""
    click.echo(_json(record), nl=False)


def print_csv(rows: Sequence[Mapping[str, Any]]) -> None:
    """CSV on stdout in UTF-8, with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(text.getvalue().encode("utf-8", "backslashreplace"), nl=False)


def _json(record: object) -> bytes:
    # A lone surrogate (from a damaged file) has no UTF-8 form; the escape keeps the rest readable.
    return json.dumps(record, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n"


def _print_reports(results: Sequence[ReportResult], lang: str) -> None:
    from rich.console import Console

    from nlp.outputs.terminal import print_report

    console = Console()
    for result in results:
        print_report(result, console, lang)


def _write(folder: Path, reading: Reading, record: object, lang: str) -> None:
    from nlp.outputs.excel import write_workbook
    from nlp.outputs.html import render_page

    results, errors = reading.results, reading.errors
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "audit.html").write_text(render_page(results, lang, errors=errors), encoding="utf-8")
        write_workbook(results, folder / "audit.xlsx", lang, errors=errors)
        (folder / "audit.json").write_bytes(_json(record))
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from None
    names = [str(folder / name) for name in ("audit.html", "audit.xlsx", "audit.json")]
    click.echo(f"已写出 {'、'.join(names)}" if lang == "zh" else f"written: {', '.join(names)}", err=True)


def _summary(reading: Reading, lang: str) -> str:
    readable = [result for result in reading.results if result.status != "unreadable"]
    lost = len(reading.results) - len(readable) + len(reading.errors)
    failures = [str(f.severity) for result in readable for f in result.findings if is_failure(f, "warning")]
    errors, warnings = failures.count("error"), failures.count("warning")
    if lang == "zh":
        text = f"共 {len(readable)} 份报告：错误 {errors} 处，警告 {warnings} 处"
        return text + (f"；{lost} 个文件读不出" if lost else "")
    text = f"{len(readable)} reports: {errors} errors, {warnings} warnings"
    return text + (f"; {lost} files could not be read" if lost else "")
