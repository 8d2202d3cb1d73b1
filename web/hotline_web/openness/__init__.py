"""What everybody may see and do without signing in: submit a demand, follow it, rate the answer."""
