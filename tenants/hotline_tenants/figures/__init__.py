"""Figures that are exact the moment an act commits and cost the same with any number of cases."""
