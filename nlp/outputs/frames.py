"""A report (or many) as pandas frames, for notebooks.

Takes results, gives one frame per table of :data:`~nlp.outputs.flat.FLAT_COLUMNS` with nullable types. pandas is imported
when a frame is asked for, never before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nlp.outputs.flat import FLAT_COLUMNS, flat_rows
from nlp.types import ReportResult

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_frames"]

_DTYPES = {"string": "string", "int64": "Int64", "float64": "Float64", "bool": "boolean"}


def to_frames(results: ReportResult | Iterable[ReportResult]) -> dict[str, pd.DataFrame]:
    """The tables ``reports, sections, paragraphs, cells, quantities, claims, findings, notices, topics``.

    Raises :class:`~nlp.errors.MissingDependencyError` without pandas.
    """
    try:
        import pandas as pd
    except ImportError:
        from nlp.errors import MissingDependencyError

        raise MissingDependencyError("pandas", "to_frames()") from None
    many = (results,) if isinstance(results, ReportResult) else tuple(results)
    rows = [flat_rows(result) for result in many]
    frames = {}
    for table, columns in FLAT_COLUMNS.items():
        records = [row for one in rows for row in one[table]]
        frames[table] = pd.DataFrame(
            {
                name: pd.array([record[name] for record in records], dtype=_DTYPES[kind])
                for name, kind in columns.items()
            },
        )
    return frames
