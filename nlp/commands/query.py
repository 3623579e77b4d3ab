"""``gouji query``: questions to a folder of results, in SQL or by name.

Takes the folder that ``gouji extract`` wrote and a question, gives a table on stdout (or CSV, JSON) or a file (CSV, Parquet,
Excel, JSON). Never changes the results.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.options import csv_option, json_option, lang_option
from nlp.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["query"]

_SHOWN = 200


@click.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(file_okay=False))
@click.argument("sql", metavar="[SQL]", required=False)
@click.option("--name", metavar="NAME", help="A named query instead of SQL; --list shows them.")
@click.option("--list", "list_queries", is_flag=True, help="List the named queries and stop.")
@click.option("--show", is_flag=True, help="Print the SQL of --name instead of running it.")
@click.option("--rows", "most", metavar="N", type=click.IntRange(0), help="At most N rows.")
@click.option(
    "--to",
    "to",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write FILE instead of stdout: .csv, .parquet, .xlsx, .json or .jsonl.",
)
@csv_option
@json_option
@lang_option
def query(
    folder: str | None,
    sql: str | None,
    name: str | None,
    list_queries: bool,
    show: bool,
    most: int | None,
    to: str | None,
    as_csv: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Ask the results of gouji extract.

    The tables are reports, sections, paragraphs, cells, quantities, claims, findings, notices, topics, inputs and (where a list
    had columns of its own) metadata, joined by report_id; each named query is a view as well (its dashes are underscores).
    DIR/schema.yaml says what every column means.

    \b
    gouji query out --name mismatches-by-issuer --to issuers.xlsx
    gouji query out "SELECT year, count(*) FROM reports GROUP BY year ORDER BY year"
    gouji query --list

    Without SQL and --name it lists the named queries, too.
    """  # noqa: D301 - click reads the \b
    from nlp.batch.summary import read_manifest
    from nlp.commands.delivering import print_csv, print_json
    from nlp.commands.showing import print_table
    from nlp.outputs.queries import find_query, load_queries
    from nlp.outputs.results import kind_of, plain, write_answer

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    if list_queries or (sql is None and name is None):
        rows = [{"name": one.name, "about": one.title(lang)} for one in load_queries().values()]
        if as_json:
            print_json(rows)
        elif as_csv:
            print_csv(rows)
        else:
            print_table(
                rows, {"name": "名称", "about": "回答什么"} if lang == "zh" else {"name": "name", "about": "answers"}
            )
        return
    if show and name is not None:
        click.echo(find_query(name).sql)
        return
    if folder is None:
        raise click.UsageError("缺少 DIR" if lang == "zh" else "DIR is missing")
    if sql is not None and name is not None:
        raise click.UsageError("SQL 与 --name 请只给一个" if lang == "zh" else "give either SQL or --name")
    target = Path(to) if to is not None else None
    if target is not None:
        kind_of(target)
    state = read_manifest(Path(folder)).get("state", "complete")
    if state != "complete":
        click.echo(
            f"注意：这次批处理没有完成，可继续：gouji extract -o {folder} --resume"
            if lang == "zh"
            else f"note: the run is not complete; go on with: gouji extract -o {folder} --resume",
            err=True,
        )
    columns, answer, arrow = _ask(Path(folder), sql if sql is not None else find_query(name or "").sql, most)
    if target is not None:
        try:
            write_answer(target, columns, answer, arrow)
        except OSError as error:
            raise click.ClickException(f"{target}: {error.strerror or error}") from None
        click.echo(
            f"已写出 {target}（{len(answer)} 行）" if lang == "zh" else f"written: {target} ({len(answer)} rows)",
            err=True,
        )
        return
    if as_json:
        print_json([dict(zip(columns, map(plain, row), strict=True)) for row in answer])
    elif as_csv:
        print_csv([dict(zip(columns, row, strict=True)) for row in answer])
    else:
        shown = answer[:_SHOWN]
        print_table(
            [dict(zip(columns, map(plain, row), strict=True)) for row in shown], {name: name for name in columns}
        )
        if len(answer) > len(shown):
            more = len(answer) - len(shown)
            click.echo(
                f"另有 {more} 行未显示：用 --to 写入文件" if lang == "zh" else f"{more} more rows: use --to FILE",
                err=True,
            )


def _ask(folder: Path, sql: str, limit: int | None) -> tuple[list[str], Sequence[Sequence[Any]], Any]:
    """Columns, rows, and the same as an Arrow table. Raises :class:`ConfigurationError` for SQL that DuckDB refuses."""
    import duckdb

    from nlp.outputs.store import connect

    connection = connect(folder)
    try:
        relation = connection.sql(sql)
        if relation is None:
            return [], [], None
        if limit is not None:
            relation = relation.limit(limit)
        columns = _distinct(relation.columns)
        arrow = relation.to_arrow_table().rename_columns(columns)
        return columns, list(zip(*(column.to_pylist() for column in arrow.columns), strict=True)), arrow
    except duckdb.Error as error:
        raise ConfigurationError("SQL", str(error)) from None
    finally:
        connection.close()


def _distinct(names: Sequence[str]) -> list[str]:
    """Column names, each once."""
    found: list[str] = []
    for name in names:
        base, number = name, 2
        while name in found:
            name, number = f"{base}_{number}", number + 1
        found.append(name)
    return found
