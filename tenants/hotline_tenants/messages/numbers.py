"""Telephone numbers as a gateway wants them: what can be texted, what can only be rung."""

import re

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
_ANY = re.compile(r"\+?\d{5,20}")


def mobile(phone: str) -> str:
    """The eleven digits of a Chinese mobile number however it was typed; empty for anything else: a landline, an
    extension, a foreign number.
    """
    found = _MOBILE.fullmatch(_bare(phone))
    return found[1] if found else ""


def callable_number(phone: str) -> str:
    """The digits that a voice gateway can ring; empty where there are none."""
    return mobile(phone) or (_bare(phone) if _ANY.fullmatch(_bare(phone)) else "")


def _bare(phone: str) -> str:
    return "".join(one for one in phone if one not in " -()")
