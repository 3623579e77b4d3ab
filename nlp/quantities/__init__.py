"""Every number of a text, as an interval with unit, hedge and kind.

Takes text, gives :class:`nlp.types.Quantity` objects. Never knows tables or measures: what a number speaks of is the
business of ``claims``.
"""

from nlp.quantities.find import find_in_view, find_quantities

__all__ = ["find_in_view", "find_quantities"]
