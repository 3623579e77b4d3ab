"""``gouji``: finds the verb's module, runs it, and turns errors into one line and an exit status.

Takes the arguments; loads the one verb that was asked for. Never imports a room of the package before a verb needs it:
``gouji --help`` must answer at once. Never shows a traceback for an error that was raised on purpose.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from nlp.commands.status import Status
from nlp.errors import ConfigurationError, GoujiError, InputError, MissingDependencyError, ModelError
from nlp.version import __version__

__all__ = ["VERBS", "cli", "main", "run"]

VERBS = (
    "audit",
    "extract",
    "query",
    "tables",
    "claims",
    "quantities",
    "topics",
    "outline",
    "years",
    "levels",
    "rules",
    "forms",
    "train",
    "evaluate",
    "models",
    "corpus",
    "doctor",
)
"""In the order of ``gouji --help``. The verb ``x`` is the command ``x`` of the module ``nlp.commands.x``."""

_CLICK_SAYS = (
    (r"'(.*)' is not one of (.+)\.", r"“\1”不在可选范围：\2"),
    (r"(?:File|Directory|Path) '(.*)' does not exist\.", r"\1 不存在"),
    (r"Directory '(.*)' is a file\.", r"\1 是文件，不是文件夹"),
    (r"File '(.*)' is a directory\.", r"\1 是文件夹，不是文件"),
    (r"'(.*)' is not a valid (?:integer|float)(?: range)?\.", r"“\1”不是数字"),
    (r"(\S+) is not in the range (.+)\.", r"\1 超出范围 \2"),
    (r"No such command '(.*?)'\.(?: Did you mean (.+)\?)?", r"没有命令 \1"),
    (r"Got unexpected extra arguments? \((.*)\)", r"多出的参数：\1"),
    (r"Option '(.*)' requires (?:an argument|\d+ arguments)\.", r"后面缺少值"),
    (r"(--\S+) and (--\S+) exclude each other", r"\1 与 \2 不能同时用"),
)
"""The sentences of click that a wrong call brings up, in Chinese."""


class _Verbs(click.Group):
    """Imports a verb's module when it is named."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in VERBS:
            return None
        command = getattr(import_module(f"nlp.commands.{cmd_name}"), cmd_name)
        if not isinstance(command, click.Command):
            raise TypeError(f"nlp.commands.{cmd_name}.{cmd_name} is no command")
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="gouji", message="%(prog)s %(version)s")
def cli() -> None:
    """Audit Chinese government information-disclosure annual reports (政府信息公开工作年度报告).

    Which sentence disagrees with which table cell, which cells disagree with each other, and what would mend it.
    A PATH may be a file (txt, md, html, docx, pdf, zip), a folder, a glob or "-" for standard input.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 an input could not be read (the others
    are still processed). Results go to stdout, progress and problems to stderr.
    """


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets an escape instead of a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    lang = _language(arguments)
    try:
        outcome: object = cli.main(arguments, prog_name="gouji", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help(), err=True)
        return Status.USAGE
    except click.UsageError as error:
        _complain(_usage(error, lang), lang, hint=error.ctx.command_path if error.ctx else "gouji")
        return Status.USAGE
    except click.ClickException as error:
        _complain(error.format_message(), lang)
        return Status.USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断" if lang == "zh" else "interrupted", err=True)
        return 130
    except InputError as error:
        _complain(error.describe(lang), lang)
        return Status.UNREADABLE
    except GoujiError as error:
        _complain(_describe(error, lang), lang)
        return Status.USAGE
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain once more while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.CLEAN
    return outcome if isinstance(outcome, int) else Status.CLEAN


def main() -> NoReturn:
    """The console script."""
    sys.exit(run())


def _language(arguments: Sequence[str]) -> str:
    """The language asked for, even where the arguments are wrong otherwise."""
    chosen = os.environ.get("GOUJI_LANG", "zh")
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments):
            chosen = arguments[i + 1]
        elif argument.startswith("--lang="):
            chosen = argument.removeprefix("--lang=")
    return "en" if chosen == "en" else "zh"


def _complain(message: str, lang: str, hint: str | None = None) -> None:
    line = " ".join(message.split())
    text = f"错误：{line}" if lang == "zh" else f"error: {line}"
    if hint:
        text += f"（见 {hint} --help）" if lang == "zh" else f" (see {hint} --help)"
    click.echo(text, err=True)


def _describe(error: GoujiError, lang: str) -> str:
    if lang != "zh":
        return str(error)
    if isinstance(error, MissingDependencyError):
        return f"{error.purpose} 需要 {error.package}：pip install {error.package}"
    if isinstance(error, ModelError):
        return f"模型 {error.name}：{error.problem_zh}"
    if isinstance(error, ConfigurationError):
        return f"{error.where}：{error.problem_zh}"
    return str(error)


def _usage(error: click.UsageError, lang: str) -> str:
    if lang != "zh":
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        near = f"，是否想用 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少参数 {name}"
    if isinstance(error, click.BadParameter):
        name = _name_of(error)
        return f"参数 {name} 无效：{_in_chinese(error.message)}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 用法不对：{_in_chinese(error.message)}"
    return _in_chinese(error.format_message())


def _name_of(error: click.BadParameter) -> str:
    """``--option`` or the argument's name as the help writes it."""
    if isinstance(error.param, click.Option):
        return error.param.opts[-1]
    if error.param is not None and error.ctx is not None:
        return error.param.make_metavar(error.ctx)
    return str(error.param_hint or "")


def _in_chinese(message: str) -> str:
    """What click says in English, where it is one of its usual sentences; anything else as it is."""
    for pattern, chinese in _CLICK_SAYS:
        if found := re.fullmatch(pattern, message.strip(), re.DOTALL):
            return found.expand(chinese)
    return message


if __name__ == "__main__":
    main()
