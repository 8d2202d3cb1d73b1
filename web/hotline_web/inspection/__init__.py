"""Pages of inspection campaigns."""
