"""``gouji train``: from a corpus to a model with its own measures.

Takes a training file, writes a model's folder; progress on stderr. Decides nothing: :mod:`nlp.corpus.runs` does the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from nlp.commands.options import json_option, lang_option

if TYPE_CHECKING:
    from nlp.topics.evaluation import Evaluation
    from nlp.topics.labels import LabelSet

__all__ = ["print_evaluation", "train"]


@click.command()
@click.argument("config", metavar="CONFIG", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--into",
    "into",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Write the model below DIR instead of where CONFIG says.",
)
@json_option
@lang_option
def train(config: str, into: str | None, as_json: bool, lang: str) -> None:
    """Train a paragraph classifier or the ranker of claims.

    CONFIG names the corpus, the backend (keyword, sklearn, spacy, transformers) and its settings; models/default.toml is the
    one of the shipped model. The model's folder gets weights, manifest.json, metrics.json, MODEL_CARD.md and pictures. With
    the backend ranker (models/ranker.toml) it is the ranker of claims that is trained: weights and training.json.
    """
    from nlp.commands.delivering import print_json
    from nlp.corpus.ranking import is_ranker_file, train_ranker
    from nlp.corpus.runs import run_training

    if is_ranker_file(config):
        with _progress() as progress:
            folder = train_ranker(config, out=into, progress=progress)
        if as_json:
            print_json({"model": str(folder)})
        else:
            click.echo(f"已写出 {folder}" if lang == "zh" else f"written: {folder}", err=True)
        return
    with _progress() as progress:
        finished = run_training(config, out=into, progress=progress)
    if as_json:
        print_json({"model": str(finished.folder), "metrics": dict(finished.run.metrics)})
        return
    print_evaluation(finished.run.evaluation, finished.run.classifier.labels, lang)
    click.echo(f"已写出 {finished.folder}" if lang == "zh" else f"written: {finished.folder}", err=True)


def print_evaluation(evaluation: Evaluation, labels: LabelSet, lang: str) -> None:
    """The families' measures as one table, then each label's."""
    from nlp.commands.showing import print_table

    zh = lang == "zh"
    head = {
        "family": "标签族" if zh else "family",
        "macro": "宏平均 F1" if zh else "macro F1",
        "interval": "95% 区间" if zh else "95% interval",
        "micro": "微平均 F1" if zh else "micro F1",
        "exact": "全对" if zh else "exact",
        "first": "首标签对" if zh else "first right",
        "ece": "ECE",
    }
    rows = []
    for name, score in evaluation.families.items():
        low, high = score.macro_interval
        rows.append(
            {
                "family": labels.families[name].name(lang),
                "macro": score.macro,
                "interval": f"{low:.3f}–{high:.3f}",
                "micro": score.micro,
                "exact": score.exact,
                "first": score.first,
                "ece": score.ece,
            }
        )
    print_table(rows, head)
    each = {
        "family": head["family"],
        "label": "标签" if zh else "label",
        "precision": "精确率" if zh else "precision",
        "recall": "召回率" if zh else "recall",
        "f1": "F1",
        "support": "段落数" if zh else "support",
    }
    print_table(
        [
            {
                "family": family.name(lang),
                "label": label.name(lang),
                "precision": score.labels[label.id].precision,
                "recall": score.labels[label.id].recall,
                "f1": score.labels[label.id].f1,
                "support": score.labels[label.id].support,
            }
            for name, score in evaluation.families.items()
            for family in [labels.families[name]]
            for label in family.labels
        ],
        each,
    )


@contextmanager
def _progress() -> Iterator[Callable[[str, float, float], None]]:
    """A bar on stderr, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
