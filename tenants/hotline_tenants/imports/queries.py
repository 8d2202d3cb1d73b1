"""Selections for the lists of imports: columns only, the tenant named."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from hotline_platform.database.session import Db
from hotline_platform.errors import NotFound
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.queries import cases
from hotline_tenants.imports.model import ImportRefusal, ImportReview, ImportRun

RUN_COLUMNS: tuple[Any, ...] = (
    ImportRun.id, ImportRun.file_name, ImportRun.map_name, ImportRun.started_at, ImportRun.moved_at,
    ImportRun.finished_at, ImportRun.rows_total, ImportRun.rows_read, ImportRun.imported, ImportRun.present,
    ImportRun.refused, ImportRun.queued,
)  # fmt: skip

REVIEW_COLUMNS: tuple[Any, ...] = (
    ImportReview.id, ImportReview.source_number, ImportReview.title, ImportReview.written_at,
    ImportReview.answered_at, ImportReview.reason, ImportReview.districts, ImportReview.elsewhere,
    ImportReview.state, ImportReview.source,
)  # fmt: skip


def runs(tenant: int) -> Select[Any]:
    """Every run of a tenant."""
    return select(*RUN_COLUMNS).where(ImportRun.tenant_id == tenant)


def reviews(tenant: int, *states: str) -> Select[Any]:
    """Rows of the review queue, in these states where some are named."""
    wanted = select(*REVIEW_COLUMNS).where(ImportReview.tenant_id == tenant)
    return wanted.where(ImportReview.state.in_(states)) if states else wanted


def imported_waiting(tenant: int) -> Select[Any]:
    """Imported demands without an answer: in a place of their own, so that they do not bury the work of today."""
    return cases(tenant, _imported_waiting())


def _imported_waiting() -> ColumnElement[bool]:
    imported: ColumnElement[bool] = (Case.origin == "imported") & (Case.state == "registered")
    return imported


async def run_for(db: Db, run_id: uuid.UUID) -> ImportRun:
    """One run of the tenant one stands in. Raises NotFound."""
    found = (
        await db.execute(select(ImportRun).where(ImportRun.tenant_id == db.tenant, ImportRun.id == run_id))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def next_review(db: Db, after: ImportReview) -> uuid.UUID | None:
    """The next row that waits, in the order of the list, beginning again at its start."""
    waiting = select(ImportReview.id).where(
        ImportReview.tenant_id == db.tenant, ImportReview.state == "waiting", ImportReview.id != after.id
    )
    place = (ImportReview.written_at, ImportReview.id)
    for beyond in (
        (ImportReview.written_at > after.written_at),
        (ImportReview.written_at <= after.written_at),
    ):
        found = (await db.execute(waiting.where(beyond).order_by(*place).limit(1))).scalar_one_or_none()
        if found is not None:
            return found
    return None


def refusals_of(tenant: int, run_id: uuid.UUID) -> Select[Any]:
    """The refused cells of a run, in the order of the file."""
    return (
        select(ImportRefusal)
        .where(ImportRefusal.tenant_id == tenant, ImportRefusal.run_id == run_id)
        .order_by(ImportRefusal.line, ImportRefusal.place)
    )


def queued_of(tenant: int, run_id: uuid.UUID) -> Select[Any]:
    """The rows of a run that went to the review queue, in the order of the file."""
    return (
        select(
            ImportReview.sheet, ImportReview.cell, ImportReview.source_number, ImportReview.reason,
            ImportReview.districts, ImportReview.elsewhere, ImportReview.state,
        )
        .where(ImportReview.tenant_id == tenant, ImportReview.run_id == run_id)
        .order_by(ImportReview.line)
    )  # fmt: skip


async def counts(db: Db) -> dict[str, int]:
    """How many rows wait for a decision, and how many imported demands for being taken up."""
    waiting = select(func.count()).select_from(ImportReview).where(
        ImportReview.tenant_id == db.tenant, ImportReview.state == "waiting"
    )  # fmt: skip
    demands = select(func.count()).select_from(Case).where(Case.tenant_id == db.tenant, _imported_waiting())
    return {
        "review": (await db.execute(waiting)).scalar_one(),
        "demands": (await db.execute(demands)).scalar_one(),
    }
