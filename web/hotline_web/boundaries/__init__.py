"""Plans by which boundaries change, and what was before them, on pages."""
