"""``gouji forms``: the statutory forms as gouji knows them. Prints their data; reads no report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from nlp.commands.options import json_option, lang_option

if TYPE_CHECKING:
    from nlp.forms import Form

__all__ = ["forms"]


@click.group()
def forms() -> None:
    """Show the statutory forms and their cells' ids."""


@forms.command("list")
@json_option
@lang_option
def list_forms(as_json: bool, lang: str) -> None:
    """List the forms with their first year and their cells."""
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.forms import FORMAT_IDS, load_form

    rows = [
        {
            "id": form.id,
            "first_year": form.first_year,
            "cells": len(form.cell_ids()),
            "title": form.zh if lang == "zh" else form.en,
        }
        for form in map(load_form, FORMAT_IDS)
    ]
    if as_json:
        print_json(rows)
        return
    zh = {"id": "格式", "first_year": "首个年度", "cells": "单元格", "title": "名称"}
    en = {"id": "form", "first_year": "first year", "cells": "cells", "title": "title"}
    print_table(rows, zh if lang == "zh" else en)


@forms.command("show")
@click.argument("form_id", metavar="ID")
@json_option
@lang_option
def show_form(form_id: str, as_json: bool, lang: str) -> None:
    """Show the cells of one form.

    Each cell's id comes with its label and unit; the identities between cells are counted by family (all of them with
    --json).
    """
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.forms import identities, load_form

    form = load_form(form_id)
    record = _record(form, lang)
    if as_json:
        print_json(record)
        return
    zh = lang == "zh"
    click.echo(f"{record['title']}\n{form.source}")
    titles = {
        "cell": "单元格" if zh else "cell",
        "label": "含义" if zh else "label",
        "unit": "单位" if zh else "unit",
    }
    for table in form.tables:
        click.echo(f"\n{table.zh if zh else table.en}")
        print_table([cell for cell in record["cells"] if cell["table"] == table.id], titles)
    families: dict[str, int] = {}
    for identity in identities(form):
        families[identity.rule] = families.get(identity.rule, 0) + 1
    head = "恒等式" if zh else "identities"
    click.echo(f"\n{head}: " + ", ".join(f"{rule} × {count}" for rule, count in families.items()))


def _record(form: Form, lang: str) -> dict[str, Any]:
    from nlp.forms import identities

    return {
        "id": form.id,
        "title": form.zh if lang == "zh" else form.en,
        "source": form.source,
        "first_year": form.first_year,
        "cells": [
            {"cell": cell, "table": table.id, "label": form.label(cell, lang), "unit": form.unit(cell)}
            for table in form.tables
            for cell in form.cell_ids(table.id)
        ],
        "identities": [
            {"rule": identity.rule, "left": list(identity.left), "right": list(identity.right), "label": identity.label}
            for identity in identities(form)
        ],
    }
