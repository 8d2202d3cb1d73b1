"""From dispatch to the accepted reply: what the desk and the units do with a case."""
