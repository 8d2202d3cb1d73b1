"""How long personal data are kept."""
