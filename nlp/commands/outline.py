"""``gouji outline``: how a report is built. Takes one report, prints issuer, year, sections and paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nlp.commands.options import csv_option, json_option, lang_option

if TYPE_CHECKING:
    from nlp.types import ReportResult, Section

__all__ = ["outline"]

_PARTS = ("issuer", "year", "published", "format", "status", "sections", "paragraphs", "notices")
_TITLES = {
    "zh": {"key": "部分", "title": "标题", "paragraphs": "段数", "characters": "字数", "opening": "首段开头"},
    "en": {
        "key": "section",
        "title": "title",
        "paragraphs": "paragraphs",
        "characters": "characters",
        "opening": "opening",
    },
}


@click.command()
@click.argument("file", metavar="FILE")
@json_option
@csv_option
@lang_option
@click.pass_context
def outline(ctx: click.Context, file: str, as_json: bool, as_csv: bool, lang: str) -> None:
    """Show issuer, year, format, sections and paragraphs."""
    from nlp.commands.showing import load_result, print_table, show
    from nlp.outputs.describe import Described

    result = load_result(file, lang)

    def table() -> None:
        one = Described(result, lang)
        words = one.words
        click.echo(f"{one.issuer}  {one.year}")
        status = words.get(f"status.{result.status}", result.status)
        click.echo(f"{words('published')} {one.published} · {words('format')} {one.format} · {status}")
        print_table([_row(result, section) for section in result.structure.sections], _TITLES[lang])

    show(ctx, result, _PARTS, "paragraphs", table, as_json=as_json, as_csv=as_csv)


def _row(result: ReportResult, section: Section) -> dict[str, object]:
    inside = [p for p in result.structure.paragraphs if section.span.contains(p.span) and not p.is_heading]
    return {
        "key": section.key,
        "title": section.title,
        "paragraphs": len(inside),
        "characters": len(section.span),
        "opening": inside[0].span.of(result.text)[:24] if inside else "",
    }
