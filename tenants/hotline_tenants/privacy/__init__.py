"""Personal information: what is struck from a text, who has looked, and when it is erased."""
