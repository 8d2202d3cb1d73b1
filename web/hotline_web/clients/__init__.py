"""Keeping the systems that may act here through the API."""
