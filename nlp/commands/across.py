"""What ``gouji years`` and ``gouji levels`` hand over when they look at a whole folder of results.

Takes comparisons, gives a table of what disagrees (or JSON, or files in a folder), a closing line on stderr and an exit status.
Never compares anything itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.delivering import print_json
from nlp.commands.showing import print_table
from nlp.commands.status import Status

if TYPE_CHECKING:
    from nlp.batch.across import Comparison, Overview

__all__ = ["deliver_comparisons", "is_results_folder"]

_SHOWN = 200
_LISTED = 5
_TITLES = {
    "zh": {"issuer": "机关", "year": "年度", "rule": "规则", "verdict": "判定", "left": "所写", "right": "应为",
           "message": "说明"},
    "en": {"issuer": "body", "year": "year", "rule": "rule", "verdict": "verdict", "left": "stated", "right": "computed",
           "message": "message"},
}  # fmt: skip


def is_results_folder(path: str) -> bool:
    """Whether a path is a folder that ``gouji extract`` wrote."""
    return (Path(path) / "tables" / "reports").is_dir()


def deliver_comparisons(
    kind: str,
    comparisons: Iterable[Comparison],
    overview: Overview,
    *,
    out: str | None,
    as_json: bool,
    lang: str,
    fail_on: str,
) -> Status:
    """Print (and with ``out`` write ``<kind>.csv``, ``.xlsx`` and ``.json``) the findings, and give the exit status."""
    from nlp.batch.across import as_rows
    from nlp.outputs.strings import load_strings

    rows = [row for comparison in comparisons for row in as_rows(comparison)]
    failing = [row for row in rows if not row["verdict"].startswith("match")]
    record = {
        "schema": f"gouji.{kind}/1",
        "reports": overview.reports,
        "bodies": overview.bodies,
        "compared": overview.compared,
        "nameless": overview.nameless,
        "ambiguous": [{"body": body, "year": year, "reports": n} for body, year, n in overview.ambiguous],
        "gaps": [{"body": body, "before": old, "after": new} for body, old, new in overview.gaps],
        "missing": overview.missing,
        "findings": rows,
    }
    if as_json:
        print_json(record)
    else:
        order = ("error", "warning")
        serious = sorted((r for r in failing if r["severity"] in order), key=lambda row: order.index(row["severity"]))
        words = load_strings(lang)
        shown = [{**row, "verdict": words(f"verdict.{row['verdict']}")} for row in serious[:_SHOWN]]
        print_table(shown, _TITLES[lang])
        if len(serious) > _SHOWN:
            more = len(serious) - _SHOWN
            click.echo(f"另有 {more} 处未显示：用 -o DIR" if lang == "zh" else f"{more} more: use -o DIR", err=True)
    if out is not None:
        _write(Path(out), kind, rows, record, lang)
    click.echo(_closing(overview, failing, lang), err=True)
    wrong = any(row["severity"] in {"error", fail_on} for row in failing)
    return Status.FINDINGS if wrong else Status.CLEAN


def _write(folder: Path, kind: str, rows: list[dict[str, Any]], record: Mapping[str, Any], lang: str) -> None:
    from nlp.outputs.results import write_answer

    names = list(rows[0]) if rows else ["issuer", "year", "rule", "verdict", "message"]
    values = [[row[name] for name in names] for row in rows]
    try:
        write_answer(folder / f"{kind}.csv", names, values)
        write_answer(folder / f"{kind}.xlsx", names, values)
        (folder / f"{kind}.json").write_text(json.dumps(record, ensure_ascii=True, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror or error}") from None
    files = [str(folder / f"{kind}.{ending}") for ending in ("csv", "xlsx", "json")]
    click.echo(f"已写出 {'、'.join(files)}" if lang == "zh" else f"written: {', '.join(files)}", err=True)


def _closing(overview: Overview, failing: list[dict[str, Any]], lang: str) -> str:
    errors = sum(row["severity"] == "error" for row in failing)
    warnings = sum(row["severity"] == "warning" for row in failing)
    reports, bodies, compared = overview.reports, overview.bodies, overview.compared
    shown = [f"{body} {year}" for body, year, _ in overview.ambiguous[:_LISTED]]
    gaps = [f"{body} {old}–{new}" for body, old, new in overview.gaps[:_LISTED]]
    if lang == "zh":
        lines = [f"共 {reports} 份报告，{bodies} 个机关，比较 {compared} 组：错误 {errors} 处，警告 {warnings} 处"]
        if overview.nameless:
            lines.append(f"{overview.nameless} 份没有机关名称或年度，未比较")
        if shown:
            lines.append(f"同一机关同一年度有多份报告，未比较（{len(overview.ambiguous)} 处）：{'、'.join(shown)}")
        if gaps:
            lines.append(f"年度不相连（{len(overview.gaps)} 处）：{'、'.join(gaps)}")
        if overview.missing:
            lines.append(f"没有报告：{'、'.join(overview.missing[:20])}")
        return "\n".join(lines)
    lines = [f"{reports} reports of {bodies} bodies, {compared} comparisons: {errors} errors, {warnings} warnings"]
    if overview.nameless:
        lines.append(f"{overview.nameless} reports without issuer or year were not compared")
    if shown:
        lines.append(
            f"several reports of one body and year, not compared ({len(overview.ambiguous)}): {', '.join(shown)}"
        )
    if gaps:
        lines.append(f"years that are missing ({len(overview.gaps)}): {', '.join(gaps)}")
    if overview.missing:
        lines.append(f"no report of: {', '.join(overview.missing[:20])}")
    return "\n".join(lines)
