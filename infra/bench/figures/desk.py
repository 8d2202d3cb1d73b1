"""The pages of the city's general office at a million cases: the morning, supervision, inspection, evaluation and more."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from infra.bench.ground import Ground
from infra.bench.serving import serving
from infra.bench.verdict import Line, at_most
from infra.bench.working import worked

BOUND, ROLE = 300, "duty_head"
ROUNDS, SECONDS = 2, 2
DESK = "desk"
PAPERS, CIRCULARS = 200, 500
MORE_CIRCULARS = """
INSERT INTO circulars
SELECT (jsonb_populate_record(NULL::circulars, to_jsonb(one) || jsonb_build_object(
    'id', gen_random_uuid(), 'first', one.first - n, 'last', one.first - n))).*
FROM circulars AS one, generate_series(1, %(many)s) AS n WHERE every = 'daily'
"""
MORE_PAPERS = """
CREATE TEMP TABLE more AS SELECT gen_random_uuid() AS id, n FROM generate_series(1, %(many)s) AS n;
INSERT INTO guidance_addressees
SELECT (jsonb_populate_record(NULL::guidance_addressees, to_jsonb(sent) || jsonb_build_object('paper_id', more.id,
    'read_at', CASE WHEN mod(n + ascii(right(sent.unit_id::text, 1)), 3) > 0 THEN sent.sent_at END))).*
FROM guidance_addressees AS sent, more;
INSERT INTO guidance_papers
SELECT (jsonb_populate_record(NULL::guidance_papers, to_jsonb(one) || jsonb_build_object('id', more.id))).*
FROM guidance_papers AS one, more WHERE one.other_tenant_id IS NULL
"""


def measure(ground: Ground) -> Iterator[Line]:
    """Server time of every page of the desk, on a copy of the large database in which it has been worked for a year."""
    with _desk(ground) as pages, serving(ground, DESK, ROLE) as served:
        for name, path in pages.items():
            served.server_time(path, ROLE, seconds=SECONDS)
            took = min(served.server_time(path, ROLE, seconds=SECONDS) for _ in range(ROUNDS))
            yield at_most(f"the general office: {name}", took, BOUND, " ms")


@contextmanager
def _desk(ground: Ground) -> Iterator[dict[str, str]]:
    ground.copy("large", DESK)
    try:
        pages = asyncio.run(worked(ground, DESK))
        with ground.superuser(DESK) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(MORE_CIRCULARS, {"many": CIRCULARS})
            psycopg.ClientCursor(connection).execute(MORE_PAPERS, {"many": PAPERS})
            connection.execute("ANALYZE")
        yield pages
    finally:
        ground.drop(DESK)
