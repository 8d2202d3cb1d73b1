"""Evidence is a file: a store of each test's own."""

from tests.enclosures.conftest import house, settings

__all__ = ["house", "settings"]
