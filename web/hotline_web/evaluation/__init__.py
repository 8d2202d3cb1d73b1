"""Units compared within their class, in bands."""
