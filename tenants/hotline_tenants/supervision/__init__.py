"""Supervision of handling (`domain.md` §5): urging a unit or a district until the demand is met."""
