"""Corpora in and out of annotation tools: Label Studio, doccano and Prodigy.

Takes rows, gives the JSON that each tool imports (with the labels as they stand, to be corrected); takes what the tools export,
gives rows again. Labels travel as ``family:label``, everything else in the item's metadata, so that nothing is lost on the
way. Never guesses: an item without its metadata is an error with its number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

from pydantic import ValidationError

from nlp.corpus.rows import Row
from nlp.errors import ConfigurationError
from nlp.topics.labels import LabelSet, default_labels

__all__ = ["TOOLS", "Tool", "export_rows", "import_rows", "label_studio_config"]

Tool: TypeAlias = Literal["jsonl", "label-studio", "doccano", "prodigy"]
TOOLS: tuple[str, ...] = get_args(Tool)

_NOT_META = {"text", "function", "five", "domains"}


def export_rows(rows: Iterable[Row], tool: Tool, labels: LabelSet | None = None) -> str:
    """The file that ``tool`` imports. ``jsonl`` is the corpus's own form."""
    labels = labels or default_labels()
    if tool == "label-studio":
        return json.dumps([_to_label_studio(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    if tool == "jsonl":
        items: list[Any] = [row.model_dump() for row in rows]
    elif tool == "doccano":
        items = [{"id": i, "text": r.text, "label": _flat(r), "meta": _meta(r)} for i, r in enumerate(rows, 1)]
    else:
        options = [
            {"id": f"{name}:{label.id}", "text": f"{family.zh} · {label.zh}"}
            for name, family in labels.families.items()
            for label in family.labels
        ]
        items = [
            {
                "text": row.text,
                "options": options,
                "accept": _flat(row),
                "meta": _meta(row),
                "config": {"choice_style": "multiple"},
            }
            for row in rows
        ]
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def import_rows(text: str, tool: Tool, where: str = "import") -> list[Row]:
    """The rows in a tool's export. Raises :class:`ConfigurationError` with the item's number."""
    try:
        items = json.loads(text) if tool == "label-studio" else [json.loads(x) for x in text.splitlines() if x.strip()]
    except ValueError as error:
        raise ConfigurationError(where, f"not the JSON that {tool} exports: {error}") from error
    read: Mapping[str, Callable[[Any], Row | None]] = {
        "jsonl": Row.model_validate,
        "label-studio": _from_label_studio,
        "doccano": lambda item: _row(item["text"], item.get("label", item.get("labels", [])), item["meta"]),
        "prodigy": _from_prodigy,
    }
    rows = []
    for number, item in enumerate(items, 1):
        try:
            row = read[tool](item)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigurationError(f"{where}: item {number}", f"{first['loc']}: {first['msg']}") from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ConfigurationError(f"{where}: item {number}", f"is not what {tool} exports: {error!r}") from error
        if row is not None:
            rows.append(row)
    return rows


def label_studio_config(labels: LabelSet | None = None) -> str:
    """The labelling interface (XML) that fits :func:`export_rows`."""
    from html import escape

    parts = ["<View>", '  <Text name="text" value="$text"/>', '  <Header value="$headings"/>']
    for name, family in (labels or default_labels()).families.items():
        kind = "single" if family.single else "multiple"
        parts.append(f'  <Choices name="{name}" toName="text" choice="{kind}" showInline="true">')
        for label in family.labels:
            hint = f"{escape(label.zh)} {escape(label.definition)}"
            parts.append(f'    <Choice value="{escape(label.id)}" alias="{escape(label.id)}" hint="{hint}"/>')
        parts.append("  </Choices>")
    return "\n".join([*parts, "</View>"]) + "\n"


def _flat(row: Row) -> list[str]:
    given = [f"function:{row.function}"] if row.function else []
    return [*given, *(f"five:{x}" for x in row.five), *(f"domains:{x}" for x in row.domains)]


def _meta(row: Row) -> dict[str, Any]:
    return {key: value for key, value in row.model_dump().items() if key not in _NOT_META}


def _row(text: str, flat: Sequence[str], meta: Mapping[str, Any]) -> Row:
    listed: dict[str, list[str]] = {"function": [], "five": [], "domains": []}
    for item in flat:
        family, _, label = item.partition(":")
        listed[family].append(label)
    # An annotator decided; what was weak before stays weak.
    return Row.model_validate(
        {
            **meta,
            "text": text,
            "function": listed["function"][0] if listed["function"] else "",
            "five": listed["five"],
            "domains": listed["domains"],
        }
    )


def _to_label_studio(row: Row) -> dict[str, Any]:
    given = {"function": [row.function] if row.function else [], "five": row.five, "domains": row.domains}
    result = [
        {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}
        for name, choices in given.items()
        if choices
    ]
    return {
        "data": {"text": row.text, "headings": " / ".join(row.headings), "meta": _meta(row)},
        "predictions": [{"model_version": "gouji", "result": result}],
    }


def _from_label_studio(item: Any) -> Row | None:
    done = [a for a in item.get("annotations", []) if not a.get("was_cancelled")]
    if not done:
        return None
    flat = [f"{r['from_name']}:{choice}" for r in done[-1]["result"] for choice in r["value"]["choices"]]
    return _row(item["data"]["text"], flat, item["data"]["meta"])


def _from_prodigy(item: Any) -> Row | None:
    if item.get("answer", "accept") != "accept":
        return None
    return _row(item["text"], item.get("accept", []), item["meta"])
