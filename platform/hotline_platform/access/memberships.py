"""Giving people roles in a government and ending them; each act stands in the log, with ids and never with names."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select, text, update

from hotline_platform.access.accounts import add_membership
from hotline_platform.access.actor import Actor
from hotline_platform.access.headcount import why_no_room
from hotline_platform.access.model import Account, Membership, SignInSession
from hotline_platform.access.permissions import CITY_ROLES, GRANTS, OFFICES, ROLES, UNIT_ROLES
from hotline_platform.access.sessions import Standing, standings
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, NotAllowed, NotFound, Refused, refused_fields

ADMINISTRATOR = "tenant_admin"
_IN_TURN = text("SELECT pg_advisory_xact_lock(hashtext('administrators'), :tenant)")


def grantable(actor: Actor, *, city: bool) -> tuple[str, ...]:
    """The roles that this person may give and take away here, in the order of the matrix."""
    granted = frozenset(ROLES) if actor.role == "system" else GRANTS.get(actor.role, frozenset())
    return tuple(role for role in ROLES if role in granted and (city or role not in CITY_ROLES))


def why_not_role(actor: Actor, role: str, unit_id: uuid.UUID | None, *, city: bool) -> dict[str, Message]:
    """What is wrong with giving a role, whoever is to hold it, by field: `role`, `unit`."""
    if role not in grantable(actor, city=city):
        return {"role": N_("You cannot give this role.")}
    if role in UNIT_ROLES and unit_id is None:
        return {"unit": N_("Choose the unit: this role is held in one.")}
    if role not in UNIT_ROLES and unit_id is not None:
        return {"unit": N_("This role is held in the whole government. Leave the unit empty.")}
    return {}


def why_not_beside(role: str, held: Collection[str]) -> Message | None:
    """Whether a role may stand beside those a person holds anywhere: an office of the three is held alone."""
    if held and role in OFFICES:
        return N_("Nobody holds one of the three offices beside another role.")
    if OFFICES & set(held):
        return N_("This person holds one of the three offices, and therefore nothing else.")
    return None


async def grant(
    db: Db, actor: Actor, account_id: uuid.UUID, role: str, *, unit_id: uuid.UUID | None = None, city: bool,
    at: dt.datetime,
) -> uuid.UUID:  # fmt: skip
    """Give a person a role in the tenant one stands in. Raises Refused by field: `role`, `unit`.

    A role that had ended is held again under its old id: no session of that time is alive.
    """
    if wrong := why_not_role(actor, role, unit_id, city=city):
        raise refused_fields(wrong)
    account = await locked_account(db, account_id)
    if account.disabled_at is not None:
        raise Refused(N_("This account is closed."))
    if refusal := why_not_beside(role, [one.role for one in await standings(db, account_id)]):
        raise refused_fields({"role": refusal})
    if refusal := await why_no_room(db, [account_id]):
        raise Refused(refusal)
    known = await _held_before(db, account_id, role, unit_id)
    if known is not None and known.ended_at is None:
        raise refused_fields({"role": N_("This person already holds this role.")})
    if known is not None:
        known.granted_at, known.ended_at = at, None
        membership_id = known.id
    else:
        membership_id = add_membership(db, account_id, role, unit_id=unit_id, city=city, at=at)
    note(
        db,
        "role_given",
        account_id=actor.account_id,
        subject=account_id,
        at=at,
        role=role,
        **_of_unit(unit_id),
    )
    try:
        await db.write()
    except TWICE:
        raise refused_fields({"role": N_("This person already holds this role.")}) from None
    return membership_id


async def end(db: Db, actor: Actor, membership_id: uuid.UUID, *, at: dt.datetime) -> None:
    """End a role and every session that acts as it; one that has ended already stays as it is.

    Raises NotFound for another tenant's, NotAllowed for a role that one could not give, Refused for the role one
    acts in and for the last administrator of a government.
    """
    await db.execute(_IN_TURN, {"tenant": db.tenant})  # two administrators who end each other
    wanted = select(Membership).where(Membership.tenant_id == db.tenant, Membership.id == membership_id)
    membership = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
    if membership is None:
        raise NotFound
    if membership.role not in grantable(actor, city=True):
        raise NotAllowed
    if membership.id == actor.membership_id:
        raise Refused(N_("You act in this role yourself. Somebody else has to end it."))
    if membership.ended_at is not None:
        return
    if membership.role == ADMINISTRATOR and not await _another_administrator(db, membership):
        raise Refused(
            N_("This is the last administrator of this government. Somebody else has to take over first.")
        )
    membership.ended_at = at
    await db.execute(
        update(SignInSession)
        .where(
            SignInSession.account_id == membership.account_id,
            SignInSession.membership_id == membership.id,
            SignInSession.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    note(
        db, "role_ended", account_id=actor.account_id, subject=membership.account_id, at=at, role=membership.role,
        **_of_unit(membership.unit_id),
    )  # fmt: skip


async def locked_account(db: Db, account_id: uuid.UUID) -> Account:
    """The account, held until the end of the transaction, so that two acts on one person follow each other."""
    wanted = select(Account).where(Account.id == account_id).with_for_update()
    account = (await db.execute(wanted)).scalar_one_or_none()
    if account is None:
        raise NotFound
    return account


async def held_here(db: Db, account_id: uuid.UUID) -> Sequence[Membership]:
    """Every role that a person holds or held in the tenant one stands in. Raises NotFound where there never was one:
    another government's people do not exist.
    """
    wanted = (
        select(Membership)
        .where(Membership.tenant_id == db.tenant, Membership.account_id == account_id)
        .order_by(Membership.ended_at.is_not(None), Membership.granted_at, Membership.id)
    )
    found = (await db.execute(wanted)).scalars().all()
    if not found:
        raise NotFound
    return found


def why_not_keep(
    actor: Actor, account_id: uuid.UUID, held: Sequence[Standing], *, city: bool
) -> Message | None:
    """Why the administrator may not touch this person's password: it would open every door the person has."""
    if account_id == actor.account_id:
        return N_("Change your own password in the menu under your name.")
    if any(one.tenant_id != actor.tenant for one in held):
        return N_(
            "This person works for another government too, so nobody here may set the password or unlock the account."
        )
    if not {one.role for one in held} <= set(grantable(actor, city=city)):
        return N_("This person holds a role that you could not give, so you cannot open the door to it.")
    return None


async def _held_before(
    db: Db, account_id: uuid.UUID, role: str, unit_id: uuid.UUID | None
) -> Membership | None:
    wanted = select(Membership).where(
        Membership.tenant_id == db.tenant, Membership.account_id == account_id, Membership.role == role,
        Membership.unit_id.is_not_distinct_from(unit_id),
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()


async def _another_administrator(db: Db, one: Membership) -> bool:
    wanted = select(Membership.id).where(
        Membership.tenant_id == db.tenant, Membership.role == ADMINISTRATOR, Membership.ended_at.is_(None),
        Membership.account_id != one.account_id,
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None


def _of_unit(unit_id: uuid.UUID | None) -> dict[str, str]:
    return {} if unit_id is None else {"unit": str(unit_id)}
