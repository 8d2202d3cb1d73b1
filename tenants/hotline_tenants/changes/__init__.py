"""Changes of settings and time rules: proposed, looked at beforehand, approved, in force from a day on, put back."""
