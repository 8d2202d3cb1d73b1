"""The case: its tables, its two state machines, its history, and the one road to it."""
