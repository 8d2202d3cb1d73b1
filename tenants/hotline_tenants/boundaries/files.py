"""Files of demands that go over: references of the target's own at once, the bytes by a job within the store."""

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.files.jobs import fetch_file
from hotline_platform.files.model import Blob
from hotline_platform.jobs.later import later
from hotline_tenants.boundaries.ground import Ground
from hotline_tenants.boundaries.rows import put_rows

Carried = dict[str, list[dict[str, Any]]]

_ENCLOSURES = "SELECT to_jsonb(t)::text FROM enclosures t WHERE t.tenant_id = $1 AND t.case_id = ANY($2)"
_FILES = "SELECT to_jsonb(t)::text FROM files t WHERE t.tenant_id = $1 AND t.id = ANY($2)"


async def files_of(db: Db, cases: Sequence[uuid.UUID]) -> Carried:
    """The enclosures of demands with their files, in the source."""
    enclosures = [json.loads(line[0]) for line in await db.driver.fetch(_ENCLOSURES, db.tenant, cases)]
    ids = sorted({uuid.UUID(one["file_id"]) for one in enclosures})
    files = [json.loads(line[0]) for line in await db.driver.fetch(_FILES, db.tenant, ids)] if ids else []
    return {"files": files, "enclosures": enclosures}


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
