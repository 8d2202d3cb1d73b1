"""The evidence of an exclusion or of a correction, on either side."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.files.copying import Original, original_of
from hotline_platform.files.model import File
from hotline_platform.files.taking_over import take_over
from hotline_platform.identifiers import new_id
from hotline_tenants.evaluation.correction import Correction, CorrectionFile
from hotline_tenants.evaluation.model import Exclusion, ExclusionFile

Asked = Exclusion | Correction
_FILES: Mapping[type[Asked], tuple[Any, str]] = {
    Exclusion: (ExclusionFile, "exclusion_id"),
    Correction: (CorrectionFile, "correction_id"),
}
"""Where the files of each lie, and by what they name it."""


async def evidence_of(db: Db, asked: Asked) -> Sequence[File]:
    """Its files, in the order in which they were added."""
    table, owner = _FILES[type(asked)]
    wanted = (
        select(File)
        .join(table, (table.tenant_id == File.tenant_id) & (table.file_id == File.id))
        .where(
            File.tenant_id == db.tenant, table.tenant_id == db.tenant, getattr(table, owner) == asked.id
        )
        .order_by(table.id)
    )  # fmt: skip
    return list(await db.scalars(wanted))


async def originals_of(db: Db, asked: Asked) -> Sequence[Original]:
    """The same as they go over a border; what was erased does not."""
    return [original_of(one) for one in await evidence_of(db, asked) if one.digest]


def put_evidence(db: Db, of: type[Asked], asked_id: uuid.UUID, files: Sequence[uuid.UUID]) -> None:
    """Put files that were kept here beside it."""
    table, owner = _FILES[of]
    for file_id in files:
        db.put(table, id=new_id(), file_id=file_id, **{owner: asked_id})


async def take_evidence_over(
    db: Db, of: type[Asked], asked_id: uuid.UUID, evidence: Sequence[Original], *, by: uuid.UUID | None, at: dt.datetime
) -> None:  # fmt: skip
    """Copies for the house that one stands in."""
    put_evidence(db, of, asked_id, [await take_over(db, one, by=by, at=at) for one in evidence])
