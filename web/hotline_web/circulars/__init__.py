"""Circulars on pages: the list, one with its acts and figures, what was received, and the paper to print."""
