"""Bringing a government on board."""
