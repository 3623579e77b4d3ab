"""``gouji levels``: a government's report against those of the bodies below it.

Takes the parent's report and the children's; gives the ``levels.*`` findings of the parent. Never calls a difference an
error unless ``--complete`` says that no child is missing.
"""

from __future__ import annotations

from dataclasses import replace

import click

from nlp.commands.options import fail_on_option, json_option, lang_option, out_option, rules_options, verbose_option

__all__ = ["levels"]


@click.command()
@click.argument("parent", metavar="PARENT")
@click.argument("children", metavar="CHILD...", nargs=-1, required=True)
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
    missing (without --complete) no child may exceed its parent.

    \b
    gouji levels county.html towns/ --complete
    """  # noqa: D301 - click reads the \b
    from nlp.checks.context import Family
    from nlp.commands.delivering import deliver
    from nlp.commands.reading import print_seconds, read_one, read_reports
    from nlp.pipeline import process_document
    from nlp.settings import Settings

    settings = Settings(lang=lang, topics=None, rules=rules, silenced=silenced)
    above = read_one(parent, settings)
    reading = read_reports(children, settings, verbose=verbose)
    below = tuple(result for result in reading.results if result.status != "unreadable")
    family = Family(children=below, complete=complete and reading.complete)
    judged = process_document(above.document, settings, family=family)
    reading.results = [replace(judged, findings=tuple(f for f in judged.findings if f.rule.startswith("levels.")))]
    status = deliver(reading, out=out, as_json=as_json, lang=lang, fail_on=fail_on)
    if verbose:
        print_seconds(reading.results)
    ctx.exit(status)
