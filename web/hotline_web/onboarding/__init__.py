"""Bringing a government on board: the wizard, the values and where they come from, readiness, rehearsal."""
