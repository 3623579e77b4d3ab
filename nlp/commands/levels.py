"""``gouji levels``: a government's report against those of the bodies below it.

Takes the parent's report and the children's, or a folder that ``gouji extract`` wrote; gives the ``levels.*`` findings of the
parent (of every government in the folder). Who the children are may be told by a file. Never calls a difference an
error unless ``--complete`` says that no child is missing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from nlp.commands.options import fail_on_option, json_option, lang_option, out_option, rules_options, verbose_option

__all__ = ["levels"]


@click.command()
@click.argument("parent", metavar="PARENT")
@click.argument("children", metavar="[CHILD...]", nargs=-1)
@click.option(
    "--children",
    "children_file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Who stands below: a TOML file with parent, children and complete, or a CSV with a column issuer or path.",
)
@click.option("--complete", is_flag=True, help="No child is missing: the parent must equal the sum of its children.")
@out_option
@json_option
@lang_option
@fail_on_option
@rules_options
@verbose_option
@click.pass_context
def levels(
    ctx: click.Context,
    parent: str,
    children: tuple[str, ...],
    children_file: str | None,
    complete: bool,
    out: str | None,
    as_json: bool,
    lang: str,
    fail_on: str,
    rules: tuple[str, ...],
    silenced: tuple[str, ...],
    verbose: bool,
) -> None:
    """Compare a report with those of the bodies below.

    A government's figures are the sums of those of its departments, towns and counties; while some of them are
    missing (without --complete) no child may exceed its parent. Where PARENT is a folder of results of gouji extract, all
    its governments are compared with the bodies below them, year by year; -o then writes levels.csv, levels.xlsx and
    levels.json.

    \b
    gouji levels county.html towns/ --complete
    gouji levels county.html reports/ --children county.toml
    gouji levels out/ -o compared/
    """  # noqa: D301 - click reads the \b
    from nlp.checks.context import Family
    from nlp.checks.levels import match_children, read_child_set
    from nlp.checks.user_rules import check_silenced
    from nlp.commands.across import deliver_comparisons, is_results_folder
    from nlp.commands.delivering import deliver
    from nlp.commands.reading import print_seconds, read_one, read_reports
    from nlp.pipeline import process_document
    from nlp.settings import Settings

    check_silenced(silenced, rules)
    settings = Settings(lang=lang, topics=None, rules=rules, silenced=silenced)
    child_set = read_child_set(children_file) if children_file is not None else None
    if not children and is_results_folder(parent):
        from nlp.batch.across import Overview, compare_levels

        overview = Overview()
        found = compare_levels(Path(parent), settings, overview, complete=complete, child_set=child_set)
        ctx.exit(deliver_comparisons("levels", found, overview, out=out, as_json=as_json, lang=lang, fail_on=fail_on))
    if not children:
        raise click.UsageError("缺少 CHILD" if lang == "zh" else "CHILD is missing")
    above = read_one(parent, settings)
    reading = read_reports(children, settings, verbose=verbose)
    below = tuple(result for result in reading.results if result.status != "unreadable")
    family = Family(children=below, complete=complete and reading.complete)
    if child_set is not None:
        family, missing = match_children(replace(child_set, complete=complete or child_set.complete), below)
        for name in missing:
            click.echo(f"{name}: {'没有它的报告' if lang == 'zh' else 'no report of it'}", err=True)
    judged = process_document(above.document, settings, family=family)
    reading.results = [replace(judged, findings=tuple(f for f in judged.findings if f.rule.startswith("levels.")))]
    status = deliver(reading, out=out, as_json=as_json, lang=lang, fail_on=fail_on)
    if verbose:
        print_seconds(reading.results)
    ctx.exit(status)
