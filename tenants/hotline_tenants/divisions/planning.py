"""The dry run: what would become of each row of a file, kept so that it can be read, downloaded and then done."""

import asyncio
import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.divisions.deciding import decide
from hotline_tenants.divisions.ground import KIND_OF, LINES, Ground, Reach, grounds, reach_of
from hotline_tenants.divisions.model import DivisionImport, DivisionRow
from hotline_tenants.divisions.reading import LONGEST_NAME, Division, Fault, read_divisions
from hotline_tenants.divisions.sorting import check_tree


async def plan_import(db: Db, actor: Actor, path: Path, name: str, *, at: dt.datetime) -> uuid.UUID:
    """Look at a file in the government one stands in; nothing of the network changes. Raises Refused where the file
    cannot be read, or has nothing to do with this government.
    """
    actor.need("network.keep")
    rows, unread = await asyncio.to_thread(read_divisions, path)
    digest = await asyncio.to_thread(lambda: hashlib.sha256(path.read_bytes()).digest())
    db.cache.forget("units", db.tenant)
    registry = await registry_of(db)
    reach = await reach_of(db, registry.get(db.tenant).code)
    if not any(row.code in reach.codes or row.parent_code in reach.codes for row in rows):
        raise Refused(
            N_("No row of this file has to do with %(code)s, the code of this government.", code=reach.own)
        )
    there = await grounds(db, reach, reach.codes)
    belonging = _place(rows, reach, {one.code for one in registry}, there)
    import_id = new_id()
    db.put(
        DivisionImport, id=import_id, file_name=name, file_digest=digest, state="planned", planned_at=at,
        planned_by=actor.account_id, started_role="", moved_at=at, unread=unread,
    )  # fmt: skip
    await db.write()
    for row in sorted(rows, key=lambda one: (one.rank, one.line)):
        government = belonging.get(row.line, "")
        if row.level in LINES and government in reach.links:
            government = reach.own  # the line of a district is a point of its city
        _put(db, import_id, row, government, there)
    return import_id


def _place(
    rows: Sequence[Division], reach: Reach, governments: Set[str], there: Mapping[str, Ground]
) -> Mapping[int, str]:
    """The government of each row, by its line: the nearest of those above it in the file, itself included. Rows that
    make no tree, or belong to a government that is not there, get their fault here.
    """
    check_tree(
        rows, frozenset(code for ground in there.values() for code in ground.by_code) | set(reach.codes)
    )
    by_code = {row.code: row for row in rows if row.fault is None}
    found: dict[int, str] = {}
    for row in sorted(by_code.values(), key=lambda one: one.rank):
        above = by_code.get(row.parent_code)
        if row.level in LINES:
            found[row.line] = row.code
            if row.code not in governments:
                row.fault = Fault("code", "no_government", {"code": row.code})
        elif above is None:
            found[row.line] = _standing_in(row.parent_code, there) or row.parent_code
        elif above.fault is not None:
            row.fault = Fault("parent_code", "parent_refused", {"cell": above.cells["code"]})
        else:
            found[row.line] = found[above.line]
            elsewhere = _standing_in(row.code, there)
            if elsewhere not in (None, found[row.line]):
                row.fault = Fault("code", "moved_away", {"code": row.code, "government": elsewhere})
    return found


def _standing_in(code: str, there: Mapping[str, Ground]) -> str | None:
    """The government in which a street or committee of that code stands."""
    for government, ground in there.items():
        unit = ground.by_code.get(code)
        if unit is not None and unit.kind in KIND_OF.values():
            return government
    return None


def _put(db: Db, import_id: uuid.UUID, row: Division, government: str, there: Mapping[str, Ground]) -> None:
    fate, changes = "refuse", list[str]()
    if row.fault is None and government not in there:
        fate = "aside"
    elif row.fault is None:
        decided = decide(row.code, row.name, row.parent_code, row.level, there[government], government)
        fate, changes, row.fault = decided.fate, decided.changes, decided.fault
        if decided.planned is not None:
            there[government].add(decided.planned)
    fault = row.fault or Fault("", "")
    db.put(
        DivisionRow, import_id=import_id, line=row.line, code=row.code, name=row.name[:LONGEST_NAME],
        parent_code=row.parent_code, telephone=row.telephone, level=row.level, rank=row.rank, government=government,
        fate=fate, changes=changes, field=fault.field, cell=row.cells.get(fault.field, ""), problem=fault.problem,
        params=dict(fault.params),
    )  # fmt: skip
