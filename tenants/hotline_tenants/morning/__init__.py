"""What a head and a deputy director read in the morning: what waits for them, and what changed."""
