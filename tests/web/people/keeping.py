"""What the tests about people share: somebody added on the page, looked up as the database has them."""

import re
import uuid
from html import unescape

from sqlalchemy import func, select

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.model import Account, Membership
from hotline_platform.audit.model import AuditEntry
from hotline_platform.database.scope import at
from tests.cast import PASSWORD
from tests.conftest import House

NEW = {"name": "苏晓棠", "login": "su.xiaotang", "role": "dispatcher", "language": "zh"}
_WORD = re.compile(r'<code class="hl-secret-word">([^<]+)</code>')


def shown_password(page: str) -> str:
    """The first password on the page that shows it."""
    return unescape(_WORD.findall(page)[0])


async def account(house: House, login: str) -> Account | None:
    async with house.database.transaction(at(house.cast.city)) as db:
        return (await db.execute(select(Account).where(Account.login == login))).scalar_one_or_none()


async def roles_of(house: House, tenant: int, account_id: uuid.UUID) -> list[tuple[str, bool]]:
    """Every role of a person in a tenant, and whether it is held now."""
    async with house.database.transaction(at(tenant)) as db:
        rows = await db.execute(
            select(Membership.role, Membership.ended_at.is_(None))
            .where(Membership.tenant_id == tenant, Membership.account_id == account_id)
            .order_by(Membership.role)
        )
        return [(row[0], row[1]) for row in rows]


async def recorded(house: House, tenant: int, kind: str) -> list[tuple[uuid.UUID | None, dict[str, object]]]:
    """The subjects and particulars of what the log holds of a kind."""
    async with house.database.transaction(at(tenant)) as db:
        rows = await db.execute(
            select(AuditEntry.subject, AuditEntry.detail)
            .where(AuditEntry.tenant_id == tenant, AuditEntry.kind == kind)
            .order_by(AuditEntry.id)
        )
        return [(row[0], row[1]) for row in rows]


async def people(house: House) -> tuple[int, int]:
    """How many accounts there are, and how many roles in the city."""
    async with house.database.transaction(at(house.cast.city)) as db:
        accounts = await db.scalar(select(func.count()).select_from(Account))
        roles = await db.scalar(
            select(func.count()).select_from(Membership).where(Membership.tenant_id == house.cast.city)
        )
        return accounts or 0, roles or 0


async def east_admin(house: House) -> uuid.UUID:
    """An administrator of the district, who signs in as east_admin."""
    async with house.database.transaction(at(house.cast.east)) as db:
        made = await add_account(
            db, login="east_admin", name="East Admin", password=PASSWORD, cheap=True, must_change_password=False,
            at=house.now,
        )  # fmt: skip
        add_membership(db, made, "tenant_admin", city=False, at=house.now)
    return made


def account_of(house: House, login: str) -> uuid.UUID:
    """The account of a member of the cast."""
    found = house.cast.actors[login].account_id
    assert found is not None
    return found
