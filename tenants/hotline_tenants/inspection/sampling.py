"""Drawing the sample of a campaign over all its places, and drawing it again to compare."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.inspection.drawing import METHOD, allocate, draw, draw_key, needed
from hotline_tenants.inspection.lifecycle import CAMPAIGN, allowed
from hotline_tenants.inspection.model import Campaign, Item, Stratum
from hotline_tenants.inspection.planning import not_now, suspended_among
from hotline_tenants.inspection.populations import CALL, Wanted, first_of, sizes, telephones
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.recording import CAMPAIGNS, record
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree

Key = tuple[uuid.UUID, str]
"""A place and a kind of demand."""


@dataclass(frozen=True)
class Member:
    """One thing of a sample, before it is kept."""

    kind: str
    unit: UnitInfo
    tenant: int
    subject_id: uuid.UUID
    number: str
    stratum: str
    handler: Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """What a draw found: the population and the share of every stratum, and the members in their order."""

    populations: Mapping[Key, int]
    shares: Mapping[Key, int]
    members: Sequence[Member]


async def draw_sample(
    db: Db, actor: Actor, campaign_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Draw, once: the seed is drawn too, so that nobody can look for one that suits. Raises Refused."""
    campaign = await campaign_for(db, actor, campaign_id, lock=True, version=version)
    to = allowed(CAMPAIGN, campaign.state, "draw", actor).to
    campaign.seed, campaign.drawn_at, campaign.state = secrets.token_hex(8), at, to
    sample = await drawn(db, campaign)
    keys = sorted(sample.members, key=lambda one: draw_key(f"{campaign.seed} twice", _name(one)))
    doubled = {one.subject_id for one in keys[: round(len(keys) * campaign.twice / 100)]}
    for (unit_id, kind), many in sample.populations.items():
        db.put(
            Stratum, campaign_id=campaign.id, unit_id=unit_id, kind=kind, population=many,
            sampled=sample.shares[(unit_id, kind)],
        )  # fmt: skip
    for place, one in enumerate(sample.members, start=1):
        db.put(
            Item, id=new_id(), campaign_id=campaign.id, place=place, kind=one.kind, unit_id=one.unit.id,
            other_tenant_id=one.tenant, subject_id=one.subject_id, number=one.number, stratum=one.stratum,
            handler=one.handler, twice=one.subject_id in doubled,
        )  # fmt: skip
    await record(
        db, CAMPAIGNS, campaign, "draw", actor, at=at, seed=campaign.seed, method=METHOD, as_of=at,
        items=len(sample.members), sample=digest_of_sample(sample.members),
    )  # fmt: skip


async def drawn(db: Db, campaign: Campaign, *, again: bool = False) -> Sample:
    """The sample of a campaign by its seed, as of the moment of its draw. `again`: it was drawn before, and cases may
    have been taken up since. Raises Refused where a place stands still or the population is too small.
    """
    units = await unit_tree(db)
    places = _in_order([units.get(uuid.UUID(one)) for one in campaign.places])
    if not again and (still := await suspended_among(db, places)):
        raise Refused(not_now(still))
    cases: dict[Key, int] = {}
    found: dict[uuid.UUID, Mapping[str, uuid.UUID]] = {}
    for unit in places:
        async with _standing_in(db, unit):
            if campaign.size:
                here = await sizes(db, wanted_of(campaign, unit, units), again=again)
                cases |= {(unit.id, type_): many for type_, many in here.items()}
            if campaign.calls:
                found[unit.id] = await _telephones(db, unit)
    calls = {(one, CALL): len(codes) for one, codes in found.items() if codes}
    shares = {
        **_shares(cases, campaign.size, campaign.least),
        **_shares(calls, campaign.calls, campaign.least),
    }
    members: list[Member] = []
    for unit in places:
        async with _standing_in(db, unit):
            members += await _cases(db, campaign, unit, wanted_of(campaign, unit, units), shares, again=again)
            members += await _calls(
                db, campaign, unit, found.get(unit.id, {}), shares.get((unit.id, CALL), 0)
            )
    members.sort(key=lambda one: draw_key(seed_of(campaign), _name(one)))
    return Sample({**cases, **calls}, shares, members)


