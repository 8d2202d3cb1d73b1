"""Keeping people's accounts: a new person with a first password, another first password, an end to a lock."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access import passwords, sessions
from hotline_platform.access.accounts import add_account
from hotline_platform.access.actor import Actor
from hotline_platform.access.memberships import grant, held_here, locked_account, why_not_keep, why_not_role
from hotline_platform.access.model import Account
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, NotFound, Refused, refused_fields

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other on paper and on the telephone."""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who is to work here: sign-in name, name, first role."""

    login: str
    name: str
    role: str
    unit_id: uuid.UUID | None = None
    language: str = "zh"


@dataclass(frozen=True)
class Added:
    """A person just added. The first password is told here and nowhere else."""

    account_id: uuid.UUID
    password: str


def first_password(login: str) -> str:
    """A random password of twelve letters and digits in three groups: 59 bits, short-lived, easily read out."""
    while True:
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        password = "-".join(groups)
        if passwords.why_not_password(password, login) is None:
            return password


async def add_person(
    db: Db, actor: Actor, new: NewPerson, *, city: bool, cheap: bool, at: dt.datetime
) -> Added:
    """Add a person with a first role to the tenant one stands in. Raises Refused by field: `login`, `name`, `role`,
    `unit`. The first password must be changed at the first sign-in.
    """
    wrong = why_not_role(actor, new.role, new.unit_id, city=city)
    password = first_password(new.login)
    try:
        account_id = await add_account(
            db, login=new.login, name=new.name, password=password, language=new.language, cheap=cheap, at=at
        )
        await db.write()
    except TWICE:
        raise refused_fields({"login": N_("This sign-in name is taken.")}) from None
    except Refused as refusal:
        raise refused_fields({**refusal.fields, **wrong}) from None
    note(db, "person_added", account_id=actor.account_id, subject=account_id, at=at)
    await grant(db, actor, account_id, new.role, unit_id=new.unit_id, city=city, at=at)
    return Added(account_id, password)


async def account_called(db: Db, login: str, *, field: str = "login") -> uuid.UUID:
    """The account with that sign-in name, in whichever government its person works. Raises Refused by that field."""
    found = await db.scalar(select(Account.id).where(Account.login == login.strip().lower()))
    if found is None:
        raise refused_fields({field: N_("Nobody has this sign-in name.")})
    return found


async def set_first_password(
    db: Db, actor: Actor, account_id: uuid.UUID, *, city: bool, cheap: bool, at: dt.datetime
) -> str:
    """Give a person of this tenant a new first password, end the lock and every session; returns the password.

    Raises NotFound for another tenant's person, and Refused where it would open a door that is not this one's.
    """
    account = await _kept(db, actor, account_id, city=city)
    note(db, "password_set", account_id=actor.account_id, subject=account_id, at=at)
    return await _renewed(db, account, cheap=cheap, at=at)


async def renew_password(db: Db, login: str, *, cheap: bool, at: dt.datetime) -> str:
    """The same for whoever runs the deployment: the way in for people whom no single administrator may help, because
    they work for several governments. Raises Refused: `login`.
    """
    account = await locked_account(db, await account_called(db, login))
    note(db, "password_set", account_id=None, subject=account.id, at=at)
    return await _renewed(db, account, cheap=cheap, at=at)


async def unlock(db: Db, actor: Actor, account_id: uuid.UUID, *, city: bool, at: dt.datetime) -> None:
    """Let a person try again who was locked out after wrong passwords. Raises as `set_first_password`."""
    account = await _kept(db, actor, account_id, city=city)
    account.failures, account.locked_until = 0, None
    note(db, "unlocked", account_id=actor.account_id, subject=account_id, at=at)


async def _renewed(db: Db, account: Account, *, cheap: bool, at: dt.datetime) -> str:
    password = first_password(account.login)
    account.password_hash = passwords.hasher(cheap=cheap).hash(password)
    account.must_change_password = True
    account.failures, account.locked_until = 0, None
    await sessions.end_all(db, account.id, at=at)
    return password


async def _kept(db: Db, actor: Actor, account_id: uuid.UUID, *, city: bool) -> Account:
    living = [one for one in await held_here(db, account_id) if one.ended_at is None]
    if not living:
        raise NotFound
    account = await locked_account(db, account_id)
    if refusal := why_not_keep(actor, account_id, await sessions.standings(db, account_id), city=city):
        raise Refused(refusal)
    return account
