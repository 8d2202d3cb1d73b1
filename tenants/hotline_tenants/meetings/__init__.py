"""Joint meetings: called by the office, minuted item by item, their decisions followed until they are done."""
