"""What the public may do and see: submit, track, rate."""
