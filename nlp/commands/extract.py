"""``gouji extract``: thousands of reports into tables, in one run that survives.

Takes paths and a folder; gives Parquet tables, a DuckDB file, a manifest, a log, and a short summary on stdout. Progress goes
to stderr where a person is watching. The exit status says whether everything could be read, never whether findings were made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.options import json_option, lang_option, rules_options
from nlp.commands.status import Status

if TYPE_CHECKING:
    from nlp.batch import Progress, Summary
    from nlp.settings import Limits

__all__ = ["extract"]

_MEGABYTE = 1024 * 1024
_INTERRUPTED = 130


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1)
@click.option(
    "-o", "--out", metavar="DIR", type=click.Path(file_okay=False), required=True, help="The folder of results."
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(0), default=0, help="Worker processes; by default one a core."
)
@click.option(
    "--resume",
    is_flag=True,
    help="Go on with the run in DIR: what did not change is skipped. Without PATH: the same paths.",
)
@click.option("--retry", is_flag=True, help="With --resume: read again what crashed, hung or ran out of memory.")
@click.option("--prune", is_flag=True, help="With --resume: take out files that are not under PATH any more.")
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    show_default=True,
    help="Where the work is done: this machine's cores, or a Ray cluster (pip install 'gouji[ray]').",
)
@click.option(
    "--limit",
    "limits",
    metavar="NAME=VALUE",
    multiple=True,
    help="A bound on each file: seconds=120, memory=1024 (MB a worker), or one of file_bytes, text_chars, pages, cells, "
    "archive_members, archive_bytes, archive_ratio, nesting. May be repeated.",
)
@click.option(
    "--topics",
    metavar="MODEL",
    default="default",
    show_default=True,
    help="The classifier of paragraphs, or none.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Write the tables as CSV as well.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="Write the tables as JSON Lines as well.")
@rules_options
@json_option
@lang_option
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[str, ...],
    out: str,
    workers: int,
    resume: bool,
    retry: bool,
    prune: bool,
    engine: str,
    limits: tuple[str, ...],
    topics: str,
    as_csv: bool,
    as_jsonl: bool,
    rules: tuple[str, ...],
    silenced: tuple[str, ...],
    as_json: bool,
    lang: str,
) -> None:
    """Turn many reports into tables (Parquet, DuckDB).

    PATHs are files, folders, globs, archives, or lists: a CSV or Parquet file with a column "path", whose other columns are
    carried through. DIR gets tables/, gouji.duckdb, manifest.json, schema.yaml and extract.log. A run that was stopped or
    killed goes on with --resume and loses nothing; a file that crashes, hangs or eats memory is noted and left behind.

    \b
    gouji extract reports/ -o out --workers 8
    gouji extract list.csv -o out --csv --limit seconds=60 --limit memory=800
    gouji extract -o out --resume
    """  # noqa: D301 - click reads the \b
    from nlp.batch import Options
    from nlp.batch import extract as run
    from nlp.checks.user_rules import check_silenced
    from nlp.commands.delivering import print_json
    from nlp.settings import Limits, Settings

    if not paths and not resume:
        raise click.UsageError("缺少 PATH" if lang == "zh" else "PATH is missing")
    memory, bounds = _limits(limits, Limits())
    check_silenced(silenced, rules)
    settings = Settings(
        lang=lang, topics=None if topics == "none" else topics, rules=rules, silenced=silenced, limits=bounds
    )
    options = Options(
        workers=workers,
        resume=resume,
        retry=retry,
        prune=prune,
        engine=engine,
        memory=memory,
        csv=as_csv,
        jsonl=as_jsonl,
    )
    try:
        with _progress(lang) as tell:
            summary = run(paths, out, settings=settings, options=options, progress=tell)
    except KeyboardInterrupt:
        click.echo(_how_to_go_on(out, lang), err=True)
        ctx.exit(_INTERRUPTED)
    if as_json:
        print_json(summary.record())
    else:
        print_summary(summary, lang)
    if summary.interrupted:
        click.echo(_how_to_go_on(out, lang), err=True)
        ctx.exit(_INTERRUPTED)
    ctx.exit(Status.UNREADABLE if summary.unreadable else Status.CLEAN)


def _limits(given: tuple[str, ...], limits: Limits) -> tuple[int, Limits]:
    """Bytes of memory a worker, and the limits of the settings. Raises :class:`click.BadParameter`."""
    memory = 1024 * _MEGABYTE
    known = {field.name: type(getattr(limits, field.name)) for field in fields(limits)}
    for one in given:
        name, _, value = one.partition("=")
        name = name.strip().replace("-", "_")
        if name not in {*known, "memory"}:
            raise click.BadParameter(f"{one}: {', '.join(['memory', *known])}", param_hint="--limit")
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < float("inf"):
            raise click.BadParameter(f"{one}: NAME=VALUE, VALUE > 0", param_hint="--limit")
        if name == "memory":
            memory = int(number * _MEGABYTE)
        else:
            changed: dict[str, Any] = {name: known[name](number)}
            limits = replace(limits, **changed)
    return memory, limits


def print_summary(summary: Summary, lang: str) -> None:
    """What came of the run, for people, on stdout."""
    from nlp.commands.showing import print_table
    from nlp.outputs.describe import rule_title

    zh = lang == "zh"
    counts = summary.counts
    lost = {kind: counts[kind] for kind in ("unreadable", "error", "crashed", "hung", "memory") if counts.get(kind)}
    words = _WORDS[lang]
    if zh:
        lines = [
            f"文件 {summary.files} 个" + (f"（其中 {summary.skipped} 个未变，跳过）" if summary.skipped else ""),
            f"读出报告 {summary.reports} 份：完整 {counts.get('complete', 0)}，有缺失 {counts.get('partial', 0)}"
            + (f"；内容重复的副本 {counts['copy']} 份" if counts.get("copy") else ""),
            f"有错误的报告 {summary.with_errors} 份，有警告的 {summary.with_warnings} 份",
        ]
        if summary.relabelled:
            lines.append(f"只重新分类、未重读的报告 {summary.relabelled} 份")
        if lost:
            lines.append("读不出：" + "，".join(f"{words[kind]} {count}" for kind, count in lost.items()))
        lines.append(f"用时 {summary.seconds:.1f} 秒；结果在 {summary.out}")
    else:
        lines = [
            f"{summary.files} files"
            + (f", {summary.skipped} of them unchanged and skipped" if summary.skipped else ""),
            f"{summary.reports} reports: {counts.get('complete', 0)} complete, {counts.get('partial', 0)} partial"
            + (f"; {counts['copy']} copies of others" if counts.get("copy") else ""),
            f"{summary.with_errors} reports with errors, {summary.with_warnings} with warnings",
        ]
        if summary.relabelled:
            lines.append(f"{summary.relabelled} reports labelled anew without being read again")
        if lost:
            lines.append("not read: " + ", ".join(f"{words[kind]} {count}" for kind, count in lost.items()))
        lines.append(f"{summary.seconds:.1f} seconds; the results are in {summary.out}")
    click.echo("\n".join(lines))
    if summary.rules:
        rows = [
            {"rule": rule, "title": rule_title(rule, lang), "reports": reports, "places": places}
            for rule, reports, places in summary.rules
        ]
        titles = ("规则", "名称", "报告", "处数") if zh else ("rule", "title", "reports", "places")
        print_table(rows, dict(zip(("rule", "title", "reports", "places"), titles, strict=True)))
    if lost:
        click.echo(f"gouji query {summary.out} --name unreadable", err=True)


_WORDS = {
    "zh": {"unreadable": "不是报告", "error": "打不开", "crashed": "进程崩溃", "hung": "超时", "memory": "内存超限"},
    "en": {
        "unreadable": "no report",
        "error": "unreadable",
        "crashed": "crashed",
        "hung": "hung",
        "memory": "out of memory",
    },
}


def _how_to_go_on(out: str, lang: str) -> str:
    command = f"gouji extract -o {out} --resume"
    return (
        f"已中断，已完成的都已保存。继续：{command}"
        if lang == "zh"
        else f"stopped; nothing is lost. Go on with: {command}"
    )


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[Progress], None] | None]:
    """Files done, rate, time left and failures on stderr, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    words = ("份/秒", "读不出") if lang == "zh" else ("a second", "not read")
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:.1f} " + words[0]),
        TimeRemainingColumn(),
        TextColumn(words[1] + " {task.fields[failed]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate=0.0, failed=0)

        def tell(progress: Progress) -> None:
            bar.update(
                task,
                total=progress.total,
                completed=progress.done + progress.skipped,
                rate=progress.rate,
                failed=progress.failed,
            )

        yield tell
