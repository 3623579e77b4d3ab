"""``gouji models``: what classifiers there are and what is known of them. Reads manifests; loads no weights."""

from __future__ import annotations

import click

from nlp.commands.options import json_option, lang_option

__all__ = ["models"]


@click.group()
def models() -> None:
    """List the paragraph classifiers and show one."""


@models.command("list")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(exists=True, file_okay=False))
@json_option
@lang_option
def list_command(folder: str | None, as_json: bool, lang: str) -> None:
    """List the models (the shipped ones, or those in DIR)."""
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.errors import ModelError
    from nlp.topics.persist import list_models, read_manifest

    rows: list[dict[str, object]] = []
    for path in list_models(folder):
        try:
            manifest = read_manifest(path)
        except ModelError as error:
            rows.append(
                {"model": f"{path.parent.name}/{path.name}", "backend": "?", "corpus": "", "problem": error.problem}
            )
            continue
        corpus = manifest.trained.get("corpus", {})
        rows.append(
            {
                "model": manifest.id,
                "backend": manifest.backend,
                "corpus": f"{corpus.get('name', '')} {corpus.get('digest', '')}".strip(),
                "size": sum((path / name).stat().st_size for name in manifest.files if (path / name).exists()),
            }
        )
    if folder is None:
        rows.append({"model": "keyword", "backend": "keyword", "corpus": "", "size": 0})
    if as_json:
        print_json(rows)
        return
    zh = lang == "zh"
    titles = {"model": "模型" if zh else "model", "backend": "方法" if zh else "backend"}
    titles |= {"corpus": "训练语料" if zh else "trained on", "size": "字节" if zh else "bytes"}
    if any("problem" in row for row in rows):
        titles["problem"] = "问题" if zh else "problem"
    print_table(rows, titles)


@models.command("show")
@click.argument("model", metavar="MODEL")
@json_option
@lang_option
def show_command(model: str, as_json: bool, lang: str) -> None:
    """Show a model's origin, measures and labels.

    Also compares every file with the hash in the manifest.
    """
    import json

    from nlp.commands.delivering import print_json
    from nlp.topics.persist import METRICS, find_model, read_manifest, verify_files

    manifest = read_manifest(find_model(model))
    verify_files(manifest)
    path = manifest.folder / METRICS
    metrics = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if as_json:
        print_json(
            {
                "model": manifest.id,
                "backend": manifest.backend,
                "folder": str(manifest.folder),
                "labels": manifest.labels.to_plain(),
                "trained": dict(manifest.trained),
                "files": dict(manifest.files),
                "metrics": metrics,
            }
        )
        return
    card = manifest.folder / "MODEL_CARD.md"
    if card.exists():
        click.echo(card.read_text(encoding="utf-8"), nl=False)
    else:
        click.echo(f"{manifest.id}  {manifest.backend}  {manifest.folder}")
    click.echo("文件完好" if lang == "zh" else "files intact", err=True)
