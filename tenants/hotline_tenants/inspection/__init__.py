"""Inspection of handling (`domain.md` §6): campaigns with a sample that anybody can draw again, sheets and findings."""
