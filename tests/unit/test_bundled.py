"""The shipped folders are found in a checkout and in an installation."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlp.bundled
from nlp.bundled import bundled_folder
from nlp.errors import ConfigurationError


def test_in_a_checkout(root: Path) -> None:
    assert bundled_folder("corpora") == root / "corpora"
    assert bundled_folder("models") == root / "models"


def test_in_an_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "nlp"
    (package / "_models").mkdir(parents=True)
    # A stranger's folder beside the package is not taken for ours while our own is there.
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(nlp.bundled, "_PACKAGE", package)
    assert bundled_folder("models") == package / "_models"


def test_nothing_there_is_a_configuration_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nlp.bundled, "_PACKAGE", tmp_path / "nlp")
    with pytest.raises(ConfigurationError, match="models"):
        bundled_folder("models")
