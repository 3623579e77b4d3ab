"""``gouji evaluate``: how good a model is on a corpus. Takes both, prints figures; changes neither."""

from __future__ import annotations

import click

from nlp.commands.options import json_option, lang_option

__all__ = ["evaluate"]


@click.command()
@click.argument("model", metavar="MODEL")
@click.argument("corpus", metavar="CORPUS", type=click.Path(exists=True))
@click.option(
    "--part",
    type=click.Choice(["test", "dev", "train", "all"]),
    default="test",
    show_default=True,
    help="Which offices of the corpus to judge on.",
)
@click.option("--no-headings", is_flag=True, help="Hide the headings from the model.")
@click.option("--no-sections", is_flag=True, help="Hide the sections from the model.")
@json_option
@lang_option
def evaluate(
    model: str, corpus: str, part: str, no_headings: bool, no_sections: bool, as_json: bool, lang: str
) -> None:
    """Measure a classifier on a labelled corpus.

    MODEL is a name (see gouji models list), name/version, a folder or "keyword"; CORPUS a folder with corpus.toml or a .jsonl
    file. A weak label counts as right whether it is given or not; intervals draw whole offices anew.
    """
    from nlp.commands.delivering import print_json
    from nlp.commands.train import print_evaluation
    from nlp.corpus.rows import load_corpus
    from nlp.topics.evaluation import evaluate as measure
    from nlp.topics.persist import find_model, load_classifier, read_manifest

    loaded = load_corpus(corpus)
    classifier = load_classifier(model)
    examples = [row.example() for row in loaded.part(part)]  # type: ignore[arg-type] # click checked it
    if not examples:
        raise click.UsageError(
            f"{corpus}: {part} 部分没有段落" if lang == "zh" else f"{corpus}: no paragraphs in {part}"
        )
    result = measure(classifier, examples, headings=not no_headings, sections=not no_sections)
    seen = False
    if model != "keyword":
        trained = read_manifest(find_model(model)).trained
        seen = trained.get("corpus", {}).get("digest") == loaded.digest and (
            trained.get("final") == "all" or part in {"train", "all"}
        )
    if seen:
        click.echo(
            "注意：该模型交付前已用这些段落训练过，下列数字偏高；未见过 test 的结果在模型的 metrics.json"
            if lang == "zh"
            else "note: the model as shipped has learned from these paragraphs, so these figures flatter it; "
            "metrics.json of the model has those of the held-out test part",
            err=True,
        )
    if as_json:
        print_json({"model": classifier.name, "corpus": loaded.digest, "part": part, "seen": seen, **result.to_plain()})
        return
    print_evaluation(result, classifier.labels, lang)
