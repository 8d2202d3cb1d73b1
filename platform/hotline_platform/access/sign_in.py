"""Signing in: password, lock-out and rate limit; and changing the password."""

import datetime as dt
import functools
import secrets
import uuid

from sqlalchemy import select, update

from hotline_platform.access import passwords, sessions
from hotline_platform.access.limits import count_attempt
from hotline_platform.access.model import Account
from hotline_platform.audit.recording import record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused, TooMany, refused_fields
from hotline_platform.tenancy.registry import load_registry

FAILURES_BEFORE_LOCK = 5
LOCK = dt.timedelta(minutes=15)
WINDOW = dt.timedelta(minutes=5)
PER_ADDRESS = 60

SUSPENDED = N_(
    "Your government is suspended at present, so nobody can sign in there. Its time limits stand still. "
    "Ask the hotline of the government above."
)


@functools.cache
def _nobody() -> str:
    """Verified when the name is unknown, so that the answer takes as long as for a known one."""
    return passwords.hasher().hash(secrets.token_urlsafe())


async def sign_in(
    database: Database, login: str, password: str, *, address: str, hours: int, at: dt.datetime
) -> str:
    """The token of a new session in the person's first membership in a government that is not suspended.

    Raises Refused (one sentence for unknown name and wrong password; another, for those who know both, where every
    government of theirs is suspended), TooMany (too many tries from one address, or the account is locked after five
    failures within its lock time). Failures are recorded in transactions of their own.
    """
    await count_attempt(database, "sign-in", address, limit=PER_ADDRESS, within=WINDOW, at=at)
    async with database.transaction(NOWHERE) as db:
        account = (
            await db.execute(select(Account).where(Account.login == login.strip()))
        ).scalar_one_or_none()
        standings = await sessions.standings(db, account.id) if account else []
        registry = await load_registry(db)
    if account and account.locked_until and account.locked_until > at:
        raise TooMany(int((account.locked_until - at).total_seconds()))
    matched = passwords.matches(account.password_hash if account else _nobody(), password)
    if account is None or not matched or account.disabled_at or not standings:
        if account is not None and not matched:
            await _count_failure(database, account.id, standings[0].tenant_id if standings else 0, at=at)
        raise Refused(N_("The sign-in name or the password is not right."))
    working = [one for one in standings if registry.get(one.tenant_id).status != "suspended"]
    if not working:
        raise Refused(SUSPENDED)
    async with database.transaction(NOWHERE) as db:
        await db.execute(
            update(Account).where(Account.id == account.id).values(failures=0, locked_until=None)
        )
        return sessions.start(db, account.id, working[0], hours=hours, at=at)


async def _count_failure(database: Database, account_id: uuid.UUID, tenant: int, *, at: dt.datetime) -> None:
    async with database.transaction(NOWHERE) as db:
        failures = (
            await db.execute(
                update(Account)
                .where(Account.id == account_id)
                .values(failures=Account.failures + 1)
                .returning(Account.failures)
            )
        ).scalar_one()
        if failures >= FAILURES_BEFORE_LOCK:
            await db.execute(
                update(Account).where(Account.id == account_id).values(failures=0, locked_until=at + LOCK)
            )
    await record(database, tenant, "sign_in_failed", account_id=account_id, at=at)


async def change_password(
    db: Db, account_id: uuid.UUID, *, old: str, new: str, again: str, cheap: bool, at: dt.datetime
) -> None:
    """Set a new password and sign out every session; the caller opens a fresh one. Raises Refused by field."""
    account = (await db.execute(select(Account).where(Account.id == account_id))).scalar_one_or_none()
    if account is None:
        raise NotFound
    if not passwords.matches(account.password_hash, old):
        raise refused_fields({"old": N_("This is not your present password.")})
    if reason := passwords.why_not_password(new, account.login):
        raise refused_fields({"new": reason})
    if new == old:
        raise refused_fields({"new": N_("The new password must differ from the present one.")})
    if new != again:
        raise refused_fields({"again": N_("The two entries differ.")})
    account.password_hash = passwords.hasher(cheap=cheap).hash(new)
    account.must_change_password = False
    await sessions.end_all(db, account_id, at=at)
