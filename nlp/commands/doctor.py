"""``gouji doctor``: what this installation has and lacks. Takes nothing, prints versions and optional parts; mends nothing."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata

import click

from nlp.commands.options import json_option, lang_option
from nlp.commands.status import Status

__all__ = ["doctor"]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing looked for. ``needed`` parts make the exit status 2 where they are missing."""

    group: str
    name: str
    ok: bool
    detail: str
    needed: bool = False


_NEEDED = (
    "click", "rich", "pydantic", "pyyaml", "jinja2", "charset-normalizer", "lxml", "selectolax", "python-docx", "pdfplumber",
    "pypdfium2", "rapidfuzz", "xlsxwriter", "pandas", "pyarrow", "duckdb", "jieba", "spacy", "scikit-learn", "skops",
)  # fmt: skip
# package: what it is for (zh, en), and the extra that brings it
_OPTIONAL = {
    "rjieba": ("分词加速", "faster segmentation", ""),
    "torch": ("transformers 后端", "the transformers backend", "transformers"),
    "transformers": ("transformers 后端", "the transformers backend", "transformers"),
    "safetensors": ("transformers 后端", "the transformers backend", "transformers"),
    "ray": ("多机批处理", "batches over several machines", "ray"),
    "nbclient": ("运行笔记本", "running the notebooks", "notebook"),
    "matplotlib": ("笔记本里的图", "pictures in notebooks", "notebook"),
}


@click.command()
@json_option
@lang_option
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, lang: str) -> None:
    """Say what this installation has and lacks.

    Versions, data files, optional parts, fonts, LibreOffice, models. Exit status 2 if something needed is missing.
    """
    from nlp.commands.delivering import print_json

    parts = [*_parts(lang)]
    if as_json:
        print_json([asdict(part) for part in parts])
    else:
        _print(parts, lang)
    ctx.exit(Status.USAGE if any(part.needed and not part.ok for part in parts) else Status.CLEAN)


def _parts(lang: str) -> Iterator[Part]:
    zh = lang == "zh"
    core = "核心" if zh else "core"
    extra = "可选" if zh else "optional"
    yield Part(core, "gouji", True, _version("gouji") or "", needed=True)
    yield Part(
        core, "python", True, f"{platform.python_version()} ({platform.machine()}, {platform.system()})", needed=True
    )
    for name in _NEEDED:
        version = _version(name)
        yield Part(core, name, version is not None, version or f"pip install {name}", needed=True)
    yield from _data(core)
    for name, (purpose_zh, purpose_en, bringing) in _OPTIONAL.items():
        version = _version(name)
        what = purpose_zh if zh else purpose_en
        install = f"pip install 'gouji[{bringing}]'" if bringing else f"pip install {name}"
        yield Part(extra, name, version is not None, f"{version} ({what})" if version else f"{what}: {install}")
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    yield Part(
        extra, "LibreOffice", soffice is not None, soffice or ("读 .doc 要用它" if zh else "needed to read .doc")
    )
    fonts = _chinese_fonts()
    yield Part(
        extra,
        "中文字体" if zh else "Chinese fonts",
        bool(fonts),
        fonts or ("图表要用它" if zh else "needed for pictures"),
    )
    yield from _models(extra, zh=zh)


def _data(group: str) -> Iterator[Part]:
    """The package's own data files, loaded and validated."""
    from nlp.checks.registry import all_rules
    from nlp.errors import GoujiError
    from nlp.forms import load_form

    try:
        yield Part(group, "rules", True, str(len(all_rules())), needed=True)
    except GoujiError as error:
        yield Part(group, "rules", False, str(error), needed=True)
    for form in ("2019", "2021", "annex"):
        try:
            yield Part(group, f"form {form}", True, str(len(load_form(form).cell_ids())), needed=True)
        except GoujiError as error:
            yield Part(group, f"form {form}", False, str(error), needed=True)


def _models(group: str, *, zh: bool) -> Iterator[Part]:
    from nlp.bundled import bundled_folder
    from nlp.errors import ConfigurationError

    try:
        manifests = sorted(bundled_folder("models").glob("*/*/manifest.json"))
    except ConfigurationError as error:
        yield Part(group, "models", False, str(error))
        return
    names = ", ".join(f"{path.parent.parent.name}/{path.parent.name}" for path in manifests)
    nothing = "没有随附的模型" if zh else "none is bundled"
    yield Part(group, "模型" if zh else "models", bool(names), names or nothing)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        if package == "gouji":
            from nlp.version import __version__

            return __version__
        return None


def _chinese_fonts() -> str:
    lister = shutil.which("fc-list")
    if lister is None:
        return ""
    found = subprocess.run(  # noqa: S603 - a fixed command
        [lister, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20
    )
    families = sorted({line.split(",")[0].strip() for line in found.stdout.splitlines() if line.strip()})
    return ", ".join(families[:4])


def _print(parts: list[Part], lang: str) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_header=False, box=None)
    good, bad = ("有", "缺") if lang == "zh" else ("ok", "missing")
    for part in parts:
        mark = Text(good, style="green") if part.ok else Text(bad, style="red" if part.needed else "yellow")
        table.add_row(part.group, mark, part.name, Text(part.detail))
    Console().print(table)
