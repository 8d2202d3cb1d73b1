"""The evidence of a notice: files that whoever is asked adds, and a district's copies above."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.copying import original_of
from hotline_platform.files.keeping import put_file
from hotline_platform.files.model import Blob, File
from hotline_platform.files.taking_over import take_over
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.rectification.model import Rectification, RectificationFile
from hotline_tenants.rectification.reaching import act_on, is_asked, notice_for, other_side

MOST = 50


@dataclass(frozen=True)
class Enclosed:
    """A file of a notice; the bytes of a copy are not `there` before a job has brought them."""

    enclosure: RectificationFile
    file: File
    by: str | None
    there: bool


def why_not_enclose(notice: Rectification, actor: Actor) -> Message | None:
    """None for whoever is asked, as long as they are."""
    if not actor.may("rectification.answer"):
        return N_("Your role does not include this act.")
    if not is_asked(notice, actor) or notice.state != "issued":
        return N_("Nothing is asked here any more.")
    return None


async def enclose(
    db: Db, actor: Actor, notice_id: uuid.UUID, files: Sequence[Checked], *, at: dt.datetime
) -> int:
    """Add files that were checked and placed; returns how many were new. Raises Refused where none can be added."""
    notice = await notice_for(db, actor, notice_id, lock=True)
    if refusal := why_not_enclose(notice, actor):
        raise Refused(refusal)
    there = await files_of(db, notice_id)
    known = {one.file.digest for one in there}
    new = list({one.received.digest: one for one in files if one.received.digest not in known}.values())
    if len(there) + len(new) > MOST:
        raise Refused(N_("A notice takes at most %(most)s files.", most=MOST))
    facts = [
        _put(
            db, notice, await put_file(db, actor, one, at=at), one.received.digest, by=actor.account_id, at=at
        )
        for one in new
    ]
    if facts:
        await act_on(db, notice, "enclose", actor, at=at, files=facts)
    return len(facts)


async def copy_evidence_up(db: Db, actor: Actor, notice: Rectification, *, at: dt.datetime) -> None:
    """Give the government above what the district answers with; called below. What went up before stays."""
    originals = [original_of(one.file) for one in await files_of(db, notice.id) if one.file.digest]
    async with other_side(db, notice) as upper:
        known = {one.file.digest for one in await files_of(db, upper.id)}
        facts = []
        for original in originals:
            if original.digest in known:
                continue
            file_id = await take_over(db, original, by=actor.account_id, at=at)
            facts.append(_put(db, upper, file_id, original.digest, by=actor.account_id, at=at))
        if facts:
            await act_on(db, upper, "enclose", actor, at=at, files=facts)


async def files_of(db: Db, notice_id: uuid.UUID) -> list[Enclosed]:
    """Every file of a notice that was reached before, oldest first."""
    return [
        Enclosed(*row) for row in await db.execute(_enclosed(db, notice_id).order_by(RectificationFile.id))
    ]


async def file_for(db: Db, actor: Actor, notice_id: uuid.UUID, file_id: uuid.UUID) -> Enclosed:
    """One file of a notice. Raises NotFound, and Refused for one whose bytes are still on their way."""
    await notice_for(db, actor, notice_id)
    row = (await db.execute(_enclosed(db, notice_id).where(File.id == file_id))).one_or_none()
    found = Enclosed(*row) if row else None
    if found is None or found.file.digest is None:
        raise NotFound
    if not found.there:
        raise Refused(N_("This file is still on its way from the other government. Try again in a moment."))
    return found


def _put(
    db: Db, notice: Rectification, file_id: uuid.UUID, digest: bytes, *, by: uuid.UUID | None, at: dt.datetime
) -> dict[str, Any]:
    row_id, salt = new_id(), new_salt()
    db.put(
        RectificationFile, id=row_id, rectification_id=notice.id, file_id=file_id, seq=notice.events + 1, added_at=at,
        added_by=by, salt=salt,
    )  # fmt: skip
    return {"id": row_id, "content": digest_of(salt, digest.hex())}


def _enclosed(db: Db, notice_id: uuid.UUID) -> Select[RectificationFile, File, str | None, bool]:
    return (
        select(RectificationFile, File, Account.name, Blob.placed_at.is_not(None))
        .join(File, (File.tenant_id == db.tenant) & (File.id == RectificationFile.file_id))
        .outerjoin(Blob, (Blob.tenant_id == db.tenant) & (Blob.digest == File.digest))
        .outerjoin(Account, Account.id == RectificationFile.added_by)
        .where(RectificationFile.tenant_id == db.tenant, RectificationFile.rectification_id == notice_id)
    )
