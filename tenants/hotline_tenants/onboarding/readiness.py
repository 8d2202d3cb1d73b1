"""Whether a government can go live: a checklist that is computed from what is there, never ticked by hand."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select

from hotline_platform.access.model import Account, Membership
from hotline_platform.calendar.office_hours import OfficeHours
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_platform.tenancy.values import LETTERHEAD_ZH, hours_from, value_of
from hotline_tenants.boundaries.changing_places import waiting_conversions
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import UnitInfo
from hotline_tenants.onboarding.floor import outside, why_looser_hours
from hotline_tenants.onboarding.presence import House, house_of
from hotline_tenants.rosters.on_duty import on_duty_everywhere

State = Literal["ready", "warning", "missing"]
Mended = Literal[
    "catalogue",
    "units",
    "people",
    "rules",
    "hours",
    "letterhead",
    "calendar",
    "rosters",
    "governments",
    "boundaries",
]
"""Where a line is mended; the pages know under which address."""

DESK = ("operator", "dispatcher", "reviewer", "callback_officer")
"""Without somebody in each of these roles a case stands still."""

STAFFED = ("department", "public_service", "street")
NAMED = 6
"""How many of what is missing a line names."""


@dataclass(frozen=True)
class Line:
    """One line of the list: `names` are the first of what is missing, as (Chinese, English), `count` all of it."""

    key: str
    state: State
    words: Message
    mended: Mended
    names: tuple[tuple[str | Message, str | Message], ...] = ()
    count: int = 0


async def readiness(database: Database, code: str, *, at: dt.datetime) -> list[Line]:
    """Every line of the checklist, in the order in which one mends them. Raises NotFound."""
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    here = registry.by_code(code)
    above = registry.get(here.parent_id) if here.parent_id else None
    house = await house_of(database, here, at=at)
    city = await house_of(database, above, at=at) if above else None
    async with database.transaction(standing_in(here.id)) as db:
        calendar = await calendar_of(db)
        covered = set(await on_duty_everywhere(db, at=at))
        signed_in = await db.scalar(
            select(Account.id)
            .join(Membership, Membership.account_id == Account.id)
            .where(
                Membership.tenant_id == db.tenant, Membership.role == "tenant_admin", Membership.ended_at.is_(None),
                Account.must_change_password.is_(False),
            )
            .limit(1)
        )  # fmt: skip
    return [
        *_above(above),
        *_categories(house),
        *_units(house),
        *_desk(house),
        *_administrator(house, signed_in=signed_in is not None),
        *_rules(house, city, calendar.hours_since(calendar.local_date(at))),
        *_hours(registry, here, calendar.local_date(at)),
        _letterhead(registry, here),
        *_years(calendar, at),
        *_duty(house, covered),
        *await _conversions(database, here, at=at),
    ]


def red(lines: Sequence[Line]) -> list[Line]:
    """The lines that keep a government from going live."""
    return [line for line in lines if line.state == "missing"]


def _above(above: Government | None) -> Iterator[Line]:
    if above is not None:
        live = above.status == "live"
        yield Line("above", "ready" if live else "missing", N_("The city above is live."), "governments")


def _categories(house: House) -> Iterator[Line]:
    answered = {entry.category for entry in house.entries if entry.now and not entry.area}
    categories = [one for one in house.categories.every() if one.level == 3]
    open_ = [
        one for one in categories if not answered & {each.code for each in house.categories.upwards(one.id)}
    ]
    if not categories:
        yield Line("categories", "missing", N_("There is a content classification."), "catalogue")
    else:
        yield _line(
            "categories", N_("Every category has a responsible unit."), "catalogue",
            [(one.name_zh, one.name_en) for one in open_],
        )  # fmt: skip


def _units(house: House) -> Iterator[Line]:
    units = staffed(house)
    if not units:
        yield Line("units", "missing", N_("There is a unit that handles demands."), "units")
    for role, words in (
        ("unit_officer", N_("Every unit has an officer.")),
        ("unit_leader", N_("Every unit has a leader who signs off.")),
    ):
        held = {unit for _, one, unit in house.roles if one == role}
        yield _line(role, words, "people", [_names(unit) for unit in units if unit.code not in held])


def staffed(house: House) -> list[UnitInfo]:
    """The units that need an officer and a leader: committees are invited, governments have people of their own."""
    return [unit for unit in house.units.values() if unit.kind in STAFFED and not unit.closed]


def _desk(house: House) -> Iterator[Line]:
    held = {role for _, role, _ in house.roles}
    missing = [role for role in DESK if role not in held]
    yield _line("desk", N_("Operator, dispatcher, reviewer and callback officer are there."), "people",
                [(role, role) for role in missing])  # fmt: skip


def _administrator(house: House, *, signed_in: bool) -> Iterator[Line]:
    there = any(role == "tenant_admin" for _, role, _ in house.roles)
    yield Line("administrator", "ready" if there else "missing", N_("There is an administrator."), "people")
    if there:
        yield Line(
            "signed_in", "ready" if signed_in else "missing",
            N_("The administrator has signed in and chosen a password."), "people",
        )  # fmt: skip


def _rules(house: House, city: House | None, hours: Sequence[OfficeHours]) -> Iterator[Line]:
    if not any(rule.code == "general" for rule in house.rules):
        yield Line("rules", "missing", N_("There is a time rule of last resort."), "rules")
    if city is not None:
        names = {rule.code: (rule.name_zh, rule.name_en) for rule in house.rules}
        wrong = outside(house.rules, city.rules, hours)
        yield _line(
            "floor", N_("No limit is longer than the city's."), "rules", [names[code] for code in wrong]
        )


def _hours(registry: Registry, here: Government, day: dt.date) -> Iterator[Line]:
    if here.parent_id is not None:
        why = why_looser_hours(hours_from(registry, here.id, day), hours_from(registry, here.parent_id, day))
        yield Line(
            "hours", "missing" if why else "ready",
            N_("The working day is no shorter than the city's and closes no later."), "hours",
        )  # fmt: skip


def _letterhead(registry: Registry, here: Government) -> Line:
    there = value_of(registry, here.id, LETTERHEAD_ZH).value is not None
    return Line("letterhead", "ready" if there else "missing", N_("The letterhead is set."), "letterhead")


def _years(calendar: Calendar, at: dt.datetime) -> Iterator[Line]:
    local = at.astimezone(calendar.zone)
    needed = {local.year, (local + dt.timedelta(days=60)).year}
    missing = sorted(needed - calendar.known_years)
    yield Line(
        "calendar", "warning" if missing else "ready", N_("The working calendar is loaded."), "calendar",
        tuple((str(year), str(year)) for year in missing), len(missing),
    )  # fmt: skip


def _duty(house: House, covered: Collection[tuple[uuid.UUID | None, str]]) -> Iterator[Line]:
    for post, words in (
        ("duty", N_("Somebody is on duty in every unit now.")),
        ("leader", N_("A leader is on duty in every unit now.")),
    ):
        missing = [_names(unit) for unit in staffed(house) if (unit.id, post) not in covered]
        found = _line("duty" if post == "duty" else "duty_leader", words, "rosters", missing)
        # A gap in a roster warns its own people; a night without one is no reason to keep a government waiting.
        yield replace(found, state="warning" if missing else "ready")


async def _conversions(database: Database, here: Government, *, at: dt.datetime) -> list[Line]:
    """The unit of the city that becomes this government: it goes into it when that goes live, so it is settled before."""
    if here.status != "preparing":
        return []
    async with database.transaction(NOWHERE) as db:
        plans = await waiting_conversions(db, here.id)
    blocked = [
        plan for plan in plans if plan.approved_at is None or (await dry_run(database, plan, at=at)).blocks
    ]
    return [
        Line("conversion", "missing" if blocked else "ready",
             N_("The plan by which a unit of the city becomes this government is approved, and nothing stands in its way."),
             "boundaries", count=len(blocked))
    ] if plans else []  # fmt: skip


def _names(unit: UnitInfo) -> tuple[str, str]:
    return unit.name_zh, unit.name_en


def _line(key: str, words: Message, mended: Mended, missing: Sequence[tuple[str, str]]) -> Line:
    return Line(key, "missing" if missing else "ready", words, mended, tuple(missing[:NAMED]), len(missing))
