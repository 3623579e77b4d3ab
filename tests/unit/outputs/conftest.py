"""The invented reports, for every test of the outputs."""

from __future__ import annotations

import pytest

from tests.outputs import invented


@pytest.fixture(scope="session")
def wangxi():
    return invented.build_2021()


@pytest.fixture(scope="session")
def muhe():
    return invented.build_2019()


@pytest.fixture(scope="session")
def nothing():
    return invented.build_empty()
