"""A run over one file: batch by batch, each in a transaction of its own, so that it can be cut off anywhere.

What a batch wrote and how far the run has come are committed together. Starting the same file again goes on where
it stopped; a row that is there already is never taken over twice.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Stale
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.imports.letters import read_letter
from hotline_tenants.imports.mapping import Map
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.opening import open_imported
from hotline_tenants.imports.places import gazetteer_of
from hotline_tenants.imports.presence import lock_source, present
from hotline_tenants.imports.setting_aside import put_refusals, put_reviews
from hotline_tenants.imports.sheets import Book, Row, open_book
from hotline_tenants.imports.sorting import Line, Sorted, sort_out
from hotline_tenants.network.units import unit_tree

BATCH = 400
"""Rows in one transaction: enough to share its cost, and a cut-off loses about a second of work."""

OWN = "own"
"""The key of rows that stay with the tenant itself in `ImportRun.by_unit`."""

Clock = Callable[[], dt.datetime]
Progress = Callable[[ImportRun], None]


async def import_cases(
    database: Database, tenant: int, by: Map, path: Path, *, now: Clock, batch: int = BATCH,
    progress: Progress = lambda _: None,
) -> ImportRun:  # fmt: skip
    """Take a file over into a tenant, to its end; returns the finished run. `now` tells the time of each batch.

    Raises Refused where the file or its headings cannot be read, and Stale where another process is at it.
    """
    book = open_book(path, by.wanted)
    run = await _begin(database, tenant, by, path, book, at=now())
    progress(run)
    rows = enumerate(book, 1)
    if run.rows_read:
        next(islice(rows, run.rows_read - 1, run.rows_read), None)
    while some := list(islice(rows, batch)):
        run = await _take(database, tenant, by, run, some, at=now())
        progress(run)
    async with database.transaction(standing_in(tenant)) as db:
        run = await _locked(db, run)
        run.finished_at = run.moved_at = now()
    progress(run)
    return run


async def _begin(
    database: Database, tenant: int, by: Map, path: Path, book: Book, *, at: dt.datetime
) -> ImportRun:
    """The run over this very file that was cut off, or a new one."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
    total = len(book)
    async with database.transaction(standing_in(tenant)) as db:
        await lock_source(db, by.source)
        run = (
            await db.execute(
                select(ImportRun).where(
                    ImportRun.tenant_id == tenant, ImportRun.file_digest == digest,
                    ImportRun.map_digest == by.digest, ImportRun.finished_at.is_(None),
                )
            )
        ).scalar_one_or_none()  # fmt: skip
        if run is None:
            run = ImportRun(
                tenant_id=tenant, id=new_id(), file_name=path.name, file_digest=digest, map_name=by.name,
                map_digest=by.digest, source=by.source, started_at=at, moved_at=at, rows_total=total, rows_read=0,
                imported=0, present=0, refused=0, queued=0, answered=0, by_unit={}, by_reason={}, unread=book.unread, left_out=list(book.left_out),
            )  # fmt: skip
            db.add(run)
    return run


async def _take(
    database: Database,
    tenant: int,
    by: Map,
    run: ImportRun,
    rows: Sequence[tuple[int, Row]],
    *,
    at: dt.datetime,
) -> ImportRun:
    async with database.transaction(standing_in(tenant)) as db:
        run = await _locked(db, run)
        await lock_source(db, by.source)
        zone = (await registry_of(db)).get(tenant).zone
        lines = [Line(number, row, read_letter(row, by, zone, at)) for number, row in rows]
        numbers = [line.letter.number for line in lines if not isinstance(line.letter, list)]
        known = await present(db, by.source, numbers)
        found = sort_out(lines, known, await gazetteer_of(db, by.places), await unit_tree(db))
        await open_imported(db, by.source, found.placed)
        put_reviews(db, run, by, found)
        put_refusals(db, run, found)
        _move_on(run, found, len(rows), at=at)
    return run


async def _locked(db: Db, run: ImportRun) -> ImportRun:
    """The run as it stands. Raises Stale where somebody else has moved it on."""
    found = (
        await db.execute(
            select(ImportRun)
            .where(ImportRun.tenant_id == db.tenant, ImportRun.id == run.id)
            .with_for_update()
        )
    ).scalar_one()
    if found.rows_read != run.rows_read or found.finished_at is not None:
        raise Stale(N_("Another process is importing this file already. It goes on there."))
    return found


def _move_on(run: ImportRun, found: Sorted, rows: int, *, at: dt.datetime) -> None:
    units = Counter(str(one.unit.id) if one.unit else OWN for one in found.placed)
    reasons = Counter(str(named.reason) for _, _, named in found.queued)
    run.rows_read += rows
    run.imported += len(found.placed)
    run.present += found.present
    run.refused += len(found.refused)
    run.queued += len(found.queued)
    run.answered += sum(one.letter.answered_at is not None for one in found.placed)
    run.by_unit = dict(Counter(run.by_unit) + units)
    run.by_reason = dict(Counter(run.by_reason) + reasons)
    run.moved_at = at
