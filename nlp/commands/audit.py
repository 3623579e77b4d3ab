"""``gouji audit``: the main job.

Takes reports; gives the findings on stdout (tables or JSON) and, with ``-o``, a page, a workbook and the JSON record.
The exit status says whether something is wrong. Never changes the reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from nlp.settings import Settings
    from nlp.types import ReportResult

__all__ = ["audit"]


@click.command()
@paths_argument
@out_option
@json_option
@lang_option
@click.option(
    "--previous",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Last year's report of the same body: growth, carried-over requests and continuity are checked against it.",
)
@fail_on_option
@rules_options
@verbose_option
@click.pass_context
def audit(
    ctx: click.Context,
    paths: tuple[str, ...],
    out: str | None,
    as_json: bool,
    lang: str,
    previous: str | None,
    fail_on: str,
    rules: tuple[str, ...],
    silenced: tuple[str, ...],
    verbose: bool,
) -> None:
    """Check prose against tables, tables against themselves.

    \b
    gouji audit report.html
    gouji audit reports/ -o audit/ --fail-on warning
    gouji audit 2023.pdf --previous 2022.pdf
    cat report.txt | gouji audit - --json
    """  # noqa: D301 - click reads the \b
    from nlp.checks.user_rules import check_silenced
    from nlp.commands.delivering import deliver
    from nlp.commands.reading import print_seconds, read_reports
    from nlp.settings import Settings

    check_silenced(silenced, rules)
    settings = Settings(lang=lang, rules=rules, silenced=silenced)
    before = _read_previous(previous, settings) if previous is not None else None
    reading = read_reports(paths, settings, previous=before, verbose=verbose)
    if before is not None:
        _say_where_unfit(before, reading.results, lang)
    status = deliver(reading, out=out, as_json=as_json, lang=lang, fail_on=fail_on)
    if verbose:
        print_seconds(reading.results)
    ctx.exit(status)


def _read_previous(path: str, settings: Settings) -> ReportResult:
    """The report of the year before. Raises :class:`InputError` where the file holds no report."""
    from nlp.commands.reading import read_one
    from nlp.errors import UnreadableInputError

    before = read_one(path, settings)
    if before.status == "unreadable":
        raise UnreadableInputError(path, "不是年度报告，不能用作 --previous", "no annual report; --previous needs one")
    return before


def _say_where_unfit(before: ReportResult, results: Sequence[ReportResult], lang: str) -> None:
    """One line on stderr for each report that ``--previous`` is no report of the year before of."""
    path, last = before.document.source.path, before.structure.metadata.year
    for result in results:
        year = result.structure.metadata.year
        if result.status == "unreadable" or last is None or year is None or year - last == 1:
            continue
        one = result.document.source.path
        click.echo(
            f"{path}: 是 {last} 年度报告，不是 {one} 的上一年度（{year - 1} 年），没有用来核对"
            if lang == "zh"
            else f"{path}: a report of {last}, not of the year before {one} ({year - 1}); it was not compared",
            err=True,
        )
