"""What one government does with its hotline; knows no page."""
