"""The end of a government: archived, then erased down to a certificate."""
