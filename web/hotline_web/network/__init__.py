"""Units, classification, dispatch catalogue, time rules and working calendar of a government."""
