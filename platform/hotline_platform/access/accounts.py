"""Accounts and their memberships: made by administrators, never deleted."""

import datetime as dt
import re
import uuid

from sqlalchemy import select

from hotline_platform.access import passwords
from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import CITY_ROLES, ROLES, UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


async def add_account(
    db: Db, *, login: str, name: str, password: str, language: str = "zh", must_change_password: bool = True,
    cheap: bool = False, at: dt.datetime,
) -> uuid.UUID:  # fmt: skip
    """A new account. Raises Refused by field: `login`, `name`, `password`."""
    wrong: dict[str, Message] = {}
    if not _LOGIN.fullmatch(login):
        wrong["login"] = N_("Use 3 to 40 small letters, digits, dots and dashes.")
    elif (await db.execute(select(Account.id).where(Account.login == login))).first():
        wrong["login"] = N_("This sign-in name is taken.")
    if not name.strip():
        wrong["name"] = N_("Give the person's name.")
    if reason := passwords.why_not_password(password, login):
        wrong["password"] = reason
    if wrong:
        raise refused_fields(wrong)
    account_id = new_id()
    db.put(
        Account, id=account_id, login=login, name=name.strip(), password_hash=passwords.hasher(cheap=cheap).hash(password),
        must_change_password=must_change_password, language=language, created_at=at,
    )  # fmt: skip
    return account_id


def add_membership(
    db: Db, account_id: uuid.UUID, role: str, *, unit_id: uuid.UUID | None = None, city: bool, at: dt.datetime
) -> uuid.UUID:
    """Give a person a role in the tenant of the scope. Raises Refused by field: `role`, `unit`."""
    if role not in ROLES:
        raise refused_fields({"role": N_("There is no such role.")})
    if role in CITY_ROLES and not city:
        raise refused_fields({"role": N_("Only a city has this role.")})
    if (role in UNIT_ROLES) != (unit_id is not None):
        raise refused_fields({"unit": N_("Unit roles, and only they, need a unit.")})
    membership_id = new_id()
    db.put(Membership, id=membership_id, account_id=account_id, role=role, unit_id=unit_id, granted_at=at)
    return membership_id
