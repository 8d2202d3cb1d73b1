"""The network: each unit's standing in it, who answers there, its duty lists, and calls that test it."""
