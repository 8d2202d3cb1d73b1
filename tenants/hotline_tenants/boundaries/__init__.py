"""Boundaries change: a dated plan, its dry run, and the government that succeeds."""
