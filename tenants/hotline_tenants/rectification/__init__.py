"""Rectification notices (`domain.md` §6): what was found is put right by a district, within a deadline and seen to."""
