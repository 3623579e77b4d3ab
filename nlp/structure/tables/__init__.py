"""Binding drawn tables to statutory cells.

Takes a :class:`~nlp.types.Document`, gives :class:`BoundTables`: cells by id with state, value, raw text and place. Never
corrects a number, and prefers no cell to a wrong one.
"""

from nlp.structure.tables.bind import BoundTables, bind_tables

__all__ = ["BoundTables", "bind_tables"]
