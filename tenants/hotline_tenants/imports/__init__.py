"""Taking over what a government already has: cases from spreadsheets, its classification."""
