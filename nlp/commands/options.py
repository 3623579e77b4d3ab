"""The options and arguments that verbs share, so that the same thing has the same name everywhere.

Takes and gives click decorators; imports click alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = [
    "csv_option",
    "fail_on_option",
    "json_option",
    "lang_option",
    "out_option",
    "paths_argument",
    "rules_options",
]

F = TypeVar("F", bound=Callable[..., Any])


def paths_argument(function: F) -> F:
    """PATH…: files, folders, globs or ``-``."""
    return click.argument("paths", metavar="PATH...", nargs=-1, required=True)(function)


def lang_option(function: F) -> F:
    """``--lang zh|en``."""
    return click.option(
        "--lang",
        type=click.Choice(["zh", "en"]),
        default="zh",
        show_default=True,
        envvar="GOUJI_LANG",
        help="Language of messages (also: the variable GOUJI_LANG).",
    )(function)


def json_option(function: F) -> F:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout instead of tables.")(function)


def csv_option(function: F) -> F:
    """``--csv``."""
    return click.option("--csv", "as_csv", is_flag=True, help="Print CSV on stdout instead of tables.")(function)


def out_option(function: F) -> F:
    """``-o DIR``."""
    return click.option(
        "-o",
        "--out",
        "out",
        metavar="DIR",
        type=click.Path(file_okay=False),
        help="Also write audit.html, audit.xlsx and audit.json into DIR.",
    )(function)


def fail_on_option(function: F) -> F:
    """``--fail-on error|warning``."""
    return click.option(
        "--fail-on",
        type=click.Choice(["error", "warning"]),
        default="error",
        show_default=True,
        help="The least severity that makes the exit status 1.",
    )(function)


def rules_options(function: F) -> F:
    """``--rules FILE`` and ``--silence ID``."""
    silence = click.option(
        "--silence",
        "silenced",
        metavar="ID",
        multiple=True,
        help="Leave out a rule or a single finding (by fingerprint). May be repeated.",
    )
    rules = click.option(
        "--rules",
        "rules",
        metavar="FILE",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False),
        help="A TOML file with rules of your own, severities or silenced findings. May be repeated.",
    )
    return rules(silence(function))


def verbose_option(function: F) -> F:
    """``-v``."""
    return click.option(
        "-v", "--verbose", is_flag=True, help="Show the seconds per stage, and a traceback where the program fails."
    )(function)
