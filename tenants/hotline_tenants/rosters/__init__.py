"""Duty rosters: who is on duty where, day and night, and who leads them."""
