"""Every word that the outputs say on their own, in Chinese and English.

Takes ``data/strings.yaml`` (validated at load: a mistake names file and key), gives :class:`Strings`. Never translates
messages of findings and notices: those come in the language of the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml

from nlp.errors import ConfigurationError

__all__ = ["Strings", "load_strings", "load_yaml"]

_WHERE = "nlp/outputs/data"
_LANGUAGES = ("zh", "en")


class Strings:
    """The words of one language: ``words("verdict.match")``, ``words("n_reports", n=3)``."""

    def __init__(self, lang: str, table: Mapping[str, str]) -> None:
        self.lang = lang
        self._table = table

    def __call__(self, key: str, **values: object) -> str:
        """The word of that key with its places filled. Raises :class:`ConfigurationError` if there is none."""
        try:
            word = self._table[key]
        except KeyError:
            raise ConfigurationError(f"{_WHERE}/strings.yaml: {key}", "there is no such text") from None
        return word.format(**values) if values else word

    def get(self, key: str, default: str) -> str:
        """The word of that key, or ``default``."""
        return self._table.get(key, default)

    def under(self, prefix: str) -> dict[str, str]:
        """All words below ``prefix``, by the rest of their key."""
        start = prefix + "."
        return {key[len(start) :]: word for key, word in self._table.items() if key.startswith(start)}


def load_yaml(name: str) -> dict[str, object]:
    """A data file of this package as a mapping. Raises :class:`ConfigurationError` where it is none."""
    text = (resources.files("nlp.outputs") / "data" / name).read_text(encoding="utf-8")
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{_WHERE}/{name}", str(error)) from None
    if not isinstance(content, dict):
        raise ConfigurationError(f"{_WHERE}/{name}", "must be a mapping")
    return content


@lru_cache(maxsize=4)
def load_strings(lang: str = "zh") -> Strings:
    """The words of ``lang``; a language that is not there is English."""
    chosen = lang if lang in _LANGUAGES else "en"
    return Strings(chosen, _flatten("strings.yaml", load_yaml("strings.yaml"), chosen))


def _flatten(name: str, content: Mapping[str, object], lang: str, prefix: str = "") -> dict[str, str]:
    """Nested keys joined with dots, in the order of the file."""
    table: dict[str, str] = {}
    for child, value in content.items():
        key = f"{prefix}{child}"
        if not isinstance(value, dict):
            raise ConfigurationError(f"{_WHERE}/{name}: {key}", "needs a zh and an en text")
        if not set(value) & set(_LANGUAGES):
            table.update(_flatten(name, value, lang, f"{key}."))
        elif set(value) == set(_LANGUAGES) and all(isinstance(word, str) for word in value.values()):
            table[key] = value[lang]
        else:
            raise ConfigurationError(f"{_WHERE}/{name}: {key}", "needs exactly a zh and an en text")
    return table
