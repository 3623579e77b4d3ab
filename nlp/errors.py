"""The exceptions that cross a room's wall.

Takes nothing, imports nothing. Every error keeps its message parts as plain positional arguments, so that it survives
pickling to and from a worker process. Bad *input* is an :class:`InputError` (the run goes on with the next file); bad
*configuration* is a :class:`ConfigurationError` (the run does not start).
"""

from __future__ import annotations

__all__ = [
    "ConfigurationError",
    "EncryptedInputError",
    "GoujiError",
    "InputError",
    "LimitExceededError",
    "MissingDependencyError",
    "ModelError",
    "UnreadableInputError",
    "UnsupportedInputError",
]


class GoujiError(Exception):
    """Base of all errors raised on purpose."""


class ConfigurationError(GoujiError):
    """A setting, data file or rule is wrong. ``where`` names the file and the key, ``problem_zh`` says it in Chinese."""

    def __init__(self, where: str, problem: str, problem_zh: str = "") -> None:
        super().__init__(where, problem, problem_zh)
        self.where = where
        self.problem = problem
        self.problem_zh = problem_zh or problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


class InputError(GoujiError):
    """One input cannot be read; ``path`` names it, ``problem`` (Chinese) and ``problem_en`` say why."""

    def __init__(self, path: str, problem: str, problem_en: str = "") -> None:
        super().__init__(path, problem, problem_en)
        self.path = path
        self.problem = problem
        self.problem_en = problem_en or problem

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"

    def describe(self, lang: str = "zh") -> str:
        """The message in ``lang`` ("zh" or "en"), the file's name first."""
        return f"{self.path}: {self.problem if lang == 'zh' else self.problem_en}"


class UnreadableInputError(InputError):
    """The bytes are broken, empty or of no text."""


class UnsupportedInputError(InputError):
    """The file type is known and not handled here."""


class EncryptedInputError(InputError):
    """The file asks for a password."""


class LimitExceededError(InputError):
    """The file is larger, longer or deeper than the settings allow."""


class MissingDependencyError(GoujiError):
    """An optional package is needed. ``package`` is what to install, ``purpose`` what for."""

    def __init__(self, package: str, purpose: str) -> None:
        super().__init__(package, purpose)
        self.package = package
        self.purpose = purpose

    def __str__(self) -> str:
        return f"{self.purpose} needs {self.package}: pip install {self.package}"


class ModelError(GoujiError):
    """A model's files are missing, altered or of another version. ``name`` is the model, ``problem`` what to do."""

    def __init__(self, name: str, problem: str, problem_zh: str = "") -> None:
        super().__init__(name, problem, problem_zh)
        self.name = name
        self.problem = problem
        self.problem_zh = problem_zh or problem

    def __str__(self) -> str:
        return f"model {self.name}: {self.problem}"
