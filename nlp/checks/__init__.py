"""Checks: verdicts on claims, identities of the tables, form and wording; each finding with its evidence.

Takes what the earlier stages found, gives findings. Never changes a cell, and never says ``mismatch`` when unsure.
"""

from nlp.checks.engine import run_checks

__all__ = ["run_checks"]
