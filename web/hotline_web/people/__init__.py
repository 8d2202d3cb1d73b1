"""The people of a government: who works here, in which role, and how they get in."""
