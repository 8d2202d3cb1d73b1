"""The files of a case: evidence and enclosures, read by whoever may read the case."""
