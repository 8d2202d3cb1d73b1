"""What people type into cells, made into text, moments and counts; what cannot be is Wrong, never guessed."""

import datetime as dt
import re
import unicodedata
from zoneinfo import ZoneInfo

from hotline_tenants.imports.problems import Wrong

FIRST_YEAR = 1980
"""The first mayor's telephones of the country rang after it."""

EXACT_DIGITS = 15
"""How many digits of a number a spreadsheet keeps."""

SERIAL_DAYS = range(10_000, 100_000)
"""What a date looks like in a cell that is not formatted as one: days since 1900 or 1904, one cannot tell which."""

_CONTROL = re.compile(
    r"_x000[0-9A-Fa-f]_|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LINE_END = re.compile(r"\r\n?|_x000[dD]_\n?")
_MOMENT = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[T\s]*(?P<half>上午|下午|AM|PM)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})分?"
    r"(?::?(?P<second>\d{1,2})(?:[.,]\d+)?秒?)?(?:\s*(?P<late>AM|PM))?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")


def line_of(value: object) -> str:
    """One line of text without stray white space."""
    return " ".join(text_of(value).split())


def text_of(value: object) -> str:
    """Text as people mean it: no control characters, no stray white space, at most one empty line in a row."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**EXACT_DIGITS:
        value = int(value)
    text = _SURROGATE.sub("", _CONTROL.sub("", _LINE_END.sub("\n", str(value))))
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def number_of(value: object) -> str:
    """The number under which the source keeps a row. Raises Wrong for one that the spreadsheet has rounded."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**EXACT_DIGITS:
        raise Wrong("digits_lost")
    text = unicodedata.normalize("NFKC", line_of(value))
    if re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", text):
        raise Wrong("digits_lost")
    return text


def count_of(value: object) -> int | None:
    """A whole number from 0; None for an empty cell."""
    text = unicodedata.normalize("NFKC", line_of(value)).replace(",", "")
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text):
        raise Wrong("no_count")
    return int(text)


def moment_of(value: object, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """A moment in UTC: a date cell, or text in one of the usual forms, meant in `zone` where it names none.

    A day without a time is its midnight. Raises Wrong.
    """
    local = _moment(value, zone)
    if local.year < FIRST_YEAR:
        raise Wrong("too_early", year=FIRST_YEAR)
    if local.year > now.year + 1 or local > now:
        raise Wrong("future")
    return local.astimezone(dt.UTC)


def day_of(value: object) -> dt.date:
    """A day, past or to come: a date cell, or text in one of the usual forms. Raises Wrong."""
    return _moment(value, ZoneInfo("UTC")).date()


def _moment(value: object, zone: ZoneInfo) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=value.tzinfo or zone)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(), zone)
    if isinstance(value, float) and int(value) in SERIAL_DAYS:
        raise Wrong("serial")
    text = unicodedata.normalize("NFKC", line_of(value))
    if not text:
        raise Wrong("empty")
    try:
        if found := _MOMENT.fullmatch(text):
            return _spoken(found, zone)
        if digits := _DIGITS.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in digits.groups())
            return dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError):
        raise Wrong("no_such_day") from None
    raise Wrong("no_moment")


def _spoken(found: re.Match[str], zone: ZoneInfo) -> dt.datetime:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or found["late"] or "").upper()
    if half in {"下午", "PM"} and hour < 12:
        hour += 12
    if half in {"上午", "AM"} and hour == 12:
        hour = 0
    meant: dt.tzinfo | None = zone
    if offset := found["zone"]:
        meant = dt.datetime.strptime(offset.upper().replace("Z", "+0000").replace(":", ""), "%z").tzinfo
    return dt.datetime(
        int(found["year"]), int(found["month"]), int(found["day"]), hour, minute, second, tzinfo=meant
    )
