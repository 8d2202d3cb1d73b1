"""Reading the files of a case, cut down to what a person may see of it."""

import hmac
import uuid
from dataclasses import dataclass

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.model import Blob, File
from hotline_tenants.cases.model import Case, CaseEvent
from hotline_tenants.enclosures.model import Enclosure

OUTSIDERS = frozenset({"overseer", "committee"})
"""Roles that are no staff of the government: pictures reach them without the place where they were taken."""


@dataclass(frozen=True)
class Enclosed:
    """A file of a case with what the case says of it. `by` is the name of who added it, None for the product; the
    bytes of a copy from another government are not `there` before a job has brought them.
    """

    enclosure: Enclosure
    file: File
    by: str | None
    there: bool

    def seen_by(self, actor: Actor) -> bool:
        """A unit sees what is meant for all units or the caller, and what it added itself; the hotline sees all."""
        if actor.role not in UNIT_ROLES:
            return True
        own = actor.unit_id is not None and self.enclosure.unit_id == actor.unit_id
        return own or self.enclosure.audience in ("units", "caller")


async def enclosures_of(db: Db, case: Case) -> list[Enclosed]:
    """Every file of a case that was reached before, oldest first, erased ones included; whoever shows them to a
    person asks `seen_by`.
    """
    return [Enclosed(*row) for row in (await db.execute(_enclosed(db, case).order_by(Enclosure.id)))]


async def seen_enclosures(db: Db, actor: Actor, case: Case) -> list[Enclosed]:
    """The files of a case that this person may see."""
    return [one for one in await enclosures_of(db, case) if one.seen_by(actor)]


async def enclosure_for(db: Db, actor: Actor, case: Case, file_id: uuid.UUID) -> Enclosed:
    """One file of a case that was reached before. Raises NotFound for another case's, one that this person may not
    see, and one that was erased; Refused for one whose bytes are still on their way.
    """
    row = (await db.execute(_enclosed(db, case).where(File.id == file_id))).one_or_none()
    found = Enclosed(*row) if row else None
    if found is None or not found.seen_by(actor) or found.file.digest is None:
        raise NotFound
    if not found.there:
        raise Refused(N_("This file is still on its way from the other government. Try again in a moment."))
    return found


def proves(event: CaseEvent, found: Enclosed) -> bool:
    """Whether this event of the chain says that exactly this content was added. Erased content proves nothing."""
    if found.file.digest is None:
        return False
    digest = digest_of(found.enclosure.salt, found.file.digest.hex())
    return any(
        one["id"] == str(found.enclosure.id) and hmac.compare_digest(one["content"], digest)
        for one in event.data.get("files", ())
    )


def _enclosed(db: Db, case: Case) -> Select[Enclosure, File, str | None, bool]:
    return (
        select(Enclosure, File, Account.name, Blob.placed_at.is_not(None))
        .join(File, (File.tenant_id == db.tenant) & (File.id == Enclosure.file_id))
        .outerjoin(Blob, (Blob.tenant_id == db.tenant) & (Blob.digest == File.digest))
        .outerjoin(Account, Account.id == Enclosure.added_by)
        .where(Enclosure.tenant_id == db.tenant, Enclosure.case_id == case.id)
    )
