"""A case between two governments: one act, on both sides or on none."""
