"""The verbs of ``gouji corpus`` that keep a corpus of labelled paragraphs: validate, stats, split, suggest, agree, export ...

Takes corpora and reports, prints what is in them or writes JSON lines for annotation tools. Never changes a corpus in place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.options import json_option, lang_option

if TYPE_CHECKING:
    from nlp.corpus.rows import Row

__all__ = ["VERBS"]

_TOOLS = ("jsonl", "label-studio", "doccano", "prodigy")


def _corpus_argument(function: Any) -> Any:
    return click.argument("corpus", metavar="CORPUS", type=click.Path(exists=True))(function)


def _to_option(function: Any) -> Any:
    return click.option(
        "--to", "to", metavar="FILE", type=click.Path(dir_okay=False), help="Write FILE instead of stdout."
    )(function)


def _as_option(function: Any) -> Any:
    return click.option(
        "--as",
        "tool",
        type=click.Choice(_TOOLS),
        default="jsonl",
        show_default=True,
        help="The annotation tool whose format to use.",
    )(function)


@click.command("validate")
@_corpus_argument
@json_option
@lang_option
@click.pass_context
def validate(ctx: click.Context, corpus: str, as_json: bool, lang: str) -> None:
    """Check every row of a corpus of paragraphs.

    Keys, labels, doubled ids and texts, labels that exclude each other. Exit status 1 if anything is wrong.
    """
    from nlp.commands.delivering import print_json
    from nlp.commands.status import Status
    from nlp.corpus.rows import corpus_files, read_rows

    files, labels = corpus_files(corpus)
    rows, problems = read_rows(files, labels)
    if as_json:
        print_json({"rows": len(rows), "problems": [{"where": p.where, "text": p.text} for p in problems]})
    else:
        for problem in problems:
            click.echo(str(problem))
        click.echo(
            f"{len(files)} 个文件，{len(rows)} 行可用，{len(problems)} 处问题"
            if lang == "zh"
            else f"{len(files)} files, {len(rows)} good rows, {len(problems)} problems",
            err=True,
        )
    if problems:
        ctx.exit(Status.FINDINGS)


@click.command("stats")
@_corpus_argument
@json_option
@lang_option
def stats(corpus: str, as_json: bool, lang: str) -> None:
    """Count what a corpus of paragraphs holds.

    Rows and offices of each part, labels, and how varied the language is: distinct n-grams, and how near the test part comes
    to the training part.
    """
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.corpus.rows import load_corpus
    from nlp.corpus.variety import count_corpus

    loaded = load_corpus(corpus)
    counted = count_corpus(loaded)
    if as_json:
        print_json(counted)
        return
    zh = lang == "zh"
    click.echo(f"{loaded.name}  {loaded.digest}")
    parts = {"part": "部分" if zh else "part", "rows": "段落" if zh else "rows", "offices": "机关" if zh else "offices"}
    print_table([{"part": part, **numbers} for part, numbers in counted["parts"].items()], parts)
    rows = [
        {"family": family, "label": label, **numbers}
        for family, labels in counted["labels"].items()
        for label, numbers in labels.items()
    ]
    print_table(
        rows,
        {
            "family": "标签族" if zh else "family",
            "label": "标签" if zh else "label",
            "train": "train",
            "dev": "dev",
            "test": "test",
            "weak": "weak",
        },
    )
    print_table(
        [{"what": key, "value": value} for key, value in counted["variety"].items()],
        {"what": "多样性" if zh else "variety", "value": "值" if zh else "value"},
    )


@click.command("split")
@_corpus_argument
@click.option("--part", type=click.Choice(["test", "dev", "train", "all"]), help="Print the rows of one part.")
@json_option
@lang_option
def split(corpus: str, part: str | None, as_json: bool, lang: str) -> None:
    """Show which office trains, tunes or tests.

    The part of an office follows from its name and the salt in corpus.toml, so rows that are added never move others.
    """
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.corpus.exchange import export_rows
    from nlp.corpus.rows import load_corpus
    from nlp.corpus.split import part_of

    loaded = load_corpus(corpus)
    if part is not None:
        click.echo(export_rows(loaded.part(part), "jsonl"), nl=False)  # type: ignore[arg-type] # click checked it
        return
    offices: dict[str, int] = {}
    for row in loaded.rows:
        offices[row.office] = offices.get(row.office, 0) + 1
    rows = [{"office": o, "part": part_of(o, loaded.shares), "rows": n} for o, n in sorted(offices.items())]
    if as_json:
        print_json(rows)
        return
    zh = lang == "zh"
    print_table(
        rows, {"office": "机关" if zh else "office", "part": "部分" if zh else "part", "rows": "段落" if zh else "rows"}
    )


@click.command("suggest")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--count", metavar="N", type=click.IntRange(1), default=50, show_default=True, help="How many paragraphs."
)
@click.option("--model", metavar="MODEL", default="default", show_default=True, help="Which classifier to use.")
@click.option(
    "--known",
    metavar="CORPUS",
    type=click.Path(exists=True),
    help="A corpus whose paragraphs need not be labelled again.",
)
@_as_option
@_to_option
@lang_option
def suggest(
    paths: tuple[str, ...], count: int, model: str, known: str | None, tool: str, to: str | None, lang: str
) -> None:
    """Choose the paragraphs that are worth labelling next.

    From the reports under PATH: those of which the model is least sure, no two alike, none that CORPUS has. They come with the
    predicted labels, to be corrected in the tool named with --as.
    """
    from nlp.commands.reading import read_reports
    from nlp.corpus.exchange import export_rows
    from nlp.corpus.rows import load_corpus
    from nlp.corpus.suggest import candidates_of, suggest_rows
    from nlp.settings import Settings
    from nlp.topics.persist import load_classifier

    classifier = load_classifier(model)
    reading = read_reports(paths, Settings(lang=lang, topics=None))
    rows = load_corpus(known).rows if known else ()
    chosen = suggest_rows(candidates_of(reading.results), classifier, count, rows)
    _write(export_rows([s.row for s in chosen], tool, classifier.labels), to)  # type: ignore[arg-type]
    for s in chosen[:10]:
        click.echo(f"{s.doubt:.2f}  {s.reason:24} {s.row.id}", err=True)
    click.echo(f"共选出 {len(chosen)} 段" if lang == "zh" else f"{len(chosen)} paragraphs chosen", err=True)


@click.command("weak")
@_corpus_argument
@_as_option
@_to_option
@lang_option
def weak(corpus: str, tool: str, to: str | None, lang: str) -> None:
    """Label paragraphs by votes of titles and cue words.

    The rows of CORPUS (JSON lines; their labels are ignored) come out with the labels that the sources agree on, weighed by how
    reliable each source proves to be.
    """
    from nlp.corpus.exchange import export_rows
    from nlp.corpus.rows import corpus_files, read_unlabelled
    from nlp.corpus.weak import weak_labels

    files, labels = corpus_files(corpus)
    rows = read_unlabelled(files)
    result = weak_labels([row.example() for row in rows], labels)
    labelled = [
        _relabelled(row, e.labels) for row, e in zip(rows, result.examples([r.example() for r in rows]), strict=True)
    ]
    _write(export_rows(labelled, tool, labels), to)  # type: ignore[arg-type]
    for family, sources in result.accuracy.items():
        told = "  ".join(f"{name} {value:.2f}" for name, value in sources.items())
        click.echo(f"{family}: {told}", err=True)
    del lang


@click.command("agree")
@click.argument("first", metavar="FIRST", type=click.Path(exists=True))
@click.argument("second", metavar="SECOND", type=click.Path(exists=True))
@json_option
@lang_option
def agree(first: str, second: str, as_json: bool, lang: str) -> None:
    """Compare two labellings of the same paragraphs.

    Cohen's kappa for each family and label, and the paragraphs on which the two differ.
    """
    from dataclasses import asdict

    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.corpus.agreement import compare
    from nlp.corpus.rows import load_corpus

    one, other = load_corpus(first), load_corpus(second)
    result = compare(one.rows, other.rows, one.labels)
    if as_json:
        print_json(asdict(result))
        return
    zh = lang == "zh"
    rows = [
        {"family": one.labels.families[name].name(lang), "kappa": f.kappa, "observed": f.observed}
        for name, f in result.families.items()
    ]
    print_table(
        rows, {"family": "标签族" if zh else "family", "kappa": "κ", "observed": "一致率" if zh else "observed"}
    )
    apart = [
        {"id": d.id, "family": d.family, "first": " ".join(d.first) or "-", "second": " ".join(d.second) or "-"}
        for d in result.disagreements
    ]
    print_table(
        apart,
        {"id": "id", "family": "标签族" if zh else "family", "first": Path(first).name, "second": Path(second).name},
    )


@click.command("export")
@_corpus_argument
@_as_option
@_to_option
@lang_option
def export(corpus: str, tool: str, to: str | None, lang: str) -> None:
    """Write a corpus for an annotation tool.

    The labels go along, to be corrected. For Label Studio the labelling interface is printed on stderr.
    """
    from nlp.corpus.exchange import export_rows, label_studio_config
    from nlp.corpus.rows import load_corpus

    loaded = load_corpus(corpus)
    _write(export_rows(loaded.rows, tool, loaded.labels), to)  # type: ignore[arg-type]
    if tool == "label-studio":
        click.echo(label_studio_config(loaded.labels), err=True, nl=False)
    _tell_count(len(loaded.rows), to, lang)


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False))
@_as_option
@_to_option
@lang_option
def import_command(file: str, tool: str, to: str | None, lang: str) -> None:
    """Turn an annotation tool's export into JSON lines."""
    from nlp.corpus.exchange import export_rows, import_rows

    rows = import_rows(Path(file).read_text(encoding="utf-8"), tool, file)  # type: ignore[arg-type]
    _write(export_rows(rows, "jsonl"), to)
    _tell_count(len(rows), to, lang)


VERBS = (validate, stats, split, suggest, weak, agree, export, import_command)


def _tell_count(count: int, to: str | None, lang: str) -> None:
    if to is not None:
        click.echo(f"已写出 {count} 段：{to}" if lang == "zh" else f"{count} paragraphs written: {to}", err=True)


def _write(text: str, to: str | None) -> None:
    if to is None:
        click.echo(text, nl=False)
        return
    try:
        Path(to).write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{to}: {error.strerror or error}") from None


def _relabelled(row: Row, labels: Any) -> Row:
    return row.model_copy(
        update={
            "function": next(iter(labels.get("function", ())), ""),
            "five": list(labels.get("five", ())),
            "domains": list(labels.get("domains", ())),
            "weak": [],
        }
    )
