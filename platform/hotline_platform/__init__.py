"""What many governments share on one deployment; knows no case."""
