"""Drawing the sample of a campaign over all its places, and drawing it again to compare."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.inspection.drawing import LAST, METHOD, allocate, bound, draw, draw_key, needed
from hotline_tenants.inspection.lifecycle import CAMPAIGN, allowed
from hotline_tenants.inspection.model import Campaign, Item, Stratum
from hotline_tenants.inspection.planning import not_now, suspended_among
from hotline_tenants.inspection.populations import CALL, Drawn, Group, Wanted, before, sizes, telephones
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.inspection.recording import CAMPAIGNS
from hotline_tenants.ledgers.recording import record
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_tenants.points.health import counts_for

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
class Lot:
    """What a draw hangs on: its seed, and the moment as of which it draws."""

    seed: str
    as_of: dt.datetime


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
    lot = Lot(secrets.token_hex(8), at)
    sample = await drawn(db, campaign, lot)
    campaign.seed, campaign.drawn_at, campaign.state = lot.seed, at, to
    keys = sorted(sample.members, key=lambda one: draw_key(f"{lot.seed} twice", _name(one)))
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
        db, CAMPAIGNS, campaign, "draw", actor, at=at, seed=lot.seed, method=METHOD, as_of=at,
        items=len(sample.members), sample=digest_of_sample(sample.members),
    )  # fmt: skip


async def drawn(db: Db, campaign: Campaign, lot: Lot, *, again: bool = False) -> Sample:
    """The sample of a campaign by this lot. `again`: it was drawn before, and cases may have been taken up since.
    Raises Refused where a place stands still or the population is too small.
    """
    units = await unit_tree(db)
    places = _in_order([units.get(uuid.UUID(one)) for one in campaign.places])
    if not again and (still := await suspended_among(db, places)):
        raise Refused(not_now(still))
    cases: dict[Key, int] = {}
    found: dict[uuid.UUID, Mapping[str, uuid.UUID]] = {}
    for several in _by_government(places):
        owners = _owners(several, units)
        async with _standing_in(db, several[0]):
            if campaign.size:
                here = await sizes(db, wanted_of(campaign, lot, several, units), again=again)
                for (led, type_), many in sorted(here.items(), key=str):
                    place = owners(led).id, type_
                    cases[place] = cases.get(place, 0) + many
            if campaign.calls:
                found |= {unit.id: await _telephones(db, unit) for unit in several}
    calls = {(one, CALL): len(codes) for one, codes in found.items() if codes}
    shares = {
        **_shares(cases, campaign.size, campaign.least),
        **_shares(calls, campaign.calls, campaign.least),
    }
    members: list[Member] = []
    for several in _by_government(places):
        async with _standing_in(db, several[0]):
            members += await _cases(db, campaign, lot, several, units, cases, shares, again=again)
            for unit in several:
                members += await _calls(db, lot, unit, found.get(unit.id, {}), shares.get((unit.id, CALL), 0))
    members.sort(key=lambda one: draw_key(lot.seed, _name(one)))
    return Sample({**cases, **calls}, shares, members)


def wanted_of(campaign: Campaign, lot: Lot, places: Sequence[UnitInfo], units: UnitTree) -> Wanted:
    """Which closings a campaign is about in those of its places that lie in one government."""
    led = [unit_id for unit in places for unit_id in _with_those_under(unit, units)]
    return Wanted(
        campaign.first_on, campaign.last_on, lot.as_of, campaign.types, campaign.channels,
        None if places[0].governs_tenant_id else led,
    )  # fmt: skip


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


def _by_government(places: Sequence[UnitInfo]) -> Sequence[Sequence[UnitInfo]]:
    """Places that are looked at together: a government below by itself, our own units in one go."""
    own = [unit for unit in places if unit.governs_tenant_id is None]
    return [*([own] if own else []), *([unit] for unit in places if unit.governs_tenant_id is not None)]


def _owners(places: Sequence[UnitInfo], units: UnitTree) -> Callable[[uuid.UUID | None], UnitInfo]:
    """For which place a unit that led counts; a government below is one place whoever led there."""
    if places[0].governs_tenant_id is not None:
        return lambda _: places[0]
    found = {unit_id: unit for unit in places for unit_id in _with_those_under(unit, units)}
    return lambda led: found[led] if led else places[0]


def _with_those_under(unit: UnitInfo, units: UnitTree) -> Sequence[uuid.UUID]:
    return [one.id for one in units.every() if units.within(one.id, unit.id)]


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
    db: Db, campaign: Campaign, lot: Lot, places: Sequence[UnitInfo], units: UnitTree,
    populations: Mapping[Key, int], shares: Mapping[Key, int], *, again: bool,
) -> Sequence[Member]:  # fmt: skip
    """The first ones of every stratum of the places in one government."""
    wanted, owners = wanted_of(campaign, lot, places, units), _owners(places, units)
    here = {key: shares[key] for key in populations if shares[key] and key[0] in {unit.id for unit in places}}
    led = [None] if wanted.units is None else wanted.units
    groups = {(one, type_): (owners(one).id, type_) for one in led for type_ in {kind for _, kind in here}}
    groups = {group: key for group, key in groups.items() if key in here}
    drawn_from = {key: bound(populations[key], many) for key, many in here.items()}
    taken = await _first(db, wanted, lot.seed, groups, drawn_from, here, again=again)
    names = await unit_tree(db)
    return [
        Member("case", owners(one.lead_unit_id), db.tenant, one.id, one.number, one.type, _called(names.find(one.lead_unit_id)))
        for one in taken
    ]  # fmt: skip


async def _first(
    db: Db, wanted: Wanted, seed: str, groups: Mapping[Group, Key], bounds: Mapping[Key, bytes],
    shares: Mapping[Key, int], *, again: bool,
) -> Sequence[Drawn]:  # fmt: skip
    found = await before(db, wanted, seed, {group: bounds[key] for group, key in groups.items()}, again=again)
    taken: list[Drawn] = []
    left = dict(shares)
    for one in found:
        key = groups[(None if wanted.units is None else one.lead_unit_id, one.type)]
        if left[key]:
            left[key] -= 1
            taken.append(one)
    if any(left.values()) and any(one != LAST for one in bounds.values()):
        return await _first(db, wanted, seed, groups, dict.fromkeys(bounds, LAST), shares, again=again)
    return taken


async def _calls(
    db: Db, lot: Lot, unit: UnitInfo, codes: Mapping[str, uuid.UUID], many: int
) -> Sequence[Member]:
    """A committee has no score (`domain.md` §1): a call there counts for its street or township."""
    units = await unit_tree(db)
    return [
        Member("call", unit, db.tenant, codes[code], code, CALL, _called(counts_for(units, units.get(codes[code]))))
        for code in draw(codes, lot.seed, many)
    ]  # fmt: skip


async def _telephones(db: Db, unit: UnitInfo) -> Mapping[str, uuid.UUID]:
    codes = await telephones(db)
    if unit.governs_tenant_id is not None:
        return codes
    under = set(_with_those_under(unit, await unit_tree(db)))
    return {code: unit_id for code, unit_id in codes.items() if unit_id in under}


def _called(unit: UnitInfo | None) -> Mapping[str, str]:
    """What a unit is called now, as the sample keeps it."""
    return {"zh": unit.name_zh, "en": unit.name_en, "code": unit.code} if unit else {}
