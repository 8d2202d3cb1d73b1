"""Filling a government with what a plan says: every row of a kind in one statement, all of it in one transaction."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.headcount import why_no_room
from hotline_platform.access.model import Account, Membership
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.clocks.model import Closure, TimeRule
from hotline_tenants.clocks.rules import columns_of
from hotline_tenants.network.catalogue import add_entry
from hotline_tenants.network.classification import add_categories, classification
from hotline_tenants.network.keeping import locked_units
from hotline_tenants.network.model import Unit
from hotline_tenants.network.placing import circle
from hotline_tenants.onboarding.giving import latest_given, put_given, rule_given, values_given
from hotline_tenants.onboarding.planning import Plan

ALWAYS = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""From when the first version of a rule holds: imported history is older than the government's first day."""


_IN_BETWEEN = N_("Somebody added the same thing in between. Nothing was changed; look at it once more.")


async def fill(db: Db, actor: Actor, plan: Plan, hashes: Mapping[str, str], *, at: dt.datetime) -> None:
    """Write everything into the tenant one stands in. `hashes` are those of the first passwords of new people."""
    _rules(db, plan, at=at)
    put_given(db, actor, await _given(db, plan), road="document", at=at)
    await add_categories(db, plan.categories)
    units = await _units(db, plan)
    known = await classification(db)
    for entry in plan.entries:
        category = known.by_code(entry.category)
        assert category is not None
        add_entry(
            db, category_id=category.id, area_id=units[entry.area] if entry.area else None,
            unit_id=units[entry.unit], basis_zh=entry.basis_zh, basis_en=entry.basis_en, effective_from=at.date(),
        )  # fmt: skip
    for closure in plan.closures:
        zh = closure.reason_zh.strip()
        db.put(Closure, id=new_id(), day=closure.day, reason_zh=zh, reason_en=closure.reason_en.strip() or zh)
    try:
        await _people(db, actor, plan, units, hashes, at=at)
        await db.write()
    except TWICE:
        raise Refused(_IN_BETWEEN) from None
    note(db, "government_set_up", account_id=actor.account_id, at=at, **plan.particulars)


def _rules(db: Db, plan: Plan, *, at: dt.datetime) -> None:
    for change in plan.rules:
        first = change.rule.version == 1
        db.put(TimeRule, id=new_id(), effective_from=ALWAYS if first else at, inherited=change.inherited,
               **columns_of(change.rule))  # fmt: skip
    db.cache.forget("time_rules", db.tenant)


async def _given(db: Db, plan: Plan) -> dict[str, Any]:
    """The settings and the rules of its own that the document brings; settings too that an attempt which was cut off has
    left in the registry.
    """
    noted = {one.subject for one in await latest_given(db)}
    changed = dict(plan.settings)
    found = {
        subject: value
        for subject, value in values_given(plan.document.settings).items()
        if subject not in noted or subject in values_given(changed)
    }
    for one in plan.rules:
        if not one.inherited:
            found |= rule_given(one.rule, inherited=False)
    return found


async def _units(db: Db, plan: Plan) -> dict[str, uuid.UUID]:
    """The units by code, new ones with theirs. A parent may stand below its child in the file."""
    ids = {code: unit.id for code, unit in plan.present.house.units.items()}
    ids |= {unit.code: new_id() for unit in plan.new_units}
    for unit in plan.new_units:
        db.put(
            Unit, id=ids[unit.code], code=unit.code, name_zh=unit.name_zh, name_en=unit.name_en or unit.name_zh,
            kind=unit.kind, parent_id=ids[unit.parent] if unit.parent else None, governs_tenant_id=None,
        )  # fmt: skip
    changed = {unit.code: unit for unit in plan.changed_units}
    if changed:
        there = await locked_units(db)
        for row in [one for one in there.values() if one.code in changed]:
            unit = changed[row.code]
            row.name_zh, row.name_en = unit.name_zh, unit.name_en or unit.name_zh
            row.parent_id = ids[unit.parent] if unit.parent else None
        parents = {one.id: one.parent_id for one in there.values()}
        if any(circle(ids[code], parents.get) for code in changed):
            raise Refused(_IN_BETWEEN)
    above = plan.present.above
    if above is not None and above.code not in ids:
        # What belongs to the city, or to another district, is referred up to it.
        db.put(
            Unit, id=new_id(), code=above.code, name_zh=above.name_zh, name_en=above.name_en, kind="superior",
            parent_id=None, governs_tenant_id=above.id,
        )  # fmt: skip
    db.cache.forget("units", db.tenant)
    return ids


async def _people(
    db: Db, actor: Actor, plan: Plan, units: Mapping[str, uuid.UUID], hashes: Mapping[str, str], *, at: dt.datetime
) -> None:  # fmt: skip
    if not plan.people:
        return
    # Only those who were here when the plan was made: a name that somebody took since belongs to somebody else.
    here = plan.present.house.logins & {one.login for one in plan.people}
    wanted = select(Account.login, Account.id).where(Account.login.in_(here))
    ids: dict[str, uuid.UUID] = {row.login: row.id for row in await db.execute(wanted)}
    for one in plan.people:
        if one.login not in ids:
            ids[one.login] = new_id()
            db.put(
                Account, id=ids[one.login], login=one.login, name=one.name.strip(), password_hash=hashes[one.login],
                must_change_password=True, language=one.language or plan.document.government.language, created_at=at,
            )  # fmt: skip
            note(db, "person_added", account_id=actor.account_id, subject=ids[one.login], at=at)
    if refusal := await why_no_room(db, set(ids.values())):
        raise Refused(refusal)
    for one in plan.people:
        unit_id = units[one.unit] if one.unit else None
        db.put(
            Membership, id=new_id(), account_id=ids[one.login], role=one.role, unit_id=unit_id, granted_at=at
        )
        of_unit = {"unit": str(unit_id)} if unit_id else {}
        note(
            db,
            "role_given",
            account_id=actor.account_id,
            subject=ids[one.login],
            at=at,
            role=one.role,
            **of_unit,
        )
