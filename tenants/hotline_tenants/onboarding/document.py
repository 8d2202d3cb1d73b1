"""What is to be known of a government that comes on board: one document, from a file or from the wizard.

The file is TOML, because Python's standard library reads it; `infra/onboarding/county.toml` explains every key.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import msgspec

from hotline_platform.errors import N_, Message, Refused


class _Part(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table of the document: an unknown key is a slip of the pen, never ignored."""


class GovernmentPart(_Part):
    """What the registry knows. `parent` is the division code of the city above; a city has none."""

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    tier: str
    parent: str = ""
    zone: str = "Asia/Shanghai"
    language: str = "zh"


class TemplatePart(_Part):
    """What is made in the likeness of the city beside rules and classification: `bureaus` are codes of city units."""

    bureaus: list[str] = []


class RulePart(_Part):
    """A time rule of the city by its code, and the limits that are tighter here."""

    code: str
    desk: str = ""
    sign: str = ""
    return_within: str = ""
    contact: str = ""
    reply: str = ""
    review: str = ""
    callback: str = ""


class CategoryPart(_Part):
    """One entry of the classification with the names above it, on three levels."""

    zh: list[str]
    en: list[str] = []


class ClosurePart(_Part):
    day: dt.date
    reason_zh: str
    reason_en: str = ""
    cells: dict[str, str] = {}


class UnitPart(_Part):
    """A unit; `cells` are the addresses of its values where they come from a spreadsheet."""

    code: str
    name_zh: str
    kind: str
    name_en: str = ""
    parent: str = ""
    cells: dict[str, str] = {}


class PersonPart(_Part):
    """One role of one person; somebody with two roles stands twice, under the same sign-in name."""

    login: str
    name: str
    role: str
    unit: str = ""
    language: str = ""
    cells: dict[str, str] = {}


class ResponsibilityPart(_Part):
    """Who is responsible for a category and everything below it: `category` are Chinese names from the first level."""

    category: list[str]
    unit: str
    basis_zh: str
    area: str = ""
    basis_en: str = ""


class Document(_Part):
    """A whole government. `settings` are its own values by their keys; what is not there it takes from above."""

    government: GovernmentPart
    settings: dict[str, Any] = {}
    template: TemplatePart = msgspec.field(default_factory=TemplatePart)
    time_rules: list[RulePart] = []
    categories: list[CategoryPart] = []
    closures: list[ClosurePart] = []
    units: list[UnitPart] = []
    people: list[PersonPart] = []
    responsibilities: list[ResponsibilityPart] = []
    spreadsheet: str = ""
    classification: str = ""


def document_of(content: bytes) -> Document:
    """Read a file. Raises Refused with the line or the key that is wrong, and what would be right."""
    try:
        return structured(tomllib.loads(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Refused(N_("The file is not in UTF-8. Save it as UTF-8.")) from None
    except tomllib.TOMLDecodeError as error:
        raise Refused(N_("The file is no TOML: %(why)s", why=str(error))) from None


def structured(content: Mapping[str, Any]) -> Document:
    """A document from plain values: of a file, or of a draft. Raises Refused that names the key."""
    try:
        return msgspec.convert(content, Document)
    except msgspec.ValidationError as error:
        place, message = _said(str(error))
        raise Refused(message, {place: message}) from None


_SAID: tuple[tuple[str, Message], ...] = (
    (r"Object contains unknown field `(?P<key>[^`]*)`", N_("There is no key %(key)s here.")),
    (r"Object missing required field `(?P<key>[^`]*)`", N_("The key %(key)s is missing.")),
    (
        r"Expected `(?P<right>[^`]*)`, got `(?P<given>[^`]*)`",
        N_("This should be %(right)s, and is %(given)s."),
    ),
    (r"Invalid RFC3339 encoded date", N_("This is no day. Write it like 2027-04-12.")),
    (r"(?P<why>.*?)", N_("This cannot be read: %(why)s")),
)


def _said(error: str) -> tuple[str, Message]:
    """The place, counted from 1 as people count, and the words of what msgspec says."""
    for pattern, message in _SAID:
        if found := re.fullmatch(pattern + r"(?: - at `\$\.?(?P<place>[^`]*)`)?", error):
            words = found.groupdict()
            place = words.pop("place") or words.get("key") or "document"
            counted = re.sub(r"\[(\d+)\]", lambda number: f"[{int(number[1]) + 1}]", place)
            return counted, Message(message.text, words)
    raise AssertionError(error)
