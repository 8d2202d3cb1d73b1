"""Handing a whole government over: an export that is complete, and its import into another deployment."""
