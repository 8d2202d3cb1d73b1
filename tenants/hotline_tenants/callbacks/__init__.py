"""After the reply: asking the caller, rework, closing. Made by the tenant that took the call."""
