"""The product for other systems: the same verbs as the pages, in JSON, for clients with tokens."""
