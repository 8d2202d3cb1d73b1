"""One setting of a government on a page: its field, what stands in it, what was meant by it, what it says."""

import re
from collections.abc import Mapping
from typing import Any

from hotline_platform.errors import N_
from hotline_platform.tenancy import values as keys
from hotline_platform.tenancy.registry import Government
from hotline_tenants.cases.words import CHANNELS
from hotline_web.forms import Choice, Field
from hotline_web.i18n import Reader
from hotline_web.onboarding.words import SETTINGS as WORDS
from hotline_web.pieces import Text, plain

NUMBERS = (keys.PERSON_DAYS, keys.CONTENT_DAYS, keys.PEOPLE, keys.STORAGE_GB, keys.ERASE_DAYS, keys.RECALLS,
           keys.EXTRA_URGENT_STEP, keys.URGENT_STEP, keys.GAP_DAYS, keys.FILED_DAYS, keys.FILED_NEAR_DAYS)  # fmt: skip
KINDS: Mapping[str, str] = {keys.CHANNELS: "checkboxes", **dict.fromkeys(NUMBERS, "number")}
HOW_WRITTEN = N_("Periods in the order of the day, like 08:30-12:00, 14:00-17:30.")


def value_field(key: str, name: str, *, required: bool = True) -> Field:
    """The field in which a setting is typed."""
    kind: Any = KINDS.get(key, "text")
    choices = tuple(Choice(one, label) for one, label in CHANNELS.items()) if key == keys.CHANNELS else ()
    help_ = HOW_WRITTEN if key == keys.OFFICE_HOURS else None
    return Field(name, WORDS[key], kind, choices=choices, max_length=80, required=required, help=help_)


def typed(key: str, value: Any) -> Any:
    """A value as it stands in its field."""
    if key == keys.OFFICE_HOURS:
        return ", ".join(value)
    if key == keys.TEST_CALL_WEIGHTS:
        return ", ".join(map(str, value))
    return list(CHANNELS) if key == keys.CHANNELS and value is None else value


def stored(key: str, value: Any) -> Any:
    """What was typed, as it is kept."""
    if key == keys.OFFICE_HOURS:
        return _parts(value)
    if key == keys.TEST_CALL_WEIGHTS:
        return [int(part) if part.isascii() and part.isdigit() else part for part in _parts(value)]
    return value


def words(key: str, value: Any, here: Government | None, reader: Reader) -> Text:
    """What a value says."""
    if key in (keys.OFFICE_HOURS, keys.TEST_CALL_WEIGHTS):
        return ", ".join(map(str, value))
    if key == keys.CHANNELS:
        return plain([CHANNELS[one] for one in value], reader) if value is not None else N_("All of them")
    if key in (keys.PEOPLE, keys.STORAGE_GB) and not value:
        return N_("No limit")
    if value is None:
        return here.name(reader.language) if here and key in keys.ITS_OWN_ONLY else N_("The product's blue")
    return str(value)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,，;；、]", value) if part.strip()]
