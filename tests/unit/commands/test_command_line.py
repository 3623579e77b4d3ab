"""The command line as a whole: help, errors, languages, and what it must not import."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from nlp.commands.main import VERBS, cli, run
from nlp.version import __version__

ROOT = Path(__file__).resolve().parents[3]
generate = runpy.run_path(str(ROOT / "docs" / "generate_commands.py"))

COMMANDS = [(name, command) for name, command, _ in generate["commands"]()]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_command_has_help(name: str, command: click.Command) -> None:
    assert command.help
    summary = command.help.strip().splitlines()[0]
    assert summary.endswith("."), summary
    assert len(summary) <= 60 or command is cli, summary
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    result = CliRunner().invoke(cli, [*name.split()[1:], "--help"])
    assert result.exit_code == 0
    assert summary[:20] in result.output


def test_the_reference_is_up_to_date() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert page == generate["render"](), "run: make docs"
    for name, _ in COMMANDS:
        assert f"\n## {name}\n" in page


def test_the_same_option_is_written_the_same_everywhere() -> None:
    forms: dict[str, set[tuple[object, ...]]] = {}
    for _, command in COMMANDS:
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                form = (
                    tuple(parameter.opts),
                    parameter.metavar,
                    parameter.is_flag,
                    parameter.multiple,
                    type(parameter.type),
                )
                for flag in parameter.opts:
                    forms.setdefault(flag, set()).add(form)
    assert {flag: different for flag, different in forms.items() if len(different) > 1} == {}
    assert {"--lang", "--json", "--out"} <= set(forms)


def test_every_command_but_groups_speaks_both_languages() -> None:
    for name, command in COMMANDS:
        if isinstance(command, click.Group):
            continue
        flags = {flag for parameter in command.params for flag in parameter.opts}
        assert "--lang" in flags, name
        # A command that writes a file of a named format has nothing else to print.
        assert flags & {"--json", "--to"}, name


HEAVY = ("numpy", "pandas", "pyarrow", "duckdb", "spacy", "jieba", "rjieba", "sklearn", "skops", "pdfplumber", "pypdfium2",
         "lxml", "selectolax", "docx", "xlsxwriter", "jinja2", "pydantic", "yaml", "rich", "rapidfuzz", "torch")  # fmt: skip


@pytest.mark.parametrize("arguments", [None, ["--help"], ["audit", "--help"]])
def test_nothing_heavy_is_imported_at_start(arguments: list[str] | None) -> None:
    call = "" if arguments is None else f"from nlp.commands.main import run; run({arguments!r})"
    assert _loaded(f"import nlp\n{call}", HEAVY) == ""


def test_an_audit_does_not_load_what_it_does_not_need(samples: Path) -> None:
    unneeded = (
        "spacy",
        "jieba",
        "rjieba",
        "pdfplumber",
        "docx",
        "pandas",
        "pyarrow",
        "duckdb",
        "xlsxwriter",
        "sklearn",
    )
    report = str(samples / "linjiang_2020.txt")
    assert _loaded(f"from nlp.commands.main import run; assert run(['audit', {report!r}]) == 0", unneeded) == ""


def _loaded(code: str, names: tuple[str, ...]) -> str:
    """Which of ``names`` a fresh process has imported after ``code``."""
    report = f"import sys\nprint('loaded:' + ' '.join(name for name in {names!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.rpartition("loaded:")[2].strip()


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["audit", "--no-such-option", "x"], "没有选项 --no-such-option", "--no-such-option"),
        (["audit"], "缺少参数 PATH...", "Missing argument 'PATH...'"),
        (["audit", "x", "--fail-on", "never"], "参数 --fail-on 无效：“never”不在可选范围", "--fail-on"),
        (["audit", "x", "--previous", "/no/such/file"], "/no/such/file 不存在", "/no/such/file"),
        (["audit", "x", "--rules", "/no/such/file"], "/no/such/file 不存在", "/no/such/file"),
        (["audit", "x", "--out", __file__], "是文件，不是文件夹", "is a file"),
        (["audit", "x", "--silence", "claim.shair"], "claim.shair：既不是规则", "claim.shair: neither a rule"),
        (["extract", "x", "-o", "o", "--silence", "claim.shair"], "claim.shair：既不是规则", "neither a rule"),
        (["years", "x", "--silence", "claim.shair"], "claim.shair：既不是规则", "neither a rule"),
        (["levels", "x", "x", "--silence", "claim.shair"], "claim.shair：既不是规则", "neither a rule"),
        (["train", "/no/such/file"], "参数 CONFIG 无效：/no/such/file 不存在", "/no/such/file"),
        (["outline", "x", "y"], "多出的参数：y", "(y)"),
        (["corpus", "generate", "--reports", "many"], "“many”不是数字", "'many'"),
        (["corpus", "generate", "--reports", "0"], "0 超出范围", "0 is not in the range"),
        (["corpus", "generate", "--types", "xls", "-o", "o"], "没有 xls；现有 txt", "xls; known are txt"),
        (["no-such-verb"], "没有命令 no-such-verb", "no-such-verb"),
        (["tables", "x", "--json", "--csv"], "--json 与 --csv 不能同时用", "--csv"),
        (["rules", "show", "no.such.rule"], "no.such.rule：没有这条规则", "no.such.rule"),
        (["forms", "show", "1999"], "没有格式 1999；现有 2019", "1999"),
        (["models", "show", "no-such-model"], "没有这个模型", "no such model"),
        (["query", "/no/such/folder", "--name", "no-such"], "没有这个查询；现有", "there is no such query"),
    ],
)
def test_usage_errors_are_one_line(
    arguments: list[str], zh: str, en: str, capsys: pytest.CaptureFixture[str], samples: Path
) -> None:
    known = [str(samples / "linjiang_2020.txt") if argument == "x" else argument for argument in arguments]
    for lang, expected, head in (("zh", zh, "错误："), ("en", en, "error: ")):
        # The group itself has no --lang: there the variable decides.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GOUJI_LANG", lang)
            assert run(known) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert expected in err
        assert err.startswith(head)
        assert len(err.splitlines()) == 1


def test_the_language_is_known_before_the_arguments_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--lang", "en", "--no-such-option"]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert run(["audit", "--lang=en", "--no-such-option"]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    assert "Usage: gouji" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"gouji {__version__}\n"
    assert re.search(
        rf"^## \[?{re.escape(__version__)}", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_the_front_door_of_a_checkout() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py"), "--version"], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout == f"gouji {__version__}\n"


def test_the_verbs_of_the_help_are_the_modules() -> None:
    context = click.Context(cli)
    assert [cli.get_command(context, verb).name for verb in VERBS] == list(VERBS)
    assert cli.get_command(context, "main") is None
