"""The registry of governments."""
