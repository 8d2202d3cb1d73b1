"""Time rules as a setting: their limits, the floor under them, and the governments below that follow."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hotline_platform.calendar.office_hours import OfficeHours
from hotline_platform.calendar.spans import Span
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of, hours_since
from hotline_tenants.clocks.rules import (
    DEFAULT_RULES,
    Rule,
    every_version,
    next_version,
    put_version,
    rules_at,
)
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.floor import LIMITS, looser_limits

EXTENSIONS = "extensions"
OPTIONAL = ("return_within", "contact", "extension")
"""A rule may set none of these."""
MOST_EXTENSIONS = 5

Limits = Mapping[str, Any]
"""The limits of a rule in their printed form, and how often it can be extended."""
Version = tuple[dt.datetime, Rule]


@dataclass(frozen=True)
class Carried:
    """What a government below takes over with a rule of the one above, from a moment on."""

    tenant: int
    code: str
    since: dt.datetime
    before: Limits
    after: Limits


def limits_of(rule: Rule) -> dict[str, Any]:
    """The limits of a rule as a change keeps them."""
    spans = {name: str(span) if (span := getattr(rule, name)) is not None else None for name in LIMITS}
    return {**spans, EXTENSIONS: rule.extensions}


def with_limits(rule: Rule, limits: Limits) -> Rule:
    """The same rule with other limits, which were checked before."""
    spans: dict[str, Any] = {
        name: Span.parse(text) if (text := limits.get(name)) else None for name in LIMITS
    }
    return replace(rule, **spans, extensions=limits[EXTENSIONS])


async def present(db: Db, *, at: dt.datetime) -> dict[str, Limits]:
    """The limits of every rule that is in force at a moment, by code."""
    return {rule.code: limits_of(rule) for rule in await rules_at(db, at)}


async def why_not(
    db: Db, code: str, wanted: Any, *, at: dt.datetime, beside: Mapping[str, Any]
) -> dict[str, Message]:
    """What is wrong with limits from a moment on, by limit."""
    rule = next(one for one in await rules_at(db, at) if one.code == code)
    wrong = dict(_unreadable(wanted))
    if wrong:
        return wrong
    rule, calendar = with_limits(rule, wanted), await calendar_of(db)
    hours = await hours_since(db, at)
    for since, floor, words in await _floors(db, rule, at=at):
        for name in looser_limits(rule, floor, hours):
            wrong.setdefault(name, _too_long(name, floor, words, since if since > at else None, calendar))
    return wrong


async def meant(db: Db, code: str, wanted: Any, *, at: dt.datetime) -> Any:
    """What a wish means, in the printed form of its limits; None is what the government above has."""
    if wanted is None:
        return (await limits_above(db, at=at)).get(code, {})
    return {name: _tidy(value) for name, value in wanted.items()}


async def limits_above(db: Db, *, at: dt.datetime) -> dict[str, Limits]:
    """The limits in force in the government above, by code; for a city those of the product."""
    parent = (await registry_of(db)).get(db.tenant).parent_id
    if parent is None:
        return {rule.code: limits_of(rule) for rule in DEFAULT_RULES}
    async with across(db, because=NewLink(db.tenant, parent)):
        return await present(db, at=at)


async def outlasting(db: Db, hours: Sequence[OfficeHours], *, at: dt.datetime) -> str | None:
    """The first rule, by both its names, that would outlast its floor by other office hours from a moment on."""
    for rule in await rules_at(db, at):
        for _, floor, _ in await _floors(db, rule, at=at):
            if any(looser_limits(rule, floor, hours)):
                return f"{rule.name_zh} ({rule.name_en})"
    return None


async def put(
    db: Db, wanted: Sequence[tuple[str, dt.datetime, Limits]], *, above: Mapping[str, Limits]
) -> None:  # fmt: skip
    """Put versions of rules: code, from when on, limits. What says the same as `above` goes on being inherited."""
    versions = await every_version(db)
    coming: list[Version] = []
    for code, since, limits in wanted:
        rule = max((one for one in versions if one[1].code == code and one[0] <= since), key=_began)[1]
        version = next_version([*versions, *coming], code)
        coming.append((since, with_limits(replace(rule, version=version), limits)))
    for since, rule in coming:
        put_version(db, rule, effective_from=since, inherited=above.get(rule.code) == limits_of(rule))


async def followers(
    db: Db, code: str, before: Limits, limits: Limits, *, since: dt.datetime
) -> list[Carried]:
    """What the governments below take over when a rule gets other limits here.

    Who has it from here goes on having it from here; of one's own limits those that would be looser come down to the
    floor, and so does what is to come.
    """
    below = sorted(
        unit.governs_tenant_id
        for unit in await unit_tree(db)
        if unit.kind == "government" and unit.governs_tenant_id
    )
    found: list[Carried] = []
    for tenant in below:
        async with across(db, because=NewLink(db.tenant, tenant)):
            versions = await every_version(db)
            moments = sorted({since, *(one for one, rule in versions if rule.code == code and one > since)})
            for moment in moments:
                mine = next((one for one in await rules_at(db, moment) if one.code == code), None)
                if mine is None:
                    continue
                after = limits_of(_following(mine, before, limits, await hours_since(db, moment)))
                if after != limits_of(mine):
                    found.append(Carried(tenant, code, moment, limits_of(mine), after))
    return found


def _following(mine: Rule, before: Limits, limits: Limits, hours: Sequence[OfficeHours]) -> Rule:
    floor = with_limits(mine, limits)
    if limits_of(mine) == before:
        return floor
    looser = set(looser_limits(mine, floor, hours))
    return replace(mine, **{name: getattr(floor, name) for name in looser})


async def _floors(db: Db, rule: Rule, *, at: dt.datetime) -> list[tuple[dt.datetime, Rule, Message]]:
    """The rules that this one may not outlast, now and as far as they are known to come."""
    parent = (await registry_of(db)).get(db.tenant).parent_id
    if parent is None:
        standard = next((one for one in DEFAULT_RULES if one.urgency == rule.urgency), None)
        urgent = rule.urgency is not None and standard is not None
        return [(at, standard, _STANDARD)] if urgent and standard is not None else []
    async with across(db, because=NewLink(db.tenant, parent)):
        held = {one.code: one for one in await rules_at(db, at)}
        code = rule.code if rule.code in held else "general"
        coming = [(since, one) for since, one in await every_version(db) if one.code == code and since > at]
    return [(since, one, _CITY) for since, one in ((at, held[code]), *coming)]


def _began(version: Version) -> tuple[dt.datetime, int]:
    return version[0], version[1].version


def _tidy(value: Any) -> Any:
    try:
        return str(Span.parse(value)) if isinstance(value, str) else value
    except Refused:
        return value


_CITY = N_("This is longer than the city's limit of %(limit)s.")
_STANDARD = N_("No rule lengthens an urgent limit: at most %(limit)s.")


def _too_long(
    name: str, floor: Rule, words: Message, since: dt.datetime | None, calendar: Calendar
) -> Message:
    above = getattr(floor, name)
    limit = str(above) if above is not None else N_("none")
    if since is not None:
        return N_(
            "From %(day)s on the city's limit is %(limit)s, and this is longer.", limit=limit,
            day=calendar.local_date(since).isoformat(),
        )  # fmt: skip
    return Message(words.text, {"limit": limit})


def _unreadable(wanted: Any) -> Iterator[tuple[str, Message]]:
    for name in LIMITS:
        text = wanted.get(name)
        if text is None and name not in OPTIONAL:
            yield name, N_("Fill this in.")
        elif text is not None:
            try:
                Span.parse(text)
            except Refused as refusal:
                yield name, refusal.message
    times = wanted.get(EXTENSIONS)
    if not isinstance(times, int) or not 0 <= times <= MOST_EXTENSIONS:
        yield EXTENSIONS, N_("Give a whole number from %(least)s to %(most)s.", least=0, most=MOST_EXTENSIONS)
    elif bool(times) != (wanted.get("extension") is not None):
        yield EXTENSIONS, N_("Say both how often and for how long, or leave both out.")
