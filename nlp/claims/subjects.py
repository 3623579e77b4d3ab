"""What a number may speak of, as a closed list of names: the classes of the ranker.

Takes a subject's name (``requests.granted``, ``requests.applicants/person``, ``disputes.litigation.upheld`` ...; with
``@change`` the difference to last year, with ``@prior`` last year's number itself), gives the bound measure that it stands
for; and the other way round the subject of a formula, for training. Never looks at a text or a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from nlp.claims.bound import Bound
from nlp.claims.measures import ORGANISATIONS, CellBook, Template, measure_book

__all__ = ["CHANGE", "PRIOR", "bound_of", "subject_of", "subjects"]

CHANGE, PRIOR = "@change", "@prior"

_GROUPS = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
    "all": ("reconsideration", "litigation_direct", "litigation_after_reconsideration"),
}
_OUTCOMES = ("upheld", "corrected", "other_result", "pending", "decided")
_WORDINGS = frozenset(
    {
        "requests.new",
        "requests.handled",
        "requests.taken_in",
        "requests.carried",
        "requests.withdrawn",
        "requests.other_word",
        "requests.unavailable.not_held_legacy",
    }
)
"""Measures that differ from another one only in the words that name them."""
_MISC = "requests.other.misc"
_DOCUMENTS = {f"disclosure.{row}": ("issued", "repealed", "in_force") for row in ("normative_documents", "regulations")}
_OBJECTS = {
    **{f"disclosure.{row}": ("decisions", "items") for row in ("licensing", "penalties", "coercion", "other_services")},
    "disclosure.fees": ("fee_items", "fee_amount"),
    "disclosure.procurement": ("procurement_items", "procurement_amount"),
}


_COLUMNS = {
    "fee_items": "items",
    "fee_amount": "amount",
    "procurement_items": "items",
    "procurement_amount": "amount",
}


@lru_cache(maxsize=1)
def subjects() -> tuple[str, ...]:
    """All names, without the endings."""
    names = [
        name
        for name in measure_book().measures
        if name.startswith("requests.") and name not in _WORDINGS and name != "requests.applicants"
    ]
    names += [f"requests.applicants/{column}" for column in ("organisations", "person", *ORGANISATIONS)]
    names += [_MISC]
    names += [f"disputes.{group}{ending}" for group in _GROUPS for ending in ("", *(f".{name}" for name in _OUTCOMES))]
    names += [f"{row}.{key}" for rows in (_DOCUMENTS, _OBJECTS) for row, keys in rows.items() for key in keys]
    return tuple(names)


def bound_of(subject: str, form: str, certainty: float) -> Bound | None:
    """The measure that a subject stands for in a format ("2019", "2021"); None if that format has no such cell.

    The weights of its templates add up to 1 whatever they are in ``measures.yaml``, so that ``certainty`` is the sum of the
    weights of its readings.
    """
    name, _, column = subject.partition("@")[0].partition("/")
    table, _, rest = name.partition(".")
    measure, group = name, ""
    templates: Iterable[Template] | None
    if table == "disputes":
        group, _, outcome = rest.partition(".")
        columns = measure_book().outcomes[outcome] if outcome else [("total", 1.0)]
        templates = [(_over_groups(column, group), weight) for column, weight in columns]
        group = "disputes" if group == "all" else group
    elif table == "disclosure":
        group, _, key = rest.partition(".")
        templates = _of_row(group, key, f"format_{form}")
        measure = f"disclosure.{group}.{_COLUMNS.get(key, key)}"
    elif name == _MISC:
        templates = [(f"{_MISC}.{{c}}", 1.0)]
    else:
        templates = measure_book().measures[name].readings
    if not templates:
        return None
    templates = list(templates)
    total = sum(weight for _, weight in templates)
    even = tuple((template, weight / total) for template, weight in templates)
    return Bound(measure, even, column or "total", certainty, f"ranker:{subject}", table, group)


def _over_groups(column: str, group: str) -> str:
    totals = " + ".join(f"disputes.{name}.{column.split(' - ', maxsplit=1)[0]}" for name in _GROUPS[group])
    if column != "total - pending":
        return totals
    return totals + " - " + " - ".join(f"disputes.{name}.pending" for name in _GROUPS[group])


def _of_row(row: str, key: str, form: str) -> list[Template] | None:
    book = measure_book().disclosure
    columns = book[row][key].get(form) if row in ("normative_documents", "regulations") else book[key]
    if isinstance(columns, dict):
        columns = columns.get(form)
    if not columns:
        return None
    return [
        (" + ".join(f"disclosure.{row}.{part}" for part in str(column).split(" + ")), float(weight))
        for column, weight in columns
    ]


def subject_of(cells: frozenset[str], book: CellBook) -> str | None:
    """The subject whose formula speaks of exactly these cells: of its usual reading rather than of a lesser one."""
    return _inverse(book.ids, book.formats.get("disclosure", "2021")).get(cells)


@lru_cache(maxsize=8)
def _inverse(ids: tuple[str, ...], form: str) -> dict[frozenset[str], str]:
    from nlp.claims.measures import _ID  # the same notion of a cell id

    book = CellBook(ids, {"disclosure": form})
    found: dict[frozenset[str], str] = {}
    for rank in range(4):
        for subject in subjects():
            bound = bound_of(subject, form, 1.0)
            if bound is not None and rank < len(bound.templates):
                formula = book.expand(bound.templates[rank][0], bound.column)
                found.setdefault(frozenset(_ID.findall(formula)), subject)
    return found
