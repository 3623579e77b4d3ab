"""Many paths in, many results out: what every verb that reads reports does first.

Takes paths and settings, gives results and the errors of the files that could not be read, in the order of the paths.
Shows progress on stderr where a person is watching. A bug that one file uncovers becomes that file's error; the others
go on. Never writes to stdout.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from nlp.errors import GoujiError, InputError, UnreadableInputError
from nlp.settings import Settings
from nlp.types import ReportResult

__all__ = ["Reading", "print_seconds", "read_one", "read_reports"]


@dataclass(slots=True)
class Reading:
    """What came of the paths. ``results`` may hold reports of status "unreadable" (a text that is no report)."""

    results: list[ReportResult] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether every input could be read."""
        return not self.errors and all(result.status != "unreadable" for result in self.results)


def read_reports(
    paths: Sequence[str],
    settings: Settings,
    *,
    previous: ReportResult | None = None,
    verbose: bool = False,
) -> Reading:
    """Process every report under ``paths``; complain on stderr, one line for each file that cannot be read."""
    from nlp.ingest import expand_paths

    reading = Reading()
    files = expand_paths(paths)
    with _progress(files) as advance:
        for file in files:
            results, errors = _process(file, settings, previous, verbose=verbose)
            reading.results.extend(results)
            for error in errors:
                _note(reading, error, settings.lang)
            advance()
    for result in reading.results:
        if result.status == "unreadable":
            reason = next((n.describe(settings.lang) for n in result.notices if n.level == "warning"), "")
            click.echo(f"{result.document.source.path}: {reason}", err=True)
    return reading


def read_one(path: str, settings: Settings, previous: ReportResult | None = None) -> ReportResult:
    """Process a single report. Raises :class:`InputError`."""
    from nlp.pipeline import process_report

    return process_report(path, settings, previous=previous)


def print_seconds(results: Iterable[ReportResult]) -> None:
    """The time that each stage took, one line a report, on stderr."""
    for result in results:
        stages = "  ".join(f"{stage} {seconds * 1000:.0f} ms" for stage, seconds in result.seconds.items())
        click.echo(f"{result.document.source.path}: {stages}", err=True)


def _process(
    file: str, settings: Settings, previous: ReportResult | None, *, verbose: bool
) -> tuple[Iterable[ReportResult], Iterable[InputError]]:
    from nlp.pipeline import process_all

    try:
        return process_all(file, settings, previous=previous)
    except GoujiError:
        raise
    except Exception as bug:  # noqa: BLE001 - one file must not stop the others
        if verbose:
            traceback.print_exc(file=sys.stderr)
        what = f"{type(bug).__name__}: {bug}".splitlines()[0][:200]
        return (), (
            UnreadableInputError(
                file,
                f"处理时程序出错（{what}）；加 --verbose 可看详情",
                f"a defect of the program ({what}); --verbose shows more",
            ),
        )


def _note(reading: Reading, error: InputError, lang: str) -> None:
    reading.errors.append(error)
    click.echo(error.describe(lang), err=True)


@contextmanager
def _progress(files: Sequence[str]) -> Iterator[Callable[[], None]]:
    """A bar on stderr for several files, if stderr is a terminal."""
    if len(files) < 2 or not sys.stderr.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bar:
        task = bar.add_task("", total=len(files))

        def advance() -> None:
            bar.advance(task)

        yield advance


def _nothing() -> None:
    """Nobody is watching."""
