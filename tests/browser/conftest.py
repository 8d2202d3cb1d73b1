"""The real server before the browser."""

from collections.abc import Iterator

import pytest

from hotline_platform.settings import Settings
from tests.serving import serving


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    """The address of the product, web process only."""
    with serving(settings) as address:
        yield address
