"""Guidance on pages."""
