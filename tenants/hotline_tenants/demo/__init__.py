"""An invented city to try the product in: made up by us, written through the same verbs as real work."""
