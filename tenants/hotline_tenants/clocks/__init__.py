"""Time rules and the clocks that run by them."""
