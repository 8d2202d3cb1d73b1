"""The product before the browser: as it is started, or out of the test's own process."""

from collections.abc import Iterator

import pytest

from hotline_platform.settings import Settings
from tests.serving import serving
from tests.showing import showing


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    """The address of the product, web process only."""
    with serving(settings) as address:
        yield address


@pytest.fixture
def shown(settings: Settings) -> Iterator[str]:
    """The address of the pages, for who only looks at them."""
    with showing(settings) as address:
        yield address
