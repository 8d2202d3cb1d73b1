"""Planning a campaign: what is inspected, by whom, and on what score sheet."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import ROLES
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.cases.words import CHANNELS, TYPES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.model import Campaign, TeamMember
from hotline_tenants.inspection.recording import CAMPAIGNS
from hotline_tenants.inspection.words import ITEM_KINDS
from hotline_tenants.ledgers.recording import BEGINNING, record
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

LARGEST = 2_000
MOST_LINES = 20


@dataclass(frozen=True)
class SheetLine:
    """One line of a score sheet: what kind of item it is about, and how much it counts of a hundred."""

    name: str
    of: str
    weight: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign to be planned. `twice`: of a hundred items, how many are scored by two inspectors."""

    title: str
    places: Sequence[uuid.UUID]
    first_on: dt.date
    last_on: dt.date
    size: int
    team: Sequence[uuid.UUID]
    sheet: Sequence[SheetLine]
    types: Sequence[str] = ()
    channels: Sequence[str] = ()
    calls: int = 0
    least: int = 1
    twice: int = 20
    form_id: uuid.UUID


async def plan(db: Db, actor: Actor, new: Plan, *, at: dt.datetime) -> uuid.UUID:
    """Keep the plan; nothing is drawn yet. Raises Refused by field."""
    actor.need("inspection.keep")
    wrong = await _why_not_plan(db, new, at)
    if wrong:
        raise refused_fields(wrong)
    campaign = Campaign(
        tenant_id=db.tenant, id=new_id(), title=new.title.strip(), state="planned",
        places=[str(one) for one in dict.fromkeys(new.places)], first_on=new.first_on, last_on=new.last_on,
        types=list(new.types), channels=list(new.channels), size=new.size, calls=new.calls, least=new.least,
        twice=new.twice, sheet=_lines(new.sheet), form_id=new.form_id, planned_at=at, planned_by=actor.account_id,
        **BEGINNING,
    )  # fmt: skip
    db.add(campaign)
    try:
        await db.flush()
    except TWICE:
        raise Refused(N_("This campaign is planned already.")) from None
    for account_id in dict.fromkeys(new.team):
        db.put(TeamMember, campaign_id=campaign.id, account_id=account_id)
    await record(
        db, CAMPAIGNS, campaign, "plan", actor, at=at, sheet=campaign.sheet, places=campaign.places,
        size=new.size, calls=new.calls, least=new.least, twice=new.twice, team=list(dict.fromkeys(new.team)),
    )  # fmt: skip
    return campaign.id


def places_of(units: UnitTree) -> list[UnitInfo]:
    """What can be inspected: governments below, and units of our own that handle demands."""
    return [unit for unit in units.handling() if unit.kind != "superior"]


async def inspectors(db: Db) -> Mapping[uuid.UUID, str]:
    """Everybody here who may score, by account."""
    roles = [role for role, permissions in ROLES.items() if "inspection.keep" in permissions]
    rows = await db.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.tenant_id == db.tenant, Membership.role.in_(roles), Membership.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Account.name, Account.id)
    )  # fmt: skip
    return {row.id: row.name for row in rows}


async def suspended_among(db: Db, units: Sequence[UnitInfo]) -> UnitInfo | None:
    """The first of these places whose government is suspended or does not work here."""
    known = await registry_of(db)
    return next(
        (
            unit
            for unit in units
            if unit.governs_tenant_id is not None and known.get(unit.governs_tenant_id).status != "live"
        ),
        None,
    )


def not_now(unit: UnitInfo) -> Message:
    """What is said of a place whose government stands still."""
    return N_(
        "%(government)s is suspended: nothing is drawn, scored or asked there until it is resumed. Leave it out, or wait.",
        government=unit.named,
    )


def why_not_sheet(sheet: Sequence[SheetLine], *, cases: bool, calls: bool) -> Message | None:
    """None for a sheet whose weights make a hundred for every kind of item that there is."""
    if not sheet or len(sheet) > MOST_LINES:
        return N_("Write between 1 and %(most)s lines.", most=MOST_LINES)
    twice = [name for (name, _), many in Counter((one.name, one.of) for one in sheet).items() if many > 1]
    if twice:
        return N_("“%(line)s” stands there twice.", line=twice[0][:40])
    if light := next((one for one in sheet if not 1 <= one.weight <= 100), None):
        return N_("“%(line)s” weighs %(weight)s; a weight lies between 1 and 100.", line=light.name[:40], weight=light.weight)  # fmt: skip
    for kind, there in (("case", cases), ("call", calls)):
        whole = sum(one.weight for one in sheet if one.of == kind)
        if there and whole != 100:
            return N_("The weights for %(kind)s add up to %(whole)s instead of 100.", kind=ITEM_KINDS[kind], whole=whole)  # fmt: skip
    return None


async def _why_not_plan(db: Db, new: Plan, at: dt.datetime) -> dict[str, Message]:
    units, today = await unit_tree(db), (await calendar_of(db)).local_date(at)
    known = {unit.id: unit for unit in places_of(units)}
    chosen = [known[one] for one in new.places if one in known]
    wrong: dict[str, Message] = {}
    if not new.title.strip():
        wrong["title"] = N_("Give the campaign a title.")
    if len(chosen) != len(new.places) or not chosen:
        wrong["places"] = N_("Choose at least one government or unit of those listed.")
    elif still := await suspended_among(db, chosen):
        wrong["places"] = not_now(still)
    elif inner := next((one for one in chosen if set(units.upwards(one.parent_id)) & set(chosen)), None):
        wrong["places"] = N_(
            "%(unit)s belongs to another unit that is chosen: leave one of them out.", unit=inner.named
        )
    if new.last_on < new.first_on:
        wrong["last_on"] = N_("The period ends before it begins.")
    elif new.last_on >= today:
        wrong["last_on"] = N_("The period must be over: closings of today can still be added.")
    wrong |= _numbers(new)
    if not new.team or not set(new.team) <= set(await inspectors(db)):
        wrong["team"] = N_("Choose inspectors of those listed.")
    elif new.twice and len(set(new.team)) < 2:
        wrong["twice"] = N_("Two inspectors are needed to score the same item twice.")
    if refusal := why_not_sheet(new.sheet, cases=new.size > 0, calls=new.calls > 0):
        wrong["sheet"] = refusal
    return wrong


def _numbers(new: Plan) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if not 0 <= new.size <= LARGEST:
        wrong["size"] = N_("Draw between 0 and %(largest)s cases.", largest=LARGEST)
    if not 0 <= new.calls <= LARGEST:
        wrong["calls"] = N_("Draw between 0 and %(largest)s telephones.", largest=LARGEST)
    if not wrong and new.size + new.calls == 0:
        wrong["size"] = N_("Draw at least one case or one telephone.")
    if not 0 <= new.least <= 100:
        wrong["least"] = N_("Between 0 and 100.")
    if not 0 <= new.twice <= 100:
        wrong["twice"] = N_("Between 0 and 100.")
    if unknown := [one for one in new.types if one not in TYPES]:
        wrong["types"] = N_("There is no type %(type)s.", type=unknown[0][:40])
    if unknown := [one for one in new.channels if one not in CHANNELS]:
        wrong["channels"] = N_("There is no channel %(channel)s.", channel=unknown[0][:40])
    return wrong


def _lines(sheet: Sequence[SheetLine]) -> list[dict[str, Any]]:
    """The lines as they are kept: each with a code of its own, by which marks name it."""
    return [
        {"code": f"l{place}", "name": one.name.strip(), "of": one.of, "weight": one.weight}
        for place, one in enumerate(sheet, start=1)
    ]
