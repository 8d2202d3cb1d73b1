"""Keeping the systems that are told what happens, and seeing what was sent to them."""
