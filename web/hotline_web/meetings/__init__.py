"""Joint meetings on pages: the list, one with its acts, decisions being followed, and those of the government above."""
