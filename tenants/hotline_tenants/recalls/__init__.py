"""Blind re-call (`domain.md` §6): a monthly sample of every district's closings is called again by the city."""
