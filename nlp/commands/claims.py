"""``gouji claims``: what the sentences say about the tables. Takes one report, prints its claims; judges nothing."""

from __future__ import annotations

import click

from nlp.commands.options import csv_option, json_option, lang_option

__all__ = ["claims"]

_TITLES = {
    "zh": {
        "claim": "编号",
        "quote": "原文",
        "relation": "关系",
        "measure": "指标",
        "formula": "公式",
        "computed": "表中值",
        "verdict": "结论",
    },
    "en": {
        "claim": "id",
        "quote": "as printed",
        "relation": "relation",
        "measure": "measure",
        "formula": "formula",
        "computed": "in the tables",
        "verdict": "verdict",
    },
}


@click.command()
@click.argument("file", metavar="FILE")
@json_option
@csv_option
@lang_option
@click.pass_context
def claims(ctx: click.Context, file: str, as_json: bool, as_csv: bool, lang: str) -> None:
    """List what a report's sentences say of its tables.

    Each claim comes with the formula over the cells that it means, their value, and whether the two agree.
    """
    from nlp.commands.showing import load_result, print_table, show
    from nlp.outputs.record import flat_rows

    result = load_result(file, lang)

    def table() -> None:
        print_table(flat_rows(result)["claims"], _TITLES[lang])

    show(ctx, result, ("text", "claims"), "claims", table, as_json=as_json, as_csv=as_csv)
