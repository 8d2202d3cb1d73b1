"""The statements over the job table, shared by the broker (psycopg) and by everything else (SQLAlchemy)."""

from typing import Final

from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql import psycopg

LIVENESS: Final = 1_234_500
"""The class of the advisory locks that say which workers live; the second number is the worker's."""

LOST_LIMIT: Final = 10
"""Attempts after which a job whose worker died counts as what kills workers."""

# Fair among tenants: the recursion hops over the index from lane to lane (one probe each), the lanes that have
# something due share the batch evenly, and chance decides who goes first when there are more lanes than places.
# Nothing is remembered between claims, so it holds for any number of workers; a tenant's 100,000 jobs make its
# own lane long and cost the others nothing.
CLAIM: Final = text(
    """
    WITH RECURSIVE lanes (lane, run_at) AS (
        (SELECT lane, run_at FROM jobs
         WHERE queue = :queue AND claimed_by IS NULL AND failed_at IS NULL
         ORDER BY lane, run_at LIMIT 1)
        UNION ALL
        SELECT following.lane, following.run_at
        FROM lanes CROSS JOIN LATERAL (
            SELECT lane, run_at FROM jobs
            WHERE queue = :queue AND claimed_by IS NULL AND failed_at IS NULL AND lane > lanes.lane
            ORDER BY lane, run_at LIMIT 1
        ) AS following
    ), turns AS (
        SELECT lane, greatest(1, cast(:batch AS int) / count(*) OVER ()) AS share
        FROM lanes WHERE run_at <= coalesce(cast(:now AS timestamptz), now())
        ORDER BY random() LIMIT cast(:batch AS int)
    ), picked AS (
        SELECT due.id FROM turns CROSS JOIN LATERAL (
            SELECT id FROM jobs
            WHERE queue = :queue AND lane = turns.lane AND claimed_by IS NULL AND failed_at IS NULL
              AND run_at <= coalesce(cast(:now AS timestamptz), now())
            ORDER BY run_at LIMIT turns.share FOR UPDATE SKIP LOCKED
        ) AS due
    )
    UPDATE jobs SET claimed_by = cast(:worker AS int), claimed_at = now(), attempts = attempts + 1
    FROM picked WHERE jobs.id = picked.id
    RETURNING jobs.id, jobs.actor, jobs.tenant_id, jobs.arguments, jobs.attempts, jobs.run_at, jobs.claimed_by
    """
)

# Run first in the job's own transaction: the deed and its acknowledgement then commit together or not at all,
# and the lock on the row keeps every other worker away while the deed is being done.
SETTLE: Final = text("DELETE FROM jobs WHERE id = :id AND claimed_by = cast(:worker AS int) RETURNING id")

FAIL: Final = text(
    """
    UPDATE jobs SET claimed_by = NULL, claimed_at = NULL, failure = :failure,
        run_at = now() + cast(:delay AS double precision) * interval '1 second',
        failed_at = CASE WHEN attempts >= cast(:max_attempts AS int) THEN now() END
    WHERE id = :id AND claimed_by = cast(:worker AS int)
    """
)

RELEASE: Final = text(
    """
    UPDATE jobs SET claimed_by = NULL, claimed_at = NULL, attempts = attempts - 1
    WHERE id = ANY (:ids) AND claimed_by = cast(:worker AS int)
    """
)

# Skipping locked rows spares the jobs whose transaction is still open in the server, whatever became of the worker.
RELEASE_ALL: Final = text(
    """
    UPDATE jobs SET claimed_by = NULL, claimed_at = NULL, attempts = attempts - 1
    WHERE id IN (SELECT id FROM jobs WHERE claimed_by = cast(:worker AS int) FOR UPDATE SKIP LOCKED)
    """
)

RELEASE_LOST: Final = text(
    """
    UPDATE jobs SET claimed_by = NULL, claimed_at = NULL,
        failed_at = CASE WHEN attempts >= cast(:lost_limit AS int) THEN now() END,
        failure = CASE WHEN attempts >= cast(:lost_limit AS int) THEN 'WorkerLost' ELSE failure END
    WHERE id IN (
        SELECT id FROM jobs
        WHERE claimed_by IS NOT NULL AND claimed_by NOT IN (
            SELECT cast(cast(objid AS bigint) AS int) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = cast(cast(:liveness AS bigint) AS oid) AND objsubid = 2 AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        FOR UPDATE SKIP LOCKED)
    RETURNING pg_notify(:channel, queue)
    """
)

# The setting is local to this one statement's transaction: what is enqueued outside of a transaction must last.
ENQUEUE: Final = text(
    """
    WITH written AS (
        INSERT INTO jobs (id, queue, actor, tenant_id, arguments, run_at)
        VALUES (:id, :queue, :actor, cast(:tenant AS int), cast(:arguments AS jsonb),
                now() + cast(:delay AS double precision) * interval '1 second'))
    SELECT set_config('synchronous_commit', 'on', true), pg_notify(:channel, :queue)
    """
)


def for_psycopg(statement: TextClause) -> str:
    """The same statement with the placeholders of psycopg."""
    return str(statement.compile(dialect=psycopg.dialect()))  # type: ignore[no-untyped-call]
