"""The ledger of hotlines that were merged into this one: planned, running in parallel, merged, their number closed."""
