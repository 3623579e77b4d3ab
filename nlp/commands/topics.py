"""``gouji topics``: what each paragraph is about. Takes one report, prints its paragraphs' labels; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nlp.commands.options import csv_option, json_option, lang_option

if TYPE_CHECKING:
    from nlp.topics.api import Classifier
    from nlp.types import ParagraphTopics, ReportResult

__all__ = ["topics"]

_TITLES = {
    "zh": {"no": "段", "function": "功能", "five": "五公开", "domains": "领域", "text": "开头"},
    "en": {"no": "no.", "function": "function", "five": "five", "domains": "fields", "text": "opening"},
}


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--model", metavar="MODEL", default="default", show_default=True, help="Which classifier to use.")
@click.option("--explain", metavar="N", type=click.IntRange(1), help="Explain the labels of paragraph N.")
@json_option
@csv_option
@lang_option
@click.pass_context
def topics(
    ctx: click.Context, file: str, model: str, explain: int | None, as_json: bool, as_csv: bool, lang: str
) -> None:
    """Label each paragraph: function, five strands, fields.

    A question mark stands behind a function label that is not to be trusted. --explain N lists the words and titles that
    weighed most for paragraph N.
    """
    from nlp.commands.reading import read_one
    from nlp.commands.showing import print_table, show
    from nlp.settings import Settings
    from nlp.topics.persist import load_classifier

    classifier = load_classifier(model)
    result = read_one(file, Settings(lang=lang, topics=model))
    if explain is not None:
        _explain(result, classifier, explain, as_json=as_json, lang=lang)
        return

    def table() -> None:
        rows = [
            _row(number, result, labels, classifier, lang)
            for number, labels in enumerate(result.topics, 1)
            if not result.structure.paragraphs[number - 1].is_heading
        ]
        print_table(rows, _TITLES[lang])

    show(ctx, result, ("paragraphs",), "topics", table, as_json=as_json, as_csv=as_csv)


def _row(
    number: int, result: ReportResult, labels: ParagraphTopics, classifier: Classifier, lang: str
) -> dict[str, object]:
    names = {
        family.id: {label.id: label.name(lang) for label in family.labels}
        for family in classifier.labels.families.values()
    }
    function = ""
    if labels.function is not None:
        function = names["function"].get(labels.function.label, labels.function.label) + ("?" if labels.unsure else "")
    return {
        "no": str(number),
        "function": function,
        "five": " ".join(names["five"].get(x.label, x.label) for x in labels.five),
        "domains": " ".join(names["domains"].get(x.label, x.label) for x in labels.domains),
        "text": "".join(result.structure.paragraphs[number - 1].span.of(result.text).split())[:24],
    }


def _explain(result: ReportResult, classifier: Classifier, number: int, *, as_json: bool, lang: str) -> None:
    from nlp.commands.delivering import print_json

    paragraphs = result.structure.paragraphs
    if number > len(paragraphs):
        raise click.UsageError(
            f"只有 {len(paragraphs)} 段" if lang == "zh" else f"there are only {len(paragraphs)} paragraphs"
        )
    paragraph = paragraphs[number - 1]
    found = classifier.explain(paragraph.span.of(result.text), paragraph.headings, paragraph.section)
    if as_json:
        print_json(
            [
                {
                    "family": one.family,
                    "label": one.label,
                    "p": round(one.p, 4),
                    "features": [
                        {"feature": c.feature, "where": c.where, "weight": round(c.weight, 3)}
                        for c in one.contributions
                    ],
                }
                for one in found
            ]
        )
        return
    for one in found:
        family = classifier.labels.families[one.family]
        name = next(label.name(lang) for label in family.labels if label.id == one.label)
        click.echo(f"{family.name(lang)}: {name}  p={one.p:.2f}")
        for c in one.contributions:
            click.echo(f"  {c.weight:+.2f}  {c.where:8}  {c.feature}")
