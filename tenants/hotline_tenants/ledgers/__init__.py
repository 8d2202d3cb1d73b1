"""Ledgers: what happened to a thing, one chain of entries for each; writing them, and proving them from genesis."""
