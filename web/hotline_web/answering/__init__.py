"""Answering days on pages: the list, one day with its calls and figures, and an address for each act."""
