"""Accounts, memberships, sessions and API clients."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, SmallInteger, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class Account(Base):
    """A person who can sign in. Global: one person may work in several governments."""

    __tablename__ = "accounts"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool]
    language: Mapped[str] = mapped_column(server_default="zh")
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[dt.datetime | None]
    disabled_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class Membership(TenantObject, Base):
    """One role of one person in one tenant, in a unit where the role needs one."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("uq_memberships_standing", "tenant_id", "account_id", "role", "unit_id", unique=True,
              postgresql_nulls_not_distinct=True),
        # Not led by tenant_id on purpose: the sign-in asks through a function in which tenants a person is.
        Index("ix_memberships_account_id", "account_id"),
        Index("ix_memberships_unit", "tenant_id", "unit_id", "role"),
    )  # fmt: skip
    definer_reads: ClassVar[bool] = True

    account_id: Mapped[uuid.UUID]
    role: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    granted_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]


class SignInSession(Base):
    """A signed-in browser: only the digest of its token is kept, and the membership it acts as."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_account_id", "account_id"),)

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(Uuid(), ForeignKey("accounts.id"))
    tenant_id: Mapped[int]
    membership_id: Mapped[uuid.UUID]
    started_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]


class Attempt(Base):
    """A counter of attempts within a window; its bucket is a digest, never a name or an address."""

    __tablename__ = "attempts"

    bucket: Mapped[bytes] = mapped_column(primary_key=True)
    window_start: Mapped[dt.datetime]
    count: Mapped[int]


class ApiClient(TenantObject, Base):
    """Another system that acts here as one role, in a unit where the role needs one, within its scopes. It has an
    account without a password, so that history names who acted; of its secret only the digest is kept.
    """

    __tablename__ = "api_clients"
    __table_args__ = (Index("ix_api_clients_created", "tenant_id", "created_at", "id"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    name: Mapped[str]
    account_id: Mapped[uuid.UUID]
    role: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    scopes: Mapped[list[Any]]
    per_minute: Mapped[int]
    secret_digest: Mapped[bytes]
    created_at: Mapped[dt.datetime]
    created_by: Mapped[uuid.UUID | None]
    last_used_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class ApiAnswer(TenantOwned, Base):
    """What a client was answered under one of its idempotency keys, written with the act itself. Empty while the act
    is under way.
    """

    __tablename__ = "api_answers"
    __table_args__ = (Index("ix_api_answers_at", "tenant_id", "at"),)

    client_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    at: Mapped[dt.datetime]
    status: Mapped[int | None] = mapped_column(SmallInteger)
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None]
