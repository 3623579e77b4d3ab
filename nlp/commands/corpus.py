"""``gouji corpus``: making and keeping corpora.

Takes names and numbers, writes folders. Never changes a corpus in place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from nlp.commands.corpus_paragraphs import VERBS as PARAGRAPH_VERBS
from nlp.commands.options import json_option, lang_option

__all__ = ["corpus"]


@click.group()
def corpus() -> None:
    """Make corpora to test and train with."""


for verb in PARAGRAPH_VERBS:
    corpus.add_command(verb)


@corpus.command("generate")
@click.option(
    "--reports", metavar="N", type=click.IntRange(1), default=100, show_default=True, help="How many reports."
)
@click.option("--seed", metavar="S", type=int, default=0, show_default=True, help="The same seed gives the same files.")
@click.option(
    "--errors",
    metavar="RATE",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of reports in which one error is planted.",
)
@click.option("--error-types", metavar="LIST", help="Which errors (--list-errors shows them); by default all.")
@click.option(
    "--formats", metavar="LIST", default="2019,2021", show_default=True, help="Statutory formats: 2019, 2021."
)
@click.option(
    "--types",
    metavar="LIST",
    default="txt,md,html,docx,pdf",
    show_default=True,
    help="File types: txt, md, html, docx, pdf.",
)
@click.option(
    "--damage",
    metavar="RATE",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Share of reports whose layout is damaged as real files are.",
)
@click.option(
    "-o",
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="The folder to write (must hold no collection).",
)
@click.option("--list-errors", is_flag=True, help="List the types of errors that can be planted, and stop.")
@json_option
@lang_option
def generate(
    reports: int,
    seed: int,
    errors: float,
    error_types: str | None,
    formats: str,
    types: str,
    damage: float,
    out: str | None,
    list_errors: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Write invented reports whose every figure is known.

    Governments with all their bodies, over the years of the formats: what one year carries out the next carries in, and a
    government's figures are the sums of its bodies'. DIR gets reports/, truth.jsonl (cells, claims and planted errors of
    each report) and manifest.json. LISTs are separated by commas.

    \b
    gouji corpus generate --reports 500 --errors 0.3 --types html,docx -o made
    gouji corpus generate --reports 10000 --seed 7 --types txt -o big
    """  # noqa: D301 - click reads the \b
    from nlp.commands.delivering import print_json

    if list_errors:
        _list_errors(as_json=as_json, lang=lang)
        return
    if out is None:
        raise click.UsageError("缺少 -o DIR" if lang == "zh" else "-o DIR is missing")
    from nlp.corpus.synthetic.collection import Plan, write_collection
    from nlp.corpus.synthetic.planted import ERRORS

    plan = Plan(
        reports=reports,
        seed=seed,
        errors=errors,
        formats=_list(formats),
        types=_list(types),
        error_types=_list(error_types) if error_types else tuple(ERRORS),
        damage=damage,
    )
    with _progress(reports) as advance:
        manifest = write_collection(plan, out, advance)
    if as_json:
        print_json(manifest)
        return
    counts = manifest["counts"]
    planted = counts.get("with a planted error", 0)
    if lang == "zh":
        click.echo(f"已写出 {counts['reports']} 份报告（其中 {planted} 份各植入一处错误）：{out}；真值见 truth.jsonl")
    else:
        click.echo(
            f"{counts['reports']} reports written to {out}, {planted} of them with one error; the truth is in truth.jsonl"
        )


def _list_errors(*, as_json: bool, lang: str) -> None:
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.corpus.synthetic.planted import ERRORS

    rows = [{"type": error.name, "code": error.code, "zh": error.zh, "kind": error.kind} for error in ERRORS.values()]
    if as_json:
        print_json(rows)
        return
    titles = (
        {"type": "类型", "code": "编号", "zh": "错误", "kind": "所在"}
        if lang == "zh"
        else {"type": "type", "code": "code", "zh": "error", "kind": "in"}
    )
    print_table(rows, titles)


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("，", ",").split(",") if part.strip())


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
