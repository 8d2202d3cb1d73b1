"""Erasing the files of a case: the bytes and the names go, the history and its digests stay."""

import datetime as dt
import uuid
from collections.abc import Collection

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.files.jobs import let_go_of_content
from hotline_platform.files.keeping import erase
from hotline_platform.jobs.later import later
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.recording import record
from hotline_tenants.enclosures.reading import enclosures_of


async def erase_files(
    db: Db, actor: Actor, case: Case, *, at: dt.datetime, only: Collection[uuid.UUID] | None = None
) -> int:
    """Erase the files of a locked case, or `only` those with these ids; returns how many. Does nothing twice.

    The bytes leave the store after the commit, unless another file of this tenant has the same content. Copies that
    other governments received are theirs to erase.
    """
    gone = []
    for one in await enclosures_of(db, case):
        if one.file.digest is None or (only is not None and one.file.id not in only):
            continue
        loose = await erase(db, one.file, at=at)
        one.enclosure.salt = b""
        gone.append(one.enclosure.id)
        if loose is not None:
            later(db, let_go_of_content, digest=loose.hex())
    if gone:
        await record(db, case, "erase_files", actor, at=at, files=gone)
    return len(gone)
