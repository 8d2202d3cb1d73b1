"""Times in which clocks stand still, on the pages of who keeps the registry."""
