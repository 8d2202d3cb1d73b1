"""A store of each test's own, and of each file's."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline_platform.settings import Settings


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, files_dir=str(tmp_path / "files"))


@pytest.fixture(scope="module")
def kept_settings(kept_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return replace(kept_settings, files_dir=str(tmp_path_factory.mktemp("files")))
