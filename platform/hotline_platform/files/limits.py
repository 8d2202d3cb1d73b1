"""What a tenant accepts: how large, how many of one case, which types."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.files.kinds import KINDS, TYPES, FileType, Kind, types_of
from hotline_platform.files.model import FileLimit

MEGABYTE = 1_000_000
LARGEST = 2_000 * MEGABYTE
MOST = 1_000
AT_ONCE = 20
"""How many files one form may bring."""


@dataclass(frozen=True)
class Limit:
    """`size` in bytes of one file, `number` of one case, `types` by media type."""

    size: int
    number: int
    types: tuple[str, ...]


def _all(kind: Kind) -> tuple[str, ...]:
    return tuple(one.media_type for one in types_of(kind))


DEFAULTS: Mapping[Kind, Limit] = {
    "photo": Limit(20 * MEGABYTE, 60, _all("photo")),
    "recording": Limit(200 * MEGABYTE, 20, _all("recording")),
    "document": Limit(50 * MEGABYTE, 60, _all("document")),
}


@dataclass(frozen=True)
class Limits:
    """The limits of one tenant by kind."""

    of: Mapping[Kind, Limit]

    @property
    def largest(self) -> int:
        """More bytes than this no file may have, whatever it is."""
        return max(limit.size for limit in self.of.values())

    @property
    def types(self) -> tuple[str, ...]:
        """Every media type that is accepted."""
        return tuple(one for limit in self.of.values() for one in limit.types)

    def why_not(self, found: FileType, size: int) -> Message | None:
        """Why a file of this type and size is not accepted."""
        limit = self.of[found.kind]
        if found.media_type not in limit.types:
            return N_("Here this is not accepted: %(type)s.", type=found.label)
        return too_large(limit.size) if size > limit.size else None


def too_large(limit: int) -> Message:
    """For a file with more bytes than `limit`; it may not have been read to its end."""
    return N_("It is larger than the %(limit)s MB that are accepted.", limit=limit // MEGABYTE)


async def limits_of(db: Db) -> Limits:
    """The limits of the tenant one stands in, as this process remembers them for some seconds."""

    async def load() -> Limits:
        rows = await db.execute(select(FileLimit).where(FileLimit.tenant_id == db.tenant))
        own = {
            kind: Limit(row.size, row.number, tuple(one for one in row.types if one in TYPES))
            for row in rows.scalars()
            for kind in KINDS
            if kind == row.kind
        }
        return Limits({**DEFAULTS, **own})

    return await db.cache.get(("file_limits", db.tenant), load)


async def set_limit(db: Db, actor: Actor, kind: Kind, limit: Limit, *, at: dt.datetime) -> None:
    """Change what is accepted of one kind, from now on; it is noted in the log. Raises Refused by field."""
    actor.need("files.limit")
    wrong: dict[str, Message] = {}
    if not 1 <= limit.size <= LARGEST:
        wrong["size"] = N_("Give a size from 1 to %(most)s MB.", most=LARGEST // MEGABYTE)
    if not 0 <= limit.number <= MOST:
        wrong["number"] = N_("Give a number from 0 to %(most)s.", most=MOST)
    if wrong:
        raise refused_fields(wrong)
    values = {"size": limit.size, "number": limit.number, "types": list(limit.types)}
    row = insert(FileLimit).values(tenant_id=db.tenant, kind=kind, **values)
    await db.execute(row.on_conflict_do_update(index_elements=["tenant_id", "kind"], set_=values))
    note(
        db, "file_limit_set", account_id=actor.account_id, at=at, files=kind, size=limit.size // MEGABYTE,
        number=limit.number, types=len(limit.types),
    )  # fmt: skip
    db.cache.forget("file_limits", db.tenant)
