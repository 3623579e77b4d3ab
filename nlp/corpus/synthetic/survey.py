"""Measuring the readers over many renderings, as the recipe says.

Takes a :class:`Recipe`, gives :class:`Survey`: accuracy by layout and damage. Each job makes one report, renders it and reads
it back; jobs are independent and named, so that a single one can be looked at again. Never writes files.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import hashlib
import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.bundled import bundled_folder
from nlp.corpus.synthetic.annex import make_annex_report
from nlp.corpus.synthetic.measure import Accuracy, judge, read
from nlp.corpus.synthetic.press import DAMAGES, LAYOUTS, applicable, holds, press
from nlp.corpus.synthetic.reports import make_report
from nlp.corpus.synthetic.script import Rendering
from nlp.errors import ConfigurationError

__all__ = ["Job", "Recipe", "Survey", "jobs", "load_recipe", "rendered", "survey"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """``gates`` and ``long`` say how many renderings, ``focus`` which are made in every run besides; ``floors`` what must
    hold; ``digest`` is that of the file.
    """

    seed: int
    annex_every: int
    layouts: tuple[str, ...]
    gates: Mapping[str, float]
    long: Mapping[str, float]
    floors: Mapping[str, float]
    digest: str
    focus: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One rendering: layout, damages, and the seed of the report (of the years of the annex if ``annex``)."""

    layout: str
    damages: tuple[str, ...]
    seed: str
    annex: bool = False

    @property
    def holds(self) -> bool:
        """Whether the layout holds what is needed to place every number."""
        return holds(self.damages, self.layout)


@dataclass(slots=True)
class Survey:
    """Accuracy by layout, damage ("" is undamaged, "+" stands for combinations) and whether the rendering holds what is needed.

    ``failed`` are jobs that raised.
    """

    cells: dict[tuple[str, str, bool], Accuracy] = field(default_factory=dict)
    complete: Accuracy = field(default_factory=Accuracy)
    lossy: Accuracy = field(default_factory=Accuracy)
    imperfect: list[tuple[Job, Accuracy]] = field(default_factory=list)
    failed: list[tuple[Job, str]] = field(default_factory=list)
    renderings: int = 0

    def add(self, job: Job, accuracy: Accuracy) -> None:
        """Count one job."""
        self.renderings += 1
        key = job.layout, job.damages[0] if len(job.damages) == 1 else "+" if job.damages else "", job.holds
        self.cells.setdefault(key, Accuracy()).add(accuracy)
        (self.complete if job.holds else self.lossy).add(accuracy)
        if accuracy.right < accuracy.cells and (job.holds or accuracy.silent):
            self.imperfect.append((job, accuracy))


def load_recipe(path: Path | None = None) -> Recipe:
    """The recipe of the project, or one of your own. Raises :class:`ConfigurationError` naming file and key."""
    path = path or bundled_folder("corpora") / "synthetic" / "recipe.toml"
    raw = path.read_bytes()
    try:
        data = tomllib.loads(raw.decode())
        layouts = tuple(name for names in data["layouts"].values() for name in names)
        recipe = Recipe(
            seed=int(data["seed"]),
            annex_every=int(data["annex_every"]),
            layouts=layouts,
            gates=data["gates"],
            long=data["long"],
            floors=data["floors"],
            digest=hashlib.sha256(raw).hexdigest()[:16],
            focus=data.get("focus", {}),
        )
    except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), f"missing or broken: {error}") from error
    unknown = {*layouts, *recipe.focus.get("layouts", ())} - set(LAYOUTS)
    if unknown:
        raise ConfigurationError(f"{path}: layouts", f"unknown {sorted(unknown)}")
    return recipe


def jobs(recipe: Recipe, size: Mapping[str, float]) -> Iterator[Job]:
    """The renderings of a run, in a fixed order. ``size`` is ``recipe.gates`` or ``recipe.long``."""
    rng = random.Random(recipe.seed)
    for layout in recipe.layouts:
        every = [name for name in DAMAGES if layout in DAMAGES[name].layouts]
        planned: list[tuple[str, ...]] = [() for _ in range(int(size["plain"]))]
        planned += [(name,) for name in every for _ in range(int(size["single"]))]
        planned += [tuple(sorted(rng.sample(every, rng.randint(2, 4)))) for _ in range(int(size["combined"]))]
        for number, damages in enumerate(planned):
            if layout.startswith("pdf") and rng.random() > size["pdf_share"]:
                continue
            annex = number % recipe.annex_every == recipe.annex_every - 1
            yield Job(layout, damages, f"{recipe.seed}/{layout}/{number}", annex)
    for layout in recipe.focus.get("layouts", ()):
        damage = recipe.focus["damage"]
        others = [name for name in DAMAGES if layout in DAMAGES[name].layouts and name != damage]
        chosen: list[tuple[str, ...]] = [(damage,)] * int(recipe.focus["alone"])
        for _ in range(int(recipe.focus["combined"])):
            chosen.append(tuple(sorted([damage, *rng.sample(others, rng.randint(1, 3))])))
        for number, damages in enumerate(chosen):
            annex = number % recipe.annex_every == recipe.annex_every - 1
            yield Job(layout, damages, f"{recipe.seed}/focus/{layout}/{number}", annex)


def rendered(job: Job) -> Rendering:
    """The rendering of a job."""
    content = make_annex_report(job.seed) if job.annex else make_report(job.seed)
    return press(content, job.layout, applicable(job.damages, job.layout), job.seed)


def survey(planned: Iterable[Job]) -> Survey:
    """Render, read and judge. A job that raises is recorded and the run goes on."""
    result = Survey()
    for job in planned:
        rendering = rendered(job)
        try:
            accuracy = judge(rendering, read(rendering))
        except Exception as error:  # any failure of a reader is a finding of this survey  # noqa: BLE001
            result.failed.append((job, f"{type(error).__name__}: {error}"))
            continue
        result.add(job, accuracy)
    return result
