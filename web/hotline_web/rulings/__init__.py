"""What waits for whoever rules."""
