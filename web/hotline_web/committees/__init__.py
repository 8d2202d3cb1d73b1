"""A committee's own pages: what it handed in for residents with the answers, what it is invited to."""
