"""How units and governments do: side by side, down to the very cases, and proof that the figures are right."""
