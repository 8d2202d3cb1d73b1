"""A store of each test's own."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline_platform.settings import Settings
from tests.conftest import House
from tests.serving import environment_of


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, files_dir=str(tmp_path / "files"))


@pytest.fixture
def house(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Jobs read their settings from the environment, as in a worker."""
    for name, value in environment_of(house.settings).items():
        if name.startswith("HOTLINE_"):
            monkeypatch.setenv(name, value)
    return house
