"""Comparison that is believed: like with like, and no difference claimed that chance would explain."""
