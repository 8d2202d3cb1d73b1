"""Files of a paper: added to a draft or taken out of it, copied into every house that receives it."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import Select, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.copying import Original, original_of
from hotline_platform.files.jobs import let_go_of_content
from hotline_platform.files.keeping import erase, put_file
from hotline_platform.files.model import Blob, File
from hotline_platform.files.taking_over import take_over
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_tenants.guidance.model import GuidanceFile, GuidancePaper
from hotline_tenants.guidance.reaching import own_paper, paper_for

MOST = 20
"""Files of one paper."""


def why_not_enclose(paper: GuidancePaper, actor: Actor) -> Message | None:
    """Files belong to a draft: what was issued stands as it was issued."""
    if not actor.may("guidance.keep"):
        return N_("Your role does not include this act.")
    if paper.state == "discarded":
        return N_("This draft was thrown away.")
    return None if paper.state == "draft" else N_("This paper was issued: its files stand as they were sent.")


async def enclose(
    db: Db, actor: Actor, paper_id: uuid.UUID, files: Sequence[Checked], *, at: dt.datetime
) -> int:
    """Add files that were checked and placed; returns how many were new. Raises NotFound, Refused."""
    paper = await own_paper(db, paper_id)
    if refusal := why_not_enclose(paper, actor):
        raise Refused(refusal)
    there = await files_of(db, paper_id)
    known = {file.digest for file, _ in there}
    new = list({one.received.digest: one for one in files if one.received.digest not in known}.values())
    if len(there) + len(new) > MOST:
        raise Refused(N_("A paper takes at most %(most)s files.", most=MOST))
    for one in new:
        db.put(GuidanceFile, id=new_id(), paper_id=paper_id, file_id=await put_file(db, actor, one, at=at))
    return len(new)


async def take_out(db: Db, actor: Actor, paper_id: uuid.UUID, file_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Take a file out of a draft; its content goes unless something else here holds it. Raises NotFound, Refused."""
    paper = await own_paper(db, paper_id)
    if refusal := why_not_enclose(paper, actor):
        raise Refused(refusal)
    file = await db.scalar(_files(db, paper_id).with_only_columns(File).where(File.id == file_id))
    if file is None:
        raise NotFound
    loose = await erase(db, file, at=at)
    if loose is not None:
        later(db, let_go_of_content, digest=loose.hex())


async def files_of(db: Db, paper_id: uuid.UUID) -> list[tuple[File, bool]]:
    """The files of a paper that was reached before, and whether their bytes are there already."""
    return [(row[0], row[1]) for row in await db.execute(_files(db, paper_id).order_by(GuidanceFile.id))]


async def file_for(db: Db, actor: Actor, paper_id: uuid.UUID, file_id: uuid.UUID) -> File:
    """One file of a paper that this person may read. Raises NotFound, Refused while its bytes are on their way."""
    await paper_for(db, actor, paper_id)
    row = (await db.execute(_files(db, paper_id).where(File.id == file_id))).one_or_none()
    if row is None:
        raise NotFound
    if not row[1]:
        raise Refused(N_("This file is still on its way from the other government. Try again in a moment."))
    found: File = row[0]
    return found


async def originals_of(db: Db, paper_id: uuid.UUID) -> list[Original]:
    """What goes over a border with a paper."""
    return [original_of(file) for file, _ in await files_of(db, paper_id)]


async def copies_below(db: Db, paper_id: uuid.UUID, files: Sequence[Original], *, at: dt.datetime) -> None:
    """References of the receiving house, standing there; a job brings the bytes."""
    for original in files:
        file_id = await take_over(db, original, by=None, at=at)
        db.put(GuidanceFile, id=new_id(), paper_id=paper_id, file_id=file_id)


def _files(db: Db, paper_id: uuid.UUID) -> Select[File, bool]:
    return (
        select(File, Blob.placed_at.is_not(None))
        .join(GuidanceFile, (GuidanceFile.tenant_id == db.tenant) & (GuidanceFile.file_id == File.id))
        .outerjoin(Blob, (Blob.tenant_id == db.tenant) & (Blob.digest == File.digest))
        .where(File.tenant_id == db.tenant, GuidanceFile.paper_id == paper_id, File.digest.is_not(None))
    )
