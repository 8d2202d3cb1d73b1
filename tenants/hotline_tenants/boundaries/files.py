"""Files of demands, supervisions and rectification notices that go over: references of the target's own at once, the bytes by a job within the store."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.files.jobs import fetch_file
from hotline_platform.files.model import Blob
from hotline_platform.jobs.later import later
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.rows import put_rows, rows_by

Carried = dict[str, list[dict[str, Any]]]


async def files_of(db: Db, cases: Sequence[uuid.UUID]) -> Carried:
    """The enclosures of demands with their files, in the source."""
    enclosures = await rows_by(db, "enclosures", "case_id", cases)
    return {"files": await _files(db, enclosures), "enclosures": enclosures}


async def files_of_supervisions(db: Db, supervisions: Sequence[uuid.UUID]) -> Carried:
    """The same for supervisions: letters as issued, sheets and evidence."""
    kept = await rows_by(db, "supervision_files", "supervision_id", supervisions)
    return {"files": await _files(db, kept), "supervision_files": kept}


async def files_of_notices(db: Db, notices: Sequence[uuid.UUID]) -> Carried:
    """The same for rectification notices: the evidence of their reports."""
    kept = await rows_by(db, "rectification_files", "rectification_id", notices)
    return {"files": await _files(db, kept), "rectification_files": kept}


async def _files(db: Db, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = sorted({uuid.UUID(one["file_id"]) for one in rows})
    return await rows_by(db, "files", "id", ids) if ids else []


async def put_files(db: Db, carried: Carried, ground: Ground, *, at: dt.datetime) -> None:
    """Put them down in the target, under the same ids: events of the chain name them."""
    for file in carried["files"]:
        if file["digest"] is None:
            continue
        claim = insert(Blob).values(
            tenant_id=db.tenant, digest=bytes.fromhex(file["digest"][2:]), size=file["size"], claimed_at=at, loose=False
        )  # fmt: skip
        await db.execute(
            claim.on_conflict_do_update(index_elements=["tenant_id", "digest"], set_={"loose": False})
        )
        later(db, fetch_file, file_id=uuid.UUID(file["id"]), source=ground.source.id)
    for name, rows in carried.items():
        for row in rows:
            row["tenant_id"] = ground.target.id
            if row.get("unit_id"):
                row["unit_id"] = str(ground.unit(uuid.UUID(row["unit_id"])))
        if rows:
            await put_rows(db, name, rows)