def wanted_of(campaign: Campaign, unit: UnitInfo, units: UnitTree) -> Wanted:
    """Which closings a campaign is about in one of its places."""
    assert campaign.drawn_at is not None
    return Wanted(
        campaign.first_on, campaign.last_on, campaign.drawn_at, campaign.types, campaign.channels,
        None if unit.governs_tenant_id else _with_those_under(unit, units),
    )  # fmt: skip


def seed_of(campaign: Campaign) -> str:
    """The seed of a campaign that was drawn."""
    assert campaign.seed is not None
    return campaign.seed


def digest_of_sample(members: Sequence[Member]) -> str:
    """By which the ledger remembers who is in the sample."""
    return hashlib.sha256("\n".join(_name(one) for one in members).encode()).hexdigest()


async def kept_sample(db: Db, campaign_id: uuid.UUID) -> Sequence[Item]:
    """What was drawn, in its order."""
    wanted = select(Item).where(Item.tenant_id == db.tenant, Item.campaign_id == campaign_id)
    return list(await db.scalars(wanted.order_by(Item.place)))


async def strata_of(db: Db, campaign_id: uuid.UUID) -> Sequence[Stratum]:
    """What it was drawn from."""
    wanted = select(Stratum).where(Stratum.tenant_id == db.tenant, Stratum.campaign_id == campaign_id)
    return list(await db.scalars(wanted.order_by(Stratum.unit_id, Stratum.kind)))


def _name(one: Member) -> str:
    return f"{one.unit.code} {one.number}"


def _in_order(places: Sequence[UnitInfo]) -> Sequence[UnitInfo]:
    """As governments are reached one after the other: everybody in the same order."""
    return sorted(places, key=lambda unit: (unit.governs_tenant_id or 0, unit.code))


def _with_those_under(unit: UnitInfo, units: UnitTree) -> Sequence[uuid.UUID]:
    return [one.id for one in units.every() if unit in units.upwards(one.id)]


def _standing_in(db: Db, unit: UnitInfo) -> AbstractAsyncContextManager[None]:
    if unit.governs_tenant_id is None:
        return nullcontext()
    return across(db, because=NewLink(db.tenant, unit.governs_tenant_id))


def _shares(populations: Mapping[Key, int], size: int, least: int) -> Mapping[Key, int]:
    whole, smallest = sum(populations.values()), needed(populations, least)
    if size > whole:
        raise Refused(
            N_("The sample is larger than its population: %(size)s are wanted, there are %(whole)s.", size=size, whole=whole)
        )  # fmt: skip
    if size and size < smallest:
        raise Refused(
            N_("At least %(least)s of each of %(strata)s strata are %(needed)s, more than the %(size)s wanted. Draw more, or ask for fewer of each.", least=least, strata=len(populations), needed=smallest, size=size)
        )  # fmt: skip
    return allocate(populations, size, least)


async def _cases(
    db: Db, campaign: Campaign, unit: UnitInfo, wanted: Wanted, shares: Mapping[Key, int], *, again: bool
) -> Sequence[Member]:
    here = {kind: many for (unit_id, kind), many in shares.items() if unit_id == unit.id and kind != CALL}
    units = await unit_tree(db)
    return [
        Member("case", unit, db.tenant, one.id, one.number, one.type, _called(units.find(one.lead_unit_id)))
        for one in await first_of(db, wanted, seed_of(campaign), here, again=again)
    ]


async def _calls(
    db: Db, campaign: Campaign, unit: UnitInfo, codes: Mapping[str, uuid.UUID], many: int
) -> Sequence[Member]:
    units = await unit_tree(db)
    return [
        Member("call", unit, db.tenant, codes[code], code, CALL, _called(units.find(codes[code])))
        for code in draw(codes, seed_of(campaign), many)
    ]


async def _telephones(db: Db, unit: UnitInfo) -> Mapping[str, uuid.UUID]:
    codes = await telephones(db)
    if unit.governs_tenant_id is not None:
        return codes
    under = set(_with_those_under(unit, await unit_tree(db)))
    return {code: unit_id for code, unit_id in codes.items() if unit_id in under}


def _called(unit: UnitInfo | None) -> Mapping[str, str]:
    """What a unit is called now, as the sample keeps it."""
    return {"zh": unit.name_zh, "en": unit.name_en, "code": unit.code} if unit else {}
