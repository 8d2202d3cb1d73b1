"""The tables of files. The name is personal and can be erased, and so can the content; the row stays."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned


class Blob(TenantOwned, Base):
    """Content that one tenant keeps, once, by its SHA-256; no other tenant shares it.

    It is claimed before its bytes are put into the store (`placed_at`), and `loose` as long as nothing may refer to
    it: the sweep looks at loose ones only.
    """

    __tablename__ = "blobs"
    __table_args__ = (Index("ix_blobs_loose", "tenant_id", "claimed_at", postgresql_where="loose"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    claimed_at: Mapped[dt.datetime]
    placed_at: Mapped[dt.datetime | None]
    loose: Mapped[bool]


class File(TenantObject, Base):
    """One file as somebody gave it. `located` pictures carry the place where they were taken; `scan` says whether
    a virus scanner looked at it. An erased one has neither name nor digest.
    """

    __tablename__ = "files"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "digest"], ["blobs.tenant_id", "blobs.digest"]),
        CheckConstraint("scan in ('off', 'clean')", name="scan"),
        CheckConstraint("(digest is null) = (erased_at is not null)", name="erased"),
        Index("ix_files_digest", "tenant_id", "digest"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    digest: Mapped[bytes | None]
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str]
    name: Mapped[str]
    located: Mapped[bool]
    thumbnail: Mapped[bool]
    scan: Mapped[str]
    uploaded_at: Mapped[dt.datetime]
    uploaded_by: Mapped[uuid.UUID | None]
    erased_at: Mapped[dt.datetime | None]


class FileLimit(TenantOwned, Base):
    """What a tenant accepts of one kind of file: `size` in bytes, `number` of one case, `types` by media type."""

    __tablename__ = "file_limits"
    __table_args__ = (CheckConstraint("kind in ('photo', 'recording', 'document')", name="kind"),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    kind: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int]
    types: Mapped[list[Any]]
