"""Telephone numbers of points, as people write them."""

import re

from hotline_platform.errors import N_, Message

_TELEPHONE = re.compile(r"[0-9+()\- ]{3,30}")
"""From 110 and 12345 to a landline with its extension."""


def why_not_telephone(text: str) -> Message | None:
    """What is wrong with a number; None where nothing is."""
    if not text.strip():
        return N_("Give the telephone number at which somebody answers.")
    if not _TELEPHONE.fullmatch(text.strip()) or not any(each.isdigit() for each in text):
        return N_("Write the telephone number in digits, for instance 0531 1234567.")
    return None
