"""Rules, categories and closed days of a document."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hotline_platform.calendar.office_hours import DEFAULT, OfficeHours, read_periods
from hotline_platform.calendar.spans import Span
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.values import OFFICE_HOURS, hours_from
from hotline_tenants.clocks.rules import DEFAULT_RULES, Rule
from hotline_tenants.onboarding.document import Document, RulePart
from hotline_tenants.onboarding.floor import looser_limits
from hotline_tenants.onboarding.presence import Present
from hotline_tenants.onboarding.values import LIVE, why_not_setting

LIMITS = ("desk", "sign", "return_within", "contact", "reply", "review", "callback")
"""The limits that a document can tighten."""


def wrong_rules(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    """What is wrong with the time rules, categories, closed days and the template, by key."""
    yield from _rules(document, present)
    for number, one in enumerate(document.categories, 1):
        if len(one.zh) != 3 or not all(name.strip() for name in one.zh):
            yield f"categories[{number}].zh", N_("Write three names, from the first level to the third.")
        if one.en and (len(one.en) != 3 or not all(name.strip() for name in one.en)):
            yield f"categories[{number}].en", N_("Write three names, from the first level to the third.")
    days: set[object] = set()
    for number, closure in enumerate(document.closures, 1):
        place = closure.cells.get("day", f"closures[{number}].day")
        if closure.day in days:
            yield place, N_("The offices are already closed on this day.")
        elif present.here and present.here.status == "live" and closure.day not in present.house.closures:
            yield (
                place,
                N_("The government is live: its own administrator closes its offices, under Calendar."),
            )
        if not closure.reason_zh.strip():
            yield (
                closure.cells.get("reason_zh", f"closures[{number}].reason_zh"),
                N_("Say why the offices are closed."),
            )
        days.add(closure.day)
    city = present.city.units if present.city else {}
    for number, code in enumerate(document.template.bureaus, 1):
        if code not in city or city[code].kind not in ("department", "public_service"):
            yield (
                f"template.bureaus[{number}]",
                N_("The city has no department or public service unit %(code)s.", code=code),
            )


def _rules(document: Document, present: Present) -> Iterator[tuple[str, Message]]:
    known = {rule.code: rule for rule in (present.city or present.house).rules or DEFAULT_RULES}
    hours = _hours(document, present)
    for number, part in enumerate(document.time_rules, 1):
        place = f"time_rules[{number}]"
        if part.code not in known:
            yield f"{place}.code", N_("There is no time rule %(code)s. These there are: %(known)s.",
                                      code=part.code, known=", ".join(sorted(known)) or "–")  # fmt: skip
            continue
        if present.here and present.here.status == "live" and _differs(part, present):
            yield place, LIVE
        spans: dict[str, Any] = {}
        for name in LIMITS:
            if written := getattr(part, name):
                try:
                    spans[name] = Span.parse(written)
                except Refused as refusal:
                    yield f"{place}.{name}", refusal.message
        if present.city is not None:
            for name in looser_limits(replace(known[part.code], **spans), known[part.code], hours):
                yield (
                    f"{place}.{name}",
                    N_(
                        "This is longer than the city's limit of %(limit)s.",
                        limit=str(getattr(known[part.code], name)),
                    ),
                )


def _differs(part: RulePart, present: Present) -> bool:
    mine: Rule | None = next((rule for rule in present.house.rules if rule.code == part.code), None)
    return mine is None or any(
        str(getattr(mine, name) or "") != getattr(part, name) for name in LIMITS if getattr(part, name)
    )


def _hours(document: Document, present: Present) -> tuple[OfficeHours, ...]:
    """The hours by which limits of different kinds are compared: the document's, else those that would hold."""
    written = document.settings.get(OFFICE_HOURS)
    if written is not None and why_not_setting(OFFICE_HOURS, written) is None:
        return (OfficeHours(read_periods(written)),)
    holding = present.here or present.above
    if holding is None:
        return (OfficeHours(DEFAULT),)
    return tuple(
        OfficeHours(read_periods(hours)) for hours in hours_from(present.registry, holding.id, present.day)
    )
