"""Residents' and villagers' committees: they hand demands in, see the answers, and assist where they want to."""
