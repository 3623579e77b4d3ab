"""Topics for reports whose rows are there already: the classifier as a stage of its own, and another one for a shard.

Takes the rows of reports and a classifier, gives the same rows with its labels, as :mod:`nlp.outputs.flat` would have written
them. Never reads a report and never changes another column.
"""

from __future__ import annotations

import json
import os
import shutil
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.batch.worker import FileOutcome, PackedReport, shard_name, unpack
from nlp.outputs.flat import FLAT_COLUMNS
from nlp.settings import Settings

if TYPE_CHECKING:
    from nlp.topics import Classifier
    from nlp.types import ParagraphTopics

__all__ = ["label_outcome", "needs_own_stage", "relabel_shard"]

Columns = dict[str, list[Any]]


def needs_own_stage(settings: Settings) -> bool:
    """Whether the settings' classifier is better kept apart from the reading of files: it wants a GPU."""
    if settings.topics is None:
        return False
    from nlp.errors import ModelError
    from nlp.topics import GPU_BACKENDS, find_model, read_manifest

    try:
        return read_manifest(find_model(settings.topics)).backend in GPU_BACKENDS
    except ModelError:
        return False


def label_outcome(outcome: FileOutcome, classifier: Classifier, settings: Settings) -> FileOutcome:
    """The outcome of a file that was read with ``topics=None``, as it would be with ``settings``."""
    return replace(outcome, reports=tuple(_label(report, classifier, settings) for report in outcome.reports))


def _label(report: PackedReport, classifier: Classifier, settings: Settings) -> PackedReport:
    tables = unpack(report.rows)
    paragraphs = tables["paragraphs"]
    labelled = classifier.predict(
        paragraphs["text"],
        headings=[text.split(" / ") if text else [] for text in paragraphs["headings"]],
        sections=paragraphs["section"],
    )
    paragraphs.update(_paragraph_columns(labelled))
    tables["topics"] = _topic_columns(report.report_id, labelled)
    count = len(tables["reports"]["report_id"])
    tables["reports"]["settings"] = [settings.fingerprint()] * count
    tables["reports"]["models"] = [settings.topics if labelled and settings.topics else ""] * count
    text = json.dumps(tables, separators=(",", ":"))
    return replace(report, rows=zlib.compress(text.encode("ascii"), 1))


def relabel_shard(folder: str, old: int, new: int, settings: Settings) -> dict[str, int]:
    """Write shard ``new``: the rows of shard ``old`` with the labels of the settings' classifier. Gives the rows of each table.

    Tables that labels do not touch are the same files under another name.
    """
    import pyarrow.parquet as pq

    from nlp.outputs.store import arrow_schema, arrow_table, sync_folder, table_folder, write_parquet

    out = Path(folder)
    read = {
        table: pq.read_table(table_folder(out, table) / shard_name(old)).to_pydict()
        for table in ("reports", "paragraphs", "notices")
    }
    changed = {**read, "topics": _relabelled(read["paragraphs"], settings)}
    _settle(changed, settings)
    counts = {}
    for table in FLAT_COLUMNS:
        source, target = (table_folder(out, table) / shard_name(number) for number in (old, new))
        if table in changed:
            counts[table] = write_parquet(target, [arrow_table(table, changed[table])], arrow_schema(table))
        else:
            target.unlink(missing_ok=True)
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)
            counts[table] = int(pq.read_metadata(target).num_rows)
        sync_folder(target.parent)
    return counts


def _relabelled(paragraphs: Columns, settings: Settings) -> Columns:
    """New labels in the columns of the paragraphs; gives those of the table ``topics``."""
    topics: Columns = {name: [] for name in FLAT_COLUMNS["topics"]}
    labels: Columns = {name: [] for name in ("function", "function_p", "unsure", "five", "domains")}
    if settings.topics is None:
        paragraphs.update({name: [None] * len(paragraphs["report_id"]) for name in labels})
        return topics
    from nlp.topics import load_classifier

    classifier = load_classifier(settings.topics)
    for key, own in groupby(range(len(paragraphs["report_id"])), key=paragraphs["report_id"].__getitem__):
        rows = list(own)
        labelled = classifier.predict(
            [paragraphs["text"][row] for row in rows],
            headings=[paragraphs["headings"][row].split(" / ") if paragraphs["headings"][row] else [] for row in rows],
            sections=[paragraphs["section"][row] for row in rows],
        )
        for name, values in _paragraph_columns(labelled).items():
            labels[name].extend(values)
        for name, values in _topic_columns(key, labelled).items():
            topics[name].extend(values)
    paragraphs.update(labels)
    return topics


def _settle(tables: Mapping[str, Columns], settings: Settings) -> None:
    """What else says by whom a report was labelled: its settings, its models, a notice that the classifier was not there."""
    reports, notices = tables["reports"], tables["notices"]
    labelled = set(tables["paragraphs"]["report_id"])
    reports["settings"] = [settings.fingerprint()] * len(reports["report_id"])
    reports["models"] = [settings.topics if settings.topics and key in labelled else "" for key in reports["report_id"]]
    gone = [row for row, code in enumerate(notices["code"]) if code.startswith("topics.")]
    for row in gone:
        place = reports["report_id"].index(notices["report_id"][row])
        reports["n_notices"][place] -= 1
    for name, values in notices.items():
        notices[name] = [value for row, value in enumerate(values) if row not in gone]


def _paragraph_columns(labelled: Sequence[ParagraphTopics]) -> Mapping[str, list[Any]]:
    return {
        "function": [one.function.label if one.function else None for one in labelled],
        "function_p": [float(one.function.p) if one.function else None for one in labelled],
        "unsure": [one.unsure for one in labelled],
        "five": [" ".join(label.label for label in one.five) for one in labelled],
        "domains": [" ".join(label.label for label in one.domains) for one in labelled],
    }


def _topic_columns(report_id: str, labelled: Sequence[ParagraphTopics]) -> Columns:
    columns: Columns = {name: [] for name in FLAT_COLUMNS["topics"]}
    for number, one in enumerate(labelled):
        families = (
            ("function", (one.function,) if one.function else ()),
            ("five", one.five),
            ("domain", one.domains),
        )
        for family, scored in families:
            for rank, label in enumerate(scored):
                for name, value in zip(
                    columns, (report_id, number, family, label.label, float(label.p), rank), strict=True
                ):
                    columns[name].append(value)
    return columns
