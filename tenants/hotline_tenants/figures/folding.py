"""Folding deltas into the rollups: one statement, so that no reader ever finds one of them twice or not at all."""

from sqlalchemy import text

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.database.session import Db
from hotline_tenants.figures.measures import ARRIVED
from hotline_tenants.figures.model import NOWHERE as NONE_GIVEN

BATCH = 5_000
FOLDING = 1_234_501
"""The class of the advisory locks by which one fold at a time works on a tenant; the second number is the tenant."""

_MONTH = "day - (extract(day FROM day)::int - 1)"
_ROLLUPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("tenant_day", (), "day"),
    ("tenant_month", (), "month"),
    ("unit_day", ("unit_id",), "day"),
    ("unit_month", ("unit_id",), "month"),
    ("category_month", ("category_id",), "month"),
)
"""Each rollup with what it is kept by, besides measure and origin."""

TOPICS = f"""SELECT origin, day, coalesce(category_id, '{NONE_GIVEN}') AS category_id, coalesce(area_id, '{NONE_GIVEN}') AS area_id, amount
    FROM {{source}} WHERE measure IN {ARRIVED}"""  # noqa: S608 - names come from our own models
"""The demands that arrived by topic, out of deltas."""


def _upsert(rollup: str, subject: tuple[str, ...], period: str) -> str:
    keys = ", ".join((*subject, "origin", period, "measure"))
    given = " AND ".join(f"{key} IS NOT NULL" for key in subject) or "true"
    # Ordered, so that two who write the same rows cannot wait for each other.
    return f"""{rollup} AS (
        INSERT INTO figures_{rollup} AS kept (tenant_id, {keys}, amount)
        SELECT cast(:tenant AS int), {keys}, sum(amount) FROM gone WHERE {given}
        GROUP BY {keys} HAVING sum(amount) <> 0 ORDER BY {keys}
        ON CONFLICT (tenant_id, {keys}) DO UPDATE SET amount = kept.amount + excluded.amount)"""  # noqa: S608


_TOPIC = "origin, day, category_id, area_id"
_WITH_DELTAS = text("SELECT hotline_tenants_with_deltas()")
_LOCK = text("SELECT pg_try_advisory_xact_lock(:folding, :tenant)")
_FOLD = text(
    f"""
    WITH gone AS (
        DELETE FROM figure_deltas
        WHERE tenant_id = :tenant AND id = ANY (ARRAY(
            SELECT id FROM figure_deltas WHERE tenant_id = :tenant ORDER BY id LIMIT :batch))
        RETURNING measure, origin, day, {_MONTH} AS month, unit_id, category_id, area_id, amount),
    topics AS ({TOPICS.format(source="gone")}),
    topic_day AS (
        INSERT INTO figures_topic_day AS kept (tenant_id, {_TOPIC}, amount)
        SELECT cast(:tenant AS int), {_TOPIC}, sum(amount) FROM topics
        GROUP BY {_TOPIC} HAVING sum(amount) <> 0 ORDER BY {_TOPIC}
        ON CONFLICT (tenant_id, {_TOPIC}) DO UPDATE SET amount = kept.amount + excluded.amount),
    {", ".join(_upsert(*rollup) for rollup in _ROLLUPS)}
    SELECT count(*) FROM gone
    """  # noqa: S608 - names come from the table above
)


async def fold_all(database: Database, *, batch: int = BATCH) -> None:
    """Fold every tenant's deltas until nothing is left: one batch each in turn, so that a busy city keeps nobody
    waiting.
    """
    async with database.transaction(NOWHERE) as db:
        waiting = list(await db.scalars(_WITH_DELTAS))
    while waiting:
        waiting = [tenant for tenant in waiting if await _fold_at(database, tenant, batch) == batch]


async def fold(db: Db, *, batch: int = BATCH) -> int:
    """Fold the oldest deltas of the tenant one stands in, at most `batch`; returns how many. Bears repetition: what
    was folded is gone, and what a killed worker began is undone.

    Returns 0 while another fold is at work on the same tenant.
    """
    tenant = db.tenant
    if not (await db.execute(_LOCK, {"folding": FOLDING, "tenant": tenant})).scalar_one():
        return 0
    folded: int = (await db.execute(_FOLD, {"tenant": tenant, "batch": batch})).scalar_one()
    return folded


async def _fold_at(database: Database, tenant: int, batch: int) -> int:
    async with database.transaction(at(tenant)) as db:
        return await fold(db, batch=batch)
