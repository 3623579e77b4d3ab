"""``gouji years``: one body's reports, each against the one of the year before; or all bodies of a folder of results.

Takes two or more reports in any order, or what ``gouji extract`` wrote; gives the ``years.*`` findings alone. Never compares
reports that are more than a year apart: what was carried over then is not what arrives.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import click

from nlp.commands.options import (
    fail_on_option,
    json_option,
    lang_option,
    out_option,
    paths_argument,
    rules_options,
    verbose_option,
)

__all__ = ["years"]


@click.command()
@paths_argument
@out_option
@json_option
@lang_option
@fail_on_option
@rules_options
@verbose_option
@click.pass_context
def years(
    ctx: click.Context,
    paths: tuple[str, ...],
    out: str | None,
    as_json: bool,
    lang: str,
    fail_on: str,
    rules: tuple[str, ...],
    silenced: tuple[str, ...],
    verbose: bool,
) -> None:
    """Compare one body's reports year by year.

    Requests carried over, growth, stocks of documents: what the older report leaves must be what the newer one finds. Where
    PATH is a folder of results of gouji extract, all its bodies are compared at once, matched across years under renamed or
    differently written names; -o then writes years.csv, years.xlsx and years.json.

    \b
    gouji years 2021.html 2022.html 2023.pdf
    gouji years out/ -o compared/
    """  # noqa: D301 - click reads the \b
    from nlp.checks.user_rules import check_silenced
    from nlp.commands.across import deliver_comparisons, is_results_folder
    from nlp.commands.delivering import deliver
    from nlp.commands.reading import print_seconds, read_reports
    from nlp.pipeline import process_document
    from nlp.settings import Settings

    check_silenced(silenced, rules)
    settings = Settings(lang=lang, topics=None, rules=rules, silenced=silenced)
    if len(paths) == 1 and is_results_folder(paths[0]):
        from nlp.batch.across import Overview, compare_years

        overview = Overview()
        found = compare_years(Path(paths[0]), settings, overview)
        ctx.exit(deliver_comparisons("years", found, overview, out=out, as_json=as_json, lang=lang, fail_on=fail_on))
    reading = read_reports(paths, settings, verbose=verbose)
    dated = [result for result in reading.results if result.structure.metadata.year is not None]
    dated.sort(key=lambda result: result.structure.metadata.year or 0)
    for result in reading.results:
        if result.structure.metadata.year is None and result.status != "unreadable":
            _note(result.document.source.path, "找不到报告年度，未作比较", "the year was not found: not compared", lang)
    compared = []
    for old, new in pairwise(dated):
        gap = (new.structure.metadata.year or 0) - (old.structure.metadata.year or 0)
        if gap != 1:
            _note(
                new.document.source.path,
                f"与上一份相隔 {gap} 年，未作比较",
                f"{gap} years after the one before: not compared",
                lang,
            )
            continue
        judged = process_document(new.document, settings, old)
        compared.append(replace(judged, findings=tuple(f for f in judged.findings if f.rule.startswith("years."))))
    if not compared and not reading.errors:
        raise click.UsageError(
            "没有相邻年度的两份报告可以比较" if lang == "zh" else "no two reports of neighbouring years to compare"
        )
    reading.results = compared
    status = deliver(reading, out=out, as_json=as_json, lang=lang, fail_on=fail_on)
    if verbose:
        print_seconds(reading.results)
    ctx.exit(status)


def _note(path: str, zh: str, en: str, lang: str) -> None:
    click.echo(f"{path}: {zh if lang == 'zh' else en}", err=True)
