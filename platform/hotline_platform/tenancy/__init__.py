"""The registry of governments on this deployment."""
