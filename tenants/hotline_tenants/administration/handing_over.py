"""Handing a government's administration over: asked for by one, decided by another who is neither of the two."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from sqlalchemy import select

from hotline_platform.access import memberships
from hotline_platform.access.actor import Actor, system_actor
from hotline_platform.access.keeping import account_called
from hotline_platform.access.memberships import ADMINISTRATOR
from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import OFFICES
from hotline_platform.access.sessions import standings
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotFound, Refused, Stale, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.administration.model import Handing
from hotline_tenants.network.staffing import is_city
from hotline_tenants.rosters.ending_roles import end_role

SHORTEST_REASON = 4
ASKS, DECIDES = ("people.keep", "tenant.keep"), ("tenant.keep", "access.keep")
OFFICERS = ("system_admin", "security_officer")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who hands over to whom (by sign-in name), whether that person leaves altogether, and why."""

    handed_by: uuid.UUID
    to: str
    leaves: bool
    reason: str


async def ask(db: Db, actor: Actor, wish: Wish, *, at: dt.datetime) -> uuid.UUID:
    """Ask in the government one stands in; the two officers above who may decide are told.

    Raises Refused by field: `handed_by`, `to`, `reason`; and where another handing over waits.
    """
    _need(actor, ASKS)
    if actor.role == "tenant_admin" and wish.handed_by != actor.account_id:
        raise refused_fields({"handed_by": N_("You hand over your own administration, nobody else's.")})
    taker = await account_called(db, wish.to, field="to") if wish.to.strip() else None
    if wrong := await _why_not(db, wish, taker):
        raise refused_fields(wrong)
    assert taker is not None
    handing_id = new_id()
    db.put(
        Handing, id=handing_id, handed_by=wish.handed_by, taken_by=taker, leaves=wish.leaves,
        reason=wish.reason.strip(), asked_at=at, asked_by=actor.account_id, answer="",
    )  # fmt: skip
    note(db, "administration_asked", account_id=actor.account_id, subject=taker, at=at)
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("A handing over waits to be decided already. Withdraw that one first.")) from None
    await _tell_officers(db, at=at)
    return handing_id


async def confirm(db: Db, actor: Actor, handing_id: uuid.UUID, *, at: dt.datetime) -> None:
    """The one takes over and the other's role ends, with every session in it, in this transaction.

    Raises NotFound, Stale where it was decided meanwhile, and Refused for one of the two, or for whoever asked.
    """
    _need(actor, DECIDES)
    handing = await _waiting(db, handing_id)
    if refusal := why_not_decide(handing, actor):
        raise Refused(refusal)
    deciding = replace(system_actor(db.tenant), account_id=actor.account_id)
    held = await administrators(db)
    if handing.taken_by not in held:
        await memberships.grant(db, deciding, handing.taken_by, ADMINISTRATOR, city=await is_city(db), at=at)
    for one in await memberships.held_here(db, handing.handed_by):
        if one.ended_at is None and (handing.leaves or one.role == ADMINISTRATOR):
            await end_role(db, deciding, one.account_id, one.id, at=at)
    await _decide(db, actor, handing, "confirmed", "", at=at)
    await tell(
        db, "administration_taken", subject_id=None, subject_kind="administration", at=at,
        accounts=(handing.taken_by,),
    )  # fmt: skip


async def refuse(db: Db, actor: Actor, handing_id: uuid.UUID, reason: str, *, at: dt.datetime) -> None:
    """Everything stays as it is. Raises as `confirm`, and Refused by field: `reason`."""
    _need(actor, DECIDES)
    handing = await _waiting(db, handing_id)
    if refusal := why_not_decide(handing, actor):
        raise Refused(refusal)
    if len(reason.strip()) < SHORTEST_REASON:
        raise refused_fields({"reason": N_("Say why, in at least 4 characters: whoever asked reads it.")})
    await _decide(db, actor, handing, "refused", reason, at=at)


async def withdraw(db: Db, actor: Actor, handing_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Whoever may ask may take it back before it is decided. Raises NotFound, Stale."""
    _need(actor, ASKS)
    await _decide(db, actor, await _waiting(db, handing_id), "withdrawn", "", at=at)


async def administrators(db: Db) -> dict[uuid.UUID, str]:
    """Who administers the government one stands in, by account, with their names."""
    wanted = (
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.tenant_id == db.tenant,
            Membership.role == ADMINISTRATOR,
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.granted_at, Membership.id)
    )
    return {row.id: row.name for row in await db.execute(wanted)}


def why_not_decide(handing: Handing, actor: Actor) -> Message | None:
    """None where this person may decide."""
    if actor.account_id in (handing.handed_by, handing.taken_by):
        return N_("You are one of the two yourself. Somebody else decides.")
    if actor.account_id is not None and actor.account_id == handing.asked_by:
        return N_("You have asked for it yourself. Somebody else decides.")
    return None


async def _why_not(db: Db, wish: Wish, taker: uuid.UUID | None) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if wish.handed_by not in await administrators(db):
        wrong["handed_by"] = N_("This person does not administer this government.")
    if taker is None:
        wrong["to"] = N_("Give the sign-in name of the person who takes over.")
    elif taker == wish.handed_by:
        wrong["to"] = N_("Nobody takes over from themselves.")
    elif OFFICES & {one.role for one in await standings(db, taker)}:
        wrong["to"] = N_("This person holds one of the three offices, and therefore nothing else.")
    if len(wish.reason.strip()) < SHORTEST_REASON:
        wrong["reason"] = N_("Give the reason, at least 4 characters: it is kept with the handing over.")
    return wrong


async def _waiting(db: Db, handing_id: uuid.UUID) -> Handing:
    wanted = select(Handing).where(Handing.tenant_id == db.tenant, Handing.id == handing_id).with_for_update()
    handing = (await db.execute(wanted)).scalar_one_or_none()
    if handing is None:
        raise NotFound
    if handing.decided_at is not None:
        raise Stale(N_("This handing over has been decided meanwhile. Look at it as it is now."))
    return handing


async def _decide(
    db: Db, actor: Actor, handing: Handing, decision: str, answer: str, *, at: dt.datetime
) -> None:
    handing.decision, handing.decided_at, handing.decided_by = decision, at, actor.account_id
    handing.answer = answer.strip()
    note(db, f"administration_{decision}", account_id=actor.account_id, subject=handing.taken_by, at=at)
    asked = {handing.handed_by} | ({handing.asked_by} if handing.asked_by else set())
    await tell(
        db,
        f"administration_{decision}",
        subject_id=None,
        subject_kind="administration",
        at=at,
        accounts=asked,
    )


async def _tell_officers(db: Db, *, at: dt.datetime) -> None:
    """They work in the government above, or in this one where there is none."""
    here = (await registry_of(db)).get(db.tenant)

    async def say() -> None:
        await tell(
            db, "administration_asked", subject_id=None, subject_kind="confirmation", at=at, roles=OFFICERS,
            government=here.name_zh,
        )  # fmt: skip

    if here.parent_id is None:
        await say()
    else:
        async with across(db, because=NewLink(db.tenant, here.parent_id)):
            await say()


def _need(actor: Actor, permissions: tuple[str, ...]) -> None:
    if not any(actor.may(one) for one in permissions):
        actor.need(permissions[0])
