"""Merged hotlines on pages: the ledger with its file, one hotline with its acts, and those of the governments below."""
