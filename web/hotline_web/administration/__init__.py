"""Handing a government's administration over, on the pages of both sides."""
