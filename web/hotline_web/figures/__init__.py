"""The city's overview, a government's own units, and the cases behind every number."""
