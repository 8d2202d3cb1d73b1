"""The log, to be read."""
