"""The statutory forms as data: tables, labels, units and identities of the formats 2019 and 2021 and of the annex.

Takes format ids, gives :class:`Form` objects read from YAML in this package. Never reads a report.
"""

from nlp.forms.identities import identities, identities_for
from nlp.forms.load import FORMAT_IDS, load_form, parse_form
from nlp.forms.select import select_format
from nlp.forms.spec import Band, Form, FormTable, Identity, Line, SumRule

__all__ = [
    "FORMAT_IDS",
    "Band",
    "Form",
    "FormTable",
    "Identity",
    "Line",
    "SumRule",
    "identities",
    "identities_for",
    "load_form",
    "parse_form",
    "select_format",
]
