"""``gouji quantities``: every number of the prose. Takes one report, prints its quantities; judges nothing."""

from __future__ import annotations

import click

from nlp.commands.options import csv_option, json_option, lang_option

__all__ = ["quantities"]

_TITLES = {
    "zh": {
        "surface": "原文",
        "value": "值",
        "low": "下限",
        "high": "上限",
        "unit": "单位",
        "kind": "种类",
        "start": "起",
        "end": "止",
    },
    "en": {
        "surface": "as printed",
        "value": "value",
        "low": "low",
        "high": "high",
        "unit": "unit",
        "kind": "kind",
        "start": "start",
        "end": "end",
    },
}


@click.command()
@click.argument("file", metavar="FILE")
@json_option
@csv_option
@lang_option
@click.pass_context
def quantities(ctx: click.Context, file: str, as_json: bool, as_csv: bool, lang: str) -> None:
    """List every number of a report's prose.

    Each stands as the interval of values it may mean (45.23% is 45.225 to 45.235), with its unit and kind.
    """
    from nlp.commands.showing import load_result, print_table, show
    from nlp.outputs.record import flat_rows

    result = load_result(file, lang)

    def table() -> None:
        print_table(flat_rows(result)["quantities"], _TITLES[lang])

    show(ctx, result, ("text", "quantities"), "quantities", table, as_json=as_json, as_csv=as_csv)
