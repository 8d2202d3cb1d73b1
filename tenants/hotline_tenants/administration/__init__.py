"""Who administers a government, and how that passes from one person to another."""
