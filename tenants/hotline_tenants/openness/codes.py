"""Query codes that a citizen is shown at once: derived from the form itself, so that a second click shows the same."""

import unicodedata
import uuid

from hotline_tenants.cases.opening import Demand, code_digest, digits_of
from hotline_tenants.cases.recording import keyed_digest

DIGITS = 10
LETTERS = 16
"""The length of a code that is used with a check, and of one that is used alone."""

LONGEST_PIN = 8

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def check_of(demand: Demand) -> str:
    """What the citizen shows beside the code: the PIN, else the phone's last four digits; empty without both."""
    return demand.pin or digits_of(demand.caller_phone)[-4:]


def derived_code(secret: str, tenant: int, form_id: uuid.UUID, demand: Demand, turn: int) -> str:
    """The code of this form with these very words; `turn` counts on where a code is already somebody else's."""
    words = (
        demand.type, demand.title, demand.body, str(demand.area_id), demand.place, demand.caller_name,
        demand.caller_phone, demand.pin,
    )  # fmt: skip
    number = int.from_bytes(keyed_digest(secret, "form", str(tenant), str(form_id), str(turn), *words))
    if check_of(demand):
        return f"{number % 10**DIGITS:0{DIGITS}d}"
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(LETTERS))


def plain_code(typed: str) -> str:
    """A code as somebody typed it, without groups, in capitals."""
    return "".join(one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum())


def typed_digest(secret: str, tenant: int, code: str, check: str) -> bytes:
    """What to look for when somebody types a code and a check: groups, small letters and wide digits are understood.

    The whole telephone number serves as well as its end; a code that is used alone needs no check.
    """
    plain = plain_code(code)
    digits = digits_of(unicodedata.normalize("NFKC", check))
    short = digits[-4:] if len(digits) > LONGEST_PIN else digits
    return code_digest(secret, tenant, plain, "" if len(plain) == LETTERS else short)
