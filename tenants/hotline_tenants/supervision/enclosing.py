"""Files of a supervision: the sheet with an instruction, and what a unit or a district reports with."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.copying import original_of
from hotline_platform.files.keeping import put_file
from hotline_platform.files.model import Blob, File
from hotline_platform.files.taking_over import take_over
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.supervision.model import Supervision, SupervisionFile, SupervisionLink
from hotline_tenants.supervision.reaching import locked, supervision_for
from hotline_tenants.supervision.recording import record

MOST = 50
"""Files of one supervision."""


@dataclass(frozen=True)
class Enclosed:
    """A file with what the supervision says of it; the bytes of a copy are not `there` before a job has brought them."""

    enclosure: SupervisionFile
    file: File
    by: str | None
    there: bool


def why_not_enclose(supervision: Supervision, actor: Actor) -> Message | None:
    """None for the desk as long as it is open or a look-back is planned, and for whoever is asked while it is under way."""
    if answers(supervision, actor):
        return None if supervision.state == "issued" else N_("Nothing is asked here any more.")
    if not actor.may("supervision.issue"):
        return N_("Your role does not include this act.")
    over = supervision.state in ("lifted", "exempted", "discarded") or (
        supervision.state == "closed" and supervision.look_back_on is None
    )
    return N_("The supervision is over: nothing is added to it any more.") if over else None


def answers(supervision: Supervision, actor: Actor) -> bool:
    """Whether this person stands on the side that is asked: a unit, or the desk of a district below."""
    return actor.role in UNIT_ROLES or supervision.side == "lower"


async def enclose(
    db: Db, actor: Actor, supervision_id: uuid.UUID, files: Sequence[Checked], *, at: dt.datetime
) -> int:
    """Add files that were checked and placed; returns how many were new. Raises Refused where nothing can be added."""
    supervision = await supervision_for(db, actor, supervision_id, lock=True)
    if refusal := why_not_enclose(supervision, actor):
        raise Refused(refusal)
    there = [one for one in await files_of(db, supervision_id) if one.file.digest]
    known = {one.file.digest for one in there if one.enclosure.unit_id == actor.unit_id}
    new = list({one.received.digest: one for one in files if one.received.digest not in known}.values())
    if len(there) + len(new) > MOST:
        raise Refused(N_("A supervision takes at most %(most)s files.", most=MOST))
    kind = "evidence" if answers(supervision, actor) else "sheet"
    facts = [
        put_supervision_file(
            db, supervision, await put_file(db, actor, one, at=at), one.received.digest, kind=kind,
            unit_id=actor.unit_id, by=actor.account_id, at=at,
        )
        for one in new
    ]  # fmt: skip
    if facts:
        await record(db, supervision, "enclose", actor, at=at, files=facts, unit=actor.unit_id)
    return len(facts)


def put_supervision_file(
    db: Db, supervision: Supervision, file_id: uuid.UUID, digest: bytes, *, kind: str, unit_id: uuid.UUID | None,
    by: uuid.UUID | None, at: dt.datetime,
) -> dict[str, Any]:  # fmt: skip
    """The row of one file that the next entry of a locked supervision adds; returns what that entry says of it."""
    row_id, salt = new_id(), new_salt()
    db.put(
        SupervisionFile, id=row_id, supervision_id=supervision.id, file_id=file_id, kind=kind, unit_id=unit_id,
        seq=supervision.events + 1, added_at=at, added_by=by, salt=salt,
    )  # fmt: skip
    return {"id": row_id, "kind": kind, "content": digest_of(salt, digest.hex())}


async def copy_evidence_up(
    db: Db,
    actor: Actor,
    link: SupervisionLink,
    lower_id: uuid.UUID,
    unit_id: uuid.UUID | None,
    *,
    at: dt.datetime,
) -> None:
    """Give the supervision above what the district answers with; called in the lower tenant. What went up before stays."""
    originals = [
        original_of(one.file)
        for one in await files_of(db, lower_id)
        if one.file.digest and one.enclosure.kind == "evidence" and one.enclosure.unit_id is None
    ]
    async with across(db, because=link):
        upper = await locked(db, link.other_id)
        known = {
            one.file.digest for one in await files_of(db, link.other_id) if one.enclosure.unit_id == unit_id
        }
        facts = []
        for original in originals:
            if original.digest in known:
                continue
            file_id = await take_over(db, original, by=actor.account_id, at=at)
            facts.append(
                put_supervision_file(
                    db,
                    upper,
                    file_id,
                    original.digest,
                    kind="evidence",
                    unit_id=unit_id,
                    by=actor.account_id,
                    at=at,
                )
            )
        if facts:
            await record(db, upper, "enclose", actor, at=at, files=facts, unit=unit_id)


async def files_of(db: Db, supervision_id: uuid.UUID) -> list[Enclosed]:
    """Every file of a supervision that was reached before, oldest first."""
    rows = await db.execute(_enclosed(db, supervision_id).order_by(SupervisionFile.id))
    return [Enclosed(*row) for row in rows]


async def file_for(db: Db, actor: Actor, supervision_id: uuid.UUID, file_id: uuid.UUID) -> Enclosed:
    """One file of a supervision that this person may know of; a unit sees papers, sheets and its own.

    Raises NotFound, and Refused for one whose bytes are still on their way.
    """
    await supervision_for(db, actor, supervision_id)
    row = (await db.execute(_enclosed(db, supervision_id).where(File.id == file_id))).one_or_none()
    found = Enclosed(*row) if row else None
    if found is None or found.file.digest is None or not seen_by(found, actor):
        raise NotFound
    if not found.there:
        raise Refused(N_("This file is still on its way from the other government. Try again in a moment."))
    return found


def seen_by(found: Enclosed, actor: Actor) -> bool:
    """What one unit reports with, another does not see."""
    return (
        actor.role not in UNIT_ROLES
        or found.enclosure.kind != "evidence"
        or found.enclosure.unit_id == actor.unit_id
    )


def _enclosed(db: Db, supervision_id: uuid.UUID) -> Select[SupervisionFile, File, str | None, bool]:
    return (
        select(SupervisionFile, File, Account.name, Blob.placed_at.is_not(None))
        .join(File, (File.tenant_id == db.tenant) & (File.id == SupervisionFile.file_id))
        .outerjoin(Blob, (Blob.tenant_id == db.tenant) & (Blob.digest == File.digest))
        .outerjoin(Account, Account.id == SupervisionFile.added_by)
        .where(SupervisionFile.tenant_id == db.tenant, SupervisionFile.supervision_id == supervision_id)
    )
