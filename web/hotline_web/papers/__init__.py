"""Papers on pages: what was issued, each to print and as a Word file, and the templates they are written from."""
