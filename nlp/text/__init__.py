"""Text without any NLP library: normalised views with offset maps, Chinese numerals, sentences and clauses."""

from nlp.text.view import View, fold, view_of

__all__ = ["View", "fold", "view_of"]
