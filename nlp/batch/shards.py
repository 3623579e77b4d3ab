"""From the journal's waiting rows to Parquet: shards while a run goes on, larger ones at its end, exports for other tools.

Takes a journal, writes ``tables/<table>/part-*.parquet`` and what is made of them. A shard counts from the moment when the
journal names it; one without dead reports is never touched again. Never reads a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nlp.batch.journal import Journal
from nlp.batch.worker import shard_name, write_shard
from nlp.outputs.flat import FLAT_COLUMNS

__all__ = ["SHARD_BYTES", "SHARD_REPORTS", "export_tables", "flush", "remove_shards", "tidy", "write_inputs"]

SHARD_REPORTS = 256
SHARD_BYTES = 16 * 1024 * 1024
_LARGE = 4_096
"""Reports in a shard that is not merged any more."""
_MANY = 8
"""So many small shards are worth a merge."""
_ROWS = 50_000


def flush(journal: Journal, topics: str) -> None:
    """Write everything that waits into shards; ``topics`` is the fingerprint of the classifier that labelled it."""
    while ids := journal.waiting_ids(SHARD_REPORTS):
        number = journal.next_shard()
        rows = write_shard(str(journal.path), list(ids), str(journal.out), number)
        journal.adopt(number, ids, rows, topics)


def tidy(journal: Journal) -> None:
    """Write shards with dead reports anew without them, and merge many small ones."""
    dead = journal.dead()
    shards = journal.shards()
    for number in [number for number in dead if number in shards]:
        _rewrite(journal, [number], dead)
    small = [number for number, rows in journal.shards().items() if rows.get("reports", 0) < _LARGE // 2]
    if len(small) < _MANY:
        return
    shards = journal.shards()
    topics = journal.topics()
    batch: list[int] = []
    size = 0
    for number in small:
        count = shards[number].get("reports", 0)
        if batch and (size + count > _LARGE or topics[number] != topics[batch[0]]):
            _rewrite(journal, batch, {})
            batch, size = [], 0
        batch.append(number)
        size += count
    if len(batch) > 1:
        _rewrite(journal, batch, {})


def _rewrite(journal: Journal, old: Sequence[int], dead: dict[int, set[str]]) -> None:
    from nlp.outputs.store import arrow_schema, sync_folder, table_folder, write_parquet

    gone = {report_id for number in old for report_id in dead.get(number, ())}
    topics = journal.topics()[old[0]]
    number = journal.next_shard()
    rows = {}
    for table in FLAT_COLUMNS:
        folder = table_folder(journal.out, table)
        files = [folder / shard_name(one) for one in old]
        rows[table] = write_parquet(folder / shard_name(number), _pieces(files, gone), arrow_schema(table))
        sync_folder(folder)
    journal.replace(old, number if rows["reports"] else None, rows, topics)
    remove_shards(journal.out, old if rows["reports"] else [*old, number])


def remove_shards(out: Path, numbers: Sequence[int]) -> None:
    """Delete the files of shards that do not count any more."""
    from nlp.outputs.store import table_folder

    for table in FLAT_COLUMNS:
        for number in numbers:
            (table_folder(out, table) / shard_name(number)).unlink(missing_ok=True)


def _pieces(files: Sequence[Path], gone: set[str]) -> Iterator[Any]:
    """The rows of files, in pieces large enough to compress well."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    held: list[Any] = []
    size = 0
    for file in files:
        with pq.ParquetFile(file) as parquet:
            for group in range(parquet.num_row_groups):
                piece = parquet.read_row_group(group)
                if gone:
                    piece = piece.filter(pc.invert(pc.is_in(piece["report_id"], pa.array(sorted(gone)))))
                held.append(piece)
                size += piece.num_rows
                if size >= _ROWS:
                    yield pa.concat_tables(held)
                    held, size = [], 0
    if held:
        yield pa.concat_tables(held)


# -- what is made of the tables -------------------------------------------------------------------------------------


def write_inputs(journal: Journal) -> None:
    """What is made anew at the end of each run: ``inputs`` (what was named, and what came of it), ``metadata`` (the columns of
    the lists), ``bodies`` (issuers matched across years), and empty tables where no report was read.
    """
    from nlp.outputs.store import (
        TABLES,
        arrow_schema,
        arrow_table,
        describe_schema,
        parts_of,
        table_folder,
        write_parquet,
    )

    out = journal.out
    records = list(journal.inputs())
    columns = {name: [record[name] for record in records] for name in TABLES["inputs"]}
    schema = arrow_schema("inputs")
    write_parquet(table_folder(out, "inputs") / shard_name(0), [arrow_table("inputs", columns)], schema)
    _write_metadata(out, records)
    for table in FLAT_COLUMNS:
        if not parts_of(out, table):
            write_parquet(table_folder(out, table) / shard_name(0), [], arrow_schema(table))
        elif not journal.shards():
            continue
        else:
            (table_folder(out, table) / shard_name(0)).unlink(missing_ok=True)
    _write_bodies(out)
    (out / "schema.yaml").write_text(describe_schema(), encoding="utf-8")


def _write_bodies(out: Path) -> None:
    from nlp.batch.across import Overview, read_entries
    from nlp.outputs.store import TABLES, arrow_schema, arrow_table, table_folder, write_parquet

    entries = read_entries(out, Overview())
    rows = [
        (e.report_id, e.issuer, e.body.name, " / ".join(e.body.place), e.body.organ, e.body.names.get(e.issuer, "same"))
        for e in entries
    ]
    columns = {name: [row[number] for row in rows] for number, name in enumerate(TABLES["bodies"])}
    schema = arrow_schema("bodies")
    write_parquet(table_folder(out, "bodies") / shard_name(0), [arrow_table("bodies", columns)], schema)


def _write_metadata(out: Path, records: Sequence[dict[str, Any]]) -> None:
    import pyarrow as pa

    from nlp.outputs.store import table_folder, write_parquet

    target = table_folder(out, "metadata") / shard_name(0)
    names = list(dict.fromkeys(name for record in records for name in record["metadata"]))
    if not names:
        target.unlink(missing_ok=True)
        return
    own = {"file", "report_id"}
    arrays: dict[str, Any] = {key: pa.array([record[key] for record in records], pa.string()) for key in sorted(own)}
    for name in names:
        values = [record["metadata"].get(name) for record in records]
        title = f"{name}_" if name in own else name
        try:
            arrays[title] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):  # a column of many types: as text
            arrays[title] = pa.array([None if value is None else str(value) for value in values], pa.string())
    table = pa.table(arrays)
    write_parquet(target, [table], table.schema)


def export_tables(out: Path, kind: str) -> None:
    """Every table once more as ``csv/<table>.csv`` or ``jsonl/<table>.jsonl``."""
    from nlp.outputs.store import TABLES, connect, parts_of

    folder = out / kind
    folder.mkdir(exist_ok=True)
    options = "FORMAT csv, HEADER" if kind == "csv" else "FORMAT json"
    connection = connect(out)
    try:
        for table in [*TABLES, *(["metadata"] if parts_of(out, "metadata") else [])]:
            target, hidden = folder / f"{table}.{kind}", folder / f".{table}.tmp"
            quoted = str(hidden).replace("'", "''")
            connection.execute(f"COPY \"{table}\" TO '{quoted}' ({options})")
            hidden.replace(target)
    finally:
        connection.close()
