"""Official papers: numbered without gaps in registers, written from templates, kept as they were issued."""
