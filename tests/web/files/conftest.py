"""A store of each test's own."""

from dataclasses import replace
from pathlib import Path

import pytest

from hotline_platform.settings import Settings


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return replace(settings, files_dir=str(tmp_path / "files"))
