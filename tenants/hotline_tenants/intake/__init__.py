"""How demands come in and what the desk can do with them at once."""
