"""What a person should know, in their own language."""
