"""Files on pages: received as a stream, shown on the case, given out to those who may read it."""
