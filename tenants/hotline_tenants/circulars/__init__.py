"""Circulars: drafted from the figures of a day, a week or a month, checked, approved, issued to the governments below."""
