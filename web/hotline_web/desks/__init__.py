"""The lists at which people sit all day."""
