"""Claims: what sentences say in numbers and which formulas over the tables they may mean. Never judges them."""

from nlp.claims.extract import extract_claims

__all__ = ["extract_claims"]
