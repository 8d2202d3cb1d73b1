"""The log of refusals, looks and administration; chained by the nightly seal."""
