"""Pages of blind re-call: who is to be called again, one call, and what a month says of each district."""
