"""Supervision on pages: the ledger, the ladder, one supervision with its acts, what a unit is asked."""
