"""The database: engine, scope, row security and the base of every model."""
