"""``gouji audit``: the main job.

Takes reports; gives the findings on stdout (tables or JSON) and, with ``-o``, a page, a workbook and the JSON record.
The exit status says whether something is wrong. Never changes the reports.
"""

from __future__ import annotations

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
    from nlp.commands.delivering import deliver
    from nlp.commands.reading import print_seconds, read_one, read_reports
    from nlp.settings import Settings

    settings = Settings(lang=lang, rules=rules, silenced=silenced)
    before = read_one(previous, settings) if previous is not None else None
    reading = read_reports(paths, settings, previous=before, verbose=verbose)
    status = deliver(reading, out=out, as_json=as_json, lang=lang, fail_on=fail_on)
    if verbose:
        print_seconds(reading.results)
    ctx.exit(status)
