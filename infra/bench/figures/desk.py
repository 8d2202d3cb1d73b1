"""The pages of the city's general office at a million cases: the morning, circulars, guidance, inspection."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.pending import run_pending
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.circulars.drafting import draft
from hotline_tenants.guidance import drafting, issuing
from hotline_tenants.inspection.asking import ask_to_redraw
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.inspection.planning import places_of
from hotline_tenants.inspection.sampling import draw_sample
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.network.units import unit_tree
from infra.bench.founding import CITY
from infra.bench.ground import Ground
from infra.bench.serving import serving
from infra.bench.verdict import Line, at_most

BOUND, ROLE = 300, "duty_head"
ROUNDS, SECONDS = 2, 2
DESK = "desk"
SIZE, PAPERS, CIRCULARS = 500, 200, 500
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
        pages = asyncio.run(_worked(ground))
        with ground.superuser(DESK) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(MORE_CIRCULARS, {"many": CIRCULARS})
            psycopg.ClientCursor(connection).execute(MORE_PAPERS, {"many": PAPERS})
            connection.execute("ANALYZE")
        yield pages
    finally:
        ground.drop(DESK)


async def _worked(ground: Ground) -> dict[str, str]:
    """A circular of each kind, a paper sent to everybody, a campaign with its sample; and the pages."""
    database = database_from(ground.settings(DESK))
    today = ground.anchor.date()
    try:
        head = await _head(database)
        pages = {"the morning": "/morning", "circulars": "/circulars"}
        for every, day in (
            ("daily", today - dt.timedelta(days=1)),
            ("monthly", today.replace(day=1) - dt.timedelta(days=1)),
        ):
            async with database.transaction(standing_in(head.tenant)) as db:
                supervisor = Actor(tenant=head.tenant, role="supervisor", name="", account_id=head.account_id)
                found = await draft(db, supervisor, every, day, at=ground.anchor)
                pages[f"a {every} circular"] = f"/circulars/{found}"
                pages[f"a {every} circular to print"] = f"/circulars/{found}/print"
        async with database.transaction(standing_in(head.tenant)) as db:
            paper = await _paper(db, head, at=ground.anchor)
        async with database.transaction(standing_in(head.tenant)) as db:
            campaign = await _campaign(db, head, at=ground.anchor)
        await run_pending(database, queues=("bulk",))
        return pages | {
            "guidance": "/guidance?tab=issued", "a paper and its receipts": f"/guidance/{paper}",
            "how guidance is read": "/guidance/reading", "inspection": "/inspection",
            "a campaign": f"/inspection/{campaign}", "its sample": f"/inspection/{campaign}/sample",
            "its sample drawn again": f"/inspection/{campaign}/redraw",
            "rectification": "/rectifications",
        }  # fmt: skip
    finally:
        await database.close()


async def _head(database: Database) -> Actor:
    async with database.transaction(standing_in(0)) as db:
        city = (await load_registry(db)).by_code(CITY).id
        account = (
            await db.execute(select(Account.id).where(Account.login == f"{CITY}-duty-head"))
        ).scalar_one()
    return Actor(tenant=city, role=ROLE, name="", account_id=account)


async def _paper(db: Db, head: Actor, *, at: dt.datetime) -> uuid.UUID:
    text = drafting.Text(title="关于规范电话回访的通知", body="回访时先说明身份，再逐项询问。" * 40)
    paper = await drafting.draft(db, head, "document", text, at=at)
    await issuing.issue(
        db, head, paper, [unit.id for unit in await issuing.possible(db)], read_by=at + dt.timedelta(days=7), at=at
    )  # fmt: skip
    return paper


async def _campaign(db: Db, head: Actor, *, at: dt.datetime) -> uuid.UUID:
    """Over everything that there is, running."""
    units = places_of(await unit_tree(db))
    places = [str(unit.id) for unit in units if unit.parent_id is None or unit.governs_tenant_id]
    sheet = [{"code": "l1", "name": "答复", "of": "case", "weight": 100}]
    given: dict[str, Any] = {
        "id": new_id(), "title": "全市办件质量检查", "state": "planned", "places": places, "types": [], "channels": [],
        "first_on": at.date() - dt.timedelta(days=90), "last_on": at.date() - dt.timedelta(days=1), "size": SIZE,
        "calls": 0, "least": 1, "twice": 20, "sheet": sheet, "form_id": new_id(), "planned_at": at, "planned_by": None,
    }  # fmt: skip
    campaign = Campaign(tenant_id=db.tenant, **given, **BEGINNING)
    db.add(campaign)
    await db.flush()
    inspector = Actor(tenant=head.tenant, role="inspector", name="", account_id=head.account_id)
    await draw_sample(db, inspector, campaign.id, version=None, at=at)
    await ask_to_redraw(db, inspector, campaign.id, at=at)
    await db.execute(
        update(Campaign)
        .where(Campaign.tenant_id == db.tenant, Campaign.id == campaign.id)
        .values(state="running", started_at=at)
    )
    return campaign.id
