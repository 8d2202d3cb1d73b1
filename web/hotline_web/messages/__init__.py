"""Messages as pages: what did not arrive and is told by telephone, and what became of all the others."""
