"""The units of a government, what they are responsible for, and how demands are classified."""
