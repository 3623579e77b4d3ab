"""Writes docs/commands.md from the help texts of the commands themselves.

``python docs/generate_commands.py`` writes the page, ``--check`` only says whether it is up to date (status 1 if not).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from nlp.commands.main import cli  # noqa: E402

PAGE = ROOT / "docs" / "commands.md"
HEAD = """# Commands

Written by `docs/generate_commands.py` from the commands' own help; change the help, not this page.
"""


def render() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(f"## {name}\n\n```text\n{text}\n```\n" for name, _, text in commands())])


def commands() -> Iterator[tuple[str, click.Command, str]]:
    """Every command with its full name and its help, in the order of the help."""
    context = click.Context(cli, info_name="gouji", terminal_width=100, **cli.context_settings)
    yield "gouji", cli, cli.get_help(context).rstrip()
    yield from _below(cli, context)


def _below(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, str]]:
    for verb in group.list_commands(context):
        command = group.get_command(context, verb)
        if command is None:
            raise LookupError(verb)
        own = click.Context(command, info_name=verb, parent=context, **command.context_settings)
        yield own.command_path, command, command.get_help(own).rstrip()
        if isinstance(command, click.Group):
            yield from _below(command, own)


def main() -> int:
    """Write or check the page."""
    page = render()
    if "--check" in sys.argv:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print("docs/commands.md is not up to date: run `make docs`", file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
