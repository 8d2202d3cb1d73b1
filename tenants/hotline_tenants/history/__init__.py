"""Proving that the history of cases is whole."""
