"""Pages of rectification notices, on both sides of the border."""
