"""Imports on screen: runs and their reports, the rows that need a person, imported demands that wait."""
