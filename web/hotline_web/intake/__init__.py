"""Registering a demand while the caller waits."""
