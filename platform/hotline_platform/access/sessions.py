"""Sessions: an own table, a fresh token at every sign-in and switch, only its digest stored."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text, update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import SignInSession
from hotline_platform.access.permissions import ROLES
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_platform.tenancy.registry import Registry

_WHO = "SELECT * FROM hotline_session($1, $2)"
_STANDINGS = "SELECT * FROM hotline_standings($1) ORDER BY tenant_id, role, membership_id"
_STANDINGS_WITHIN = text(_STANDINGS.replace("$1", ":account"))


@dataclass(frozen=True)
class Standing:
    """One membership of a person, as the switcher shows it."""

    membership_id: uuid.UUID
    tenant_id: int
    role: str
    unit_id: uuid.UUID | None


@dataclass(frozen=True)
class SignedIn:
    """A live session: the actor, and what the page frame needs to know. In a `suspended` government nobody acts."""

    actor: Actor
    login: str
    must_change_password: bool
    others: tuple[Standing, ...]
    unread: int
    expires_at: dt.datetime
    token_digest: bytes
    suspended: bool = False


def digest_of(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


async def who(database: Database, registry: Registry, token: str, *, at: dt.datetime) -> SignedIn | None:
    """The person behind a token, or None: unknown, expired, revoked, disabled, or the membership has ended.

    One statement outside any tenant: the function reads across memberships, which no policy would allow.
    """
    digest = digest_of(token)
    async with database.outside() as connection:
        row = await connection.fetchrow(_WHO, digest, at)
        if row is None:
            return None
        others: tuple[Standing, ...] = ()
        if row["standings"] > 1:
            others = tuple(Standing(*one) for one in await connection.fetch(_STANDINGS, row["account_id"]))
    reads: tuple[int, ...] = ()
    if ROLES.get(row["role"], frozenset()) & {
        "figures.below",
        "case.read_below",
        "network.below",
        "recall.call",
    }:
        kept = registry.kept()
        reads = tuple(one.id for one in registry.below(row["tenant_id"]) if one in kept)
    actor = Actor(
        tenant=row["tenant_id"], role=row["role"], name=row["name"], account_id=row["account_id"],
        membership_id=row["membership_id"], unit_id=row["unit_id"], language=row["language"], reads=reads,
    )  # fmt: skip
    return SignedIn(
        actor, row["login"], row["must_change_password"], others, row["unread"], row["expires_at"], digest,
        row["suspended"],
    )  # fmt: skip


async def standings(db: Db, account_id: uuid.UUID) -> Sequence[Standing]:
    """Every membership of a person that has not ended, in any tenant that is not archived."""
    rows = (await db.execute(_STANDINGS_WITHIN, {"account": account_id})).all()
    return [Standing(*row) for row in rows]


def start(db: Db, account_id: uuid.UUID, standing: Standing, *, hours: int, at: dt.datetime) -> str:
    """Open a session in a membership; the token returned is never seen again."""
    token = secrets.token_urlsafe(32)
    db.put(
        SignInSession,
        token_digest=digest_of(token),
        account_id=account_id,
        tenant_id=standing.tenant_id,
        membership_id=standing.membership_id,
        started_at=at,
        expires_at=at + dt.timedelta(hours=hours),
    )
    return token


async def end(db: Db, token_digest: bytes, *, at: dt.datetime) -> None:
    """Sign out this browser."""
    await db.execute(
        update(SignInSession).where(SignInSession.token_digest == token_digest).values(revoked_at=at)
    )


async def end_all(db: Db, account_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Sign out everywhere."""
    await db.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.revoked_at.is_(None))
        .values(revoked_at=at)
    )


async def switch(
    db: Db, signed_in: SignedIn, membership_id: uuid.UUID, *, hours: int, at: dt.datetime
) -> str:
    """Stand in another of one's memberships: a new session, the old one ended. Raises NotFound for others'."""
    assert signed_in.actor.account_id is not None
    for standing in await standings(db, signed_in.actor.account_id):
        if standing.membership_id == membership_id:
            await end(db, signed_in.token_digest, at=at)
            return start(db, signed_in.actor.account_id, standing, hours=hours, at=at)
    raise NotFound
