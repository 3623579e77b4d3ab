"""All checks over one report.

Takes what the earlier stages found, gives the claims with the values of their readings and all findings, worst first.
Never loses a finding silently: what is left out was silenced by the settings or by a rule file that states a reason. A
check that raises is a defect of this package, so the exception goes through.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.checks.context import CheckContext, Family
from nlp.checks.registry import all_checks, the_judge
from nlp.checks.user_rules import UserRules, load_user_rules, user_findings
from nlp.claims.ranker import is_proposed
from nlp.settings import Settings
from nlp.types import Claim, Document, Finding, Quantity, ReportResult, Severity, Structure, Verdict

__all__ = ["run_checks", "sort_findings"]

_SEVERITY_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_VERDICT_ORDER = {Verdict.MISMATCH: 0, Verdict.NOT_IN_TABLES: 1, Verdict.UNDETERMINED: 2}
_PASSING = 3


def run_checks(
    document: Document,
    structure: Structure,
    quantities: tuple[Quantity, ...],
    claims: tuple[Claim, ...],
    settings: Settings,
    previous: ReportResult | None = None,
    family: Family | None = None,
) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """Every registered check applied. Returns the claims with their readings' values, and the findings.

    ``previous`` is the same body's report of the year before, ``family`` the reports of the level below. Raises
    :class:`~nlp.errors.ConfigurationError` for a bad rule file.
    """
    user_rules = load_user_rules(settings.rules)
    told = tuple(claim for claim in claims if not is_proposed(claim))
    proposed = tuple(claim for claim in claims if is_proposed(claim))
    findings: list[Finding] = []
    judge = the_judge()
    if judge is not None:
        # The ranker's proposals are judged apart and no other check sees them: what the rules say stays the same.
        told, judged = judge.function(CheckContext(document, structure, quantities, told, settings, previous, family))
        findings.extend(judged)
        if proposed:
            context = CheckContext(document, structure, quantities, proposed, settings, previous, family)
            proposed, judged = judge.function(context)
            findings.extend(judged)
    context = CheckContext(document, structure, quantities, told, settings, previous, family)
    for entry in all_checks():
        findings.extend(entry.function(context))
    findings.extend(user_findings(context, user_rules))
    claims = (*told, *proposed)
    if proposed:
        claims = tuple(sorted(claims, key=lambda claim: (claim.span.start, claim.span.end)))
    return claims, sort_findings(apply_policy(findings, user_rules, settings))


def apply_policy(findings: list[Finding], user_rules: UserRules, settings: Settings) -> list[Finding]:
    """Severities changed and findings silenced as the user's rule files and the settings say."""
    silenced = user_rules.silenced | set(settings.silenced)
    kept = []
    for finding in findings:
        if finding.rule in silenced or finding.fingerprint in silenced:
            continue
        severity = user_rules.severities.get(finding.rule)
        # A rule's severity speaks of its failures; a passing check stays a piece of information.
        if severity is not None and not finding.verdict.passes:
            finding = replace(finding, severity=severity)
        kept.append(finding)
    return kept


def sort_findings(findings: list[Finding] | tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Worst first (severity, then verdict), then in the order of the text."""
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[int, int, int, str]:
    place = min((item.span.start for item in finding.evidence), default=0)
    return _SEVERITY_ORDER[finding.severity], _VERDICT_ORDER.get(finding.verdict, _PASSING), place, finding.rule
