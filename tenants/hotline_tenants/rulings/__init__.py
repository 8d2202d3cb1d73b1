"""What a unit asks for and how it is ruled: returns, extensions, pauses, long-pending; and who leads when units differ."""
