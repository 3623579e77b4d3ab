"""``gouji rules``: what is checked and why. Prints the rules' own data; runs none of them."""

from __future__ import annotations

import click

from nlp.commands.options import json_option, lang_option

__all__ = ["rules"]


@click.group()
def rules() -> None:
    """Explain the rules: what each checks, and why."""


@rules.command("list")
@json_option
@lang_option
def list_rules(as_json: bool, lang: str) -> None:
    """List all rules with severity and title."""
    from nlp.checks.registry import all_rules
    from nlp.commands.delivering import print_json
    from nlp.commands.showing import print_table
    from nlp.outputs.strings import load_strings

    rows = [{"id": rule.id, "severity": str(rule.severity), "title": rule.title.in_(lang)} for rule in all_rules()]
    if as_json:
        print_json(rows)
        return
    words = load_strings(lang)
    rows = [{**row, "severity": words(f"severity.{row['severity']}")} for row in rows]
    zh = lang == "zh"
    titles = {
        "id": "规则" if zh else "rule",
        "severity": "级别" if zh else "severity",
        "title": "检查什么" if zh else "checks",
    }
    print_table(rows, titles)


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@json_option
@lang_option
def show_rule(rule_id: str, as_json: bool, lang: str) -> None:
    """Explain one rule.

    What it checks and why, its source, its messages, an example that fails and one that passes.
    """
    from nlp.checks.registry import get_rule
    from nlp.commands.delivering import print_json
    from nlp.outputs.strings import load_strings

    rule = get_rule(rule_id)
    if as_json:
        print_json(rule.model_dump(mode="json"))
        return
    zh = lang == "zh"
    source = f"{rule.source.instrument} {rule.source.article}".strip()
    lines = [
        f"{rule.id}  [{load_strings(lang)(f'severity.{rule.severity}')}]  {rule.title.in_(lang)}",
        "",
        rule.explain.in_(lang).strip(),
        "",
        f"{'依据' if zh else 'source'}: {source}",
        f"{'消息' if zh else 'messages'}:",
        *(f"  {name}: {text.in_(lang)}" for name, text in rule.messages.items()),
        f"{'不通过的例子' if zh else 'fails for example'}: {rule.examples.failing[0].about}",
        f"{'通过的例子' if zh else 'passes for example'}: {rule.examples.passing[0].about}",
    ]
    click.echo("\n".join(lines))
