"""Texts and spoken messages to callers and to people on duty, and what became of each."""
