"""What all tests share: the samples, the real reports, pinned records, and how long property tests search."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("usual", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fuzz", max_examples=6000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fuzz" if os.environ.get("GOUJI_FUZZ") else "usual")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the pinned records of tests/golden anew; look at the difference before you commit it",
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the bundled sample reports."""
    return ROOT / "corpora" / "samples"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real reports; a test that asks for it is skipped where there is none."""
    folder = Path(os.environ.get("GOUJI_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real reports in {folder} (name the folder in GOUJI_REAL_DATA)")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, object], None]:
    """Compares a value with ``tests/golden/<name>.json``, or pins it with ``--update-golden``."""

    def compare(name: str, value: object) -> None:
        path = ROOT / "tests" / "golden" / f"{name}.json"
        text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), f"{path} is missing: run pytest --update-golden, look at it, commit it"
        assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))

    return compare
