"""Notices to the people concerned, in the product itself."""
