"""One self-contained page for one or many reports, and a small picture of one report for notebooks.

Takes results, gives HTML text. Everything is inlined; nothing is ever fetched (the page's own policy forbids it), and all
text of reports is escaped. Jinja is imported when a page is asked for. Never writes files.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from nlp.errors import InputError
from nlp.outputs.describe import TONES
from nlp.outputs.strings import load_strings
from nlp.outputs.values import to_json
from nlp.types import ReportResult
from nlp.version import __version__

if TYPE_CHECKING:
    from jinja2 import Environment, Template

__all__ = ["render_fragment", "render_page"]

_FOLDER = "templates"


def render_page(
    results: Sequence[ReportResult],
    lang: str = "zh",
    *,
    errors: Sequence[InputError] = (),
) -> str:
    """The whole page: a list of the reports (if there are several) and one report at a time.

    ``errors`` are inputs that could not be read; they are listed with their reasons. ``lang`` is "zh" or "en".
    """
    from nlp.outputs.page import page_view

    words = load_strings(lang)
    views = [page_view(result, number, words.lang) for number, result in enumerate(results)]
    style, script = _asset("page.css"), _asset("page.js")
    data = {"reports": [view.data for view in views], "words": _script_words(words.lang)}
    return _template("page.html.j2").render(
        views=views,
        errors=[(error.path, error.problem if words.lang == "zh" else error.problem_en) for error in errors],
        words=words,
        tones=TONES,
        style=style,
        script=script,
        policy=_policy(style, script),
        data=_island(data),
        version=__version__,
    )


def render_fragment(result: ReportResult, lang: str = "zh") -> str:
    """One report for a notebook's output: summary, findings and marked prose; inline styles only, no script."""
    from nlp.outputs.page import page_view

    words = load_strings(lang)
    return _template("fragment.html.j2").render(
        view=page_view(result, 0, words.lang, inline=True), words=words, tones=TONES, version=__version__
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("nlp.outputs", _FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=4)
def _template(name: str) -> Template:
    return _environment().get_template(name)


@lru_cache(maxsize=4)
def _asset(name: str) -> Any:
    """A style sheet or script of this package, marked as safe to write into the page as it is."""
    from markupsafe import Markup

    text = (resources.files("nlp.outputs") / _FOLDER / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - our own file, not a report's text


@lru_cache(maxsize=4)
def _policy(style: str, script: str) -> str:
    """The page may run its own style and script (by their hashes) and fetch nothing at all."""
    hashes = [base64.b64encode(hashlib.sha256(str(part).encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _island(data: object) -> Any:
    """JSON that can stand in a script element: no character of it can end the element or open a comment."""
    from markupsafe import Markup

    text = to_json(data)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just above


@lru_cache(maxsize=2)
def _script_words(lang: str) -> dict[str, str]:
    """The words that the page's script needs."""
    words = load_strings(lang)
    names = (
        "delta formula sentence evidence all_readings weight fits misses incomplete likely "
        "repair_any blank_value rule fingerprint cell_value cell_raw cell_claims cell_findings cell_nothing "
        "number_unchecked measure jump position last_year nothing_filtered no_findings what where details pick_hint"
    ).split()
    table = {name: words(name) for name in names}
    table.update({f"role.{role}": word for role, word in words.under("evidence_role").items()})
    table.update({f"scope.{scope}": words(f"scope_{scope}") for scope in ("own", "subset")})
    return table
