"""A report in the terminal: a title, counts, the findings worst first, notices about the source.

Takes results and a rich console, prints. Every verdict has its sign, so nothing depends on colour; lines wrap inside the
console's width, and Chinese characters count as two columns. Never prints a report's text as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from nlp.errors import InputError
from nlp.outputs.describe import TONE_SIGNS, Described, group_of, tone_of
from nlp.outputs.strings import load_strings
from nlp.outputs.values import clean_text, format_computed
from nlp.outputs.wrap import break_points
from nlp.types import Finding, ReportResult

__all__ = ["print_report", "print_summary"]

_STYLES = {
    "mismatch": "bold red",
    "warning": "yellow",
    "undetermined": "magenta",
    "outside": "dim",
    "near": "green",
    "match": "green",
}
_GROUP_STYLES = {"error": "bold red", "warning": "yellow", "info": "magenta", "pass": "green"}
_GROUP_SIGNS = {"error": "✗", "warning": "△", "info": "i", "pass": "✓"}


def print_report(result: ReportResult, console: Console, lang: str = "zh", *, verbose: bool = False) -> None:
    """One block for one report. Findings that merely agree are counted; ``verbose`` lists them too."""
    one = Described(result, lang)
    words = one.words
    title = Text(f"{one.issuer} {one.year}", style="bold")
    title.append(f"  {words('report_name')}", style="not bold")
    _say(console, title)
    facts = [f"{words('published')} {one.published}", f"{words('format')} {one.format}"]
    if result.status != "complete":
        facts.append(words.get(f"status.{result.status}", result.status))
    facts.append(clean_text(result.document.source.path))
    _say(console, Text(" · ".join(facts), style="dim"))
    _say(console, _counts(one))
    shown = [index for index in one.order if verbose or group_of(result.findings[index]) != "pass"]
    for index in shown:
        console.print()
        tone = tone_of(result.findings[index])
        sign = Text(TONE_SIGNS[tone], style=_STYLES[tone])
        for line in _finding_lines(one, result.findings[index], verbose=verbose):
            _say(console, line, sign=sign)
            sign = Text(" ")
    hidden = len(result.findings) - len(shown)
    if not shown and result.status != "unreadable":
        console.print()
        _say(console, Text(words("no_findings")), sign=Text("✓" if hidden else " ", style="green"))
    elif hidden:
        console.print()
        _say(console, Text(words("matched_n", n=hidden), style="green"), sign=Text("✓", style="green"))
    _print_notices(one, console)
    if verbose and result.seconds:
        stages = "  ".join(f"{stage} {1000 * seconds:.0f} ms" for stage, seconds in result.seconds.items())
        console.print()
        _say(console, Text(stages, style="dim"), sign=Text(" "))
    console.print()


def _say(console: Console, text: Text, *, sign: Text | None = None) -> None:
    """Print a line, broken to the console's width; with a ``sign`` it hangs behind it, four columns in."""
    indent = 0 if sign is None else 4
    lines = text.divide(break_points(text.plain, max(console.width - indent, 8)))
    for number, line in enumerate(lines):
        line.rstrip()
        if number:
            line = line[len(line.plain) - len(line.plain.lstrip()) :]
        start = Text() if sign is None else Text.assemble("  ", sign if number == 0 else Text(" "), " ")
        console.print(Text.assemble(start, line), no_wrap=True, overflow="ignore", crop=False)


def print_summary(
    results: Sequence[ReportResult],
    errors: Sequence[InputError],
    console: Console,
    lang: str = "zh",
) -> None:
    """One line a report, then the inputs that could not be read with their reasons."""
    words = load_strings(lang)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(words("column.report"), overflow="fold", ratio=1)
    for group in _GROUP_STYLES:
        table.add_column(words(f"group.{group}"), justify="right", no_wrap=True)
    for result in results:
        one = Described(result, lang)
        name = Text(f"{one.issuer} {one.year}")
        if result.status != "complete":
            name.append(f"  {words.get(f'status.{result.status}', result.status)}", style="yellow")
        counts = [
            Text(str(count), style=_GROUP_STYLES[group] if count else "dim")
            for group, count in one.group_counts.items()
        ]
        table.add_row(name, *counts)
    if results:
        console.print(table)
    for error in errors:
        console.print(Text.assemble(("✗ ", "bold red"), clean_text(error.describe(lang))))
    line = words("n_reports", n=len(results))
    if errors:
        line += f" · {words('n_unreadable', n=len(errors))}"
    console.print(Text(line, style="dim"))


def _counts(one: Described) -> Text:
    text = Text()
    for number, (group, count) in enumerate(one.group_counts.items()):
        text.append("   " if number else "")
        text.append(
            f"{_GROUP_SIGNS[group]} {one.words(f'group.{group}')} {count}",
            style=_GROUP_STYLES[group] if count else "dim",
        )
    return text


def _finding_lines(one: Described, finding: Finding, *, verbose: bool) -> list[Text]:
    """The lines of one finding: verdict and place, message, both sides, formula, likely mistake."""
    words = one.words
    group = group_of(finding)
    verdict = one.verdict_text(finding)
    if group in {"error", "warning"}:
        verdict = f"{words(f'severity.{finding.severity.value}')} · {verdict}"
    head = Text(verdict, style=_STYLES[tone_of(finding)])
    head.append(f"  {clean_text(one.where(finding))}  {finding.rule}", style="dim")
    lines = [head, Text(clean_text(finding.message))]
    if finding.formula and (group != "pass" or verbose):
        unit = one.unit_of(finding)
        formula = one.formula_text(finding.formula, finding.right, unit)
        sides = ""
        if finding.left is not None and finding.right is not None:
            left, right = one.side_names(finding)
            computed = format_computed(finding.right, unit)
            sides = f"{left} {one.left_text(finding)}  "
            sides += "" if computed in formula else f"{right} {computed}  "
        lines.append(Text(f"{sides}{words('formula')} {formula}", style="cyan"))
    lines.extend(
        Text.assemble((f"{words('likely')}  ", "dim"), one.repair_text(repair)) for repair in finding.repairs[:3]
    )
    return lines


def _print_notices(one: Described, console: Console) -> None:
    notices = one.result.notices
    if not notices:
        return
    console.print()
    _say(console, Text(one.words("notices"), style="dim"))
    for notice in notices:
        warns = notice.level == "warning"
        sign = Text("!" if warns else "·", style="yellow" if warns else "dim")
        _say(console, Text(clean_text(notice.describe(one.lang))), sign=sign)
