"""Jobs: written in the business transaction, run at least once, fairly among tenants; and what recurs."""
