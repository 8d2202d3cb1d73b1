"""The door: everybody's first page is their work."""
