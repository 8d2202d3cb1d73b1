"""What everybody may look up about the product itself."""
