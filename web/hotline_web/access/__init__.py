"""Signing in and out, one's password, one's place, one's language."""
