"""The name of a file as somebody gave it: for people to read, never a path."""

import re
import unicodedata

LONGEST = 120

_FORMATTING = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_EXTENSION = re.compile(r"\.([a-z0-9]{1,8})")


def clean_name(given: str) -> str:
    """The last part of `given` without anything invisible: a name that reads backwards hides its extension.

    Empty where nothing is left; a long one is cut before its extension.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(one for one in last if unicodedata.category(one) not in _FORMATTING)
    seen = re.sub(r"\s+", " ", seen).strip().strip(".")
    if len(seen) > LONGEST:
        stem, dot, extension = seen.rpartition(".")
        short = dot + extension if _EXTENSION.fullmatch((dot + extension).lower()) else ""
        seen = (stem if short else seen)[: LONGEST - len(short)] + short
    return seen


def extension_of(name: str) -> str:
    """The extension in small letters without its dot; empty where there is none."""
    found = _EXTENSION.fullmatch(("." + name.rpartition(".")[2]).lower()) if "." in name else None
    return found[1] if found else ""
