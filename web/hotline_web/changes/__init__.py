"""Settings and time rules as they are, and the changes by which they become something else."""
