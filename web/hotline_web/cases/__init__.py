"""The page of one case, and everything that can be done there."""
