"""The named queries: SQL files with a title, an explanation and the question they answer.

Takes ``data/queries/*.sql`` (validated at load), gives :class:`NamedQuery` by name. Each starts with comment lines
``-- zh: …`` and ``-- en: …``. Never runs a query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from nlp.errors import ConfigurationError

__all__ = ["NamedQuery", "find_query", "load_queries"]

_HEAD = re.compile(r"^-- (zh|en): (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"^--.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that researchers want: ``name`` (mismatches-by-issuer), what it answers, and its SQL."""

    name: str
    zh: str
    en: str
    sql: str

    @property
    def view(self) -> str:
        """The name of its view in the database."""
        return self.name.replace("-", "_")

    def title(self, lang: str) -> str:
        """What it answers, in ``lang``."""
        return self.zh if lang == "zh" else self.en


@lru_cache(maxsize=1)
def load_queries() -> Mapping[str, NamedQuery]:
    """All named queries by name. Raises :class:`ConfigurationError` for a file without its two titles."""
    queries = {}
    folder = resources.files("nlp.outputs") / "data" / "queries"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".sql"):
            continue
        text = file.read_text(encoding="utf-8")
        titles = dict(_HEAD.findall(text))
        sql = _COMMENT.sub("", text).strip().rstrip(";")
        if set(titles) != {"zh", "en"} or not sql:
            raise ConfigurationError(
                f"nlp/outputs/data/queries/{file.name}", "needs the lines `-- zh:` and `-- en:`, and a query"
            )
        name = file.name.removesuffix(".sql")
        queries[name] = NamedQuery(name, titles["zh"], titles["en"], sql)
    return queries


def find_query(name: str) -> NamedQuery:
    """The query of that name (dashes and underscores are alike). Raises :class:`ConfigurationError` naming those there are."""
    queries = load_queries()
    wanted = name.strip().replace("_", "-")
    if wanted not in queries:
        raise ConfigurationError(
            f"query --name {name}",
            f"there is no such query; known are {', '.join(queries)}",
            f"没有这个查询；现有 {'、'.join(queries)}",
        )
    return queries[wanted]
