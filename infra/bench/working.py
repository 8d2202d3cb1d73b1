"""A year's work of a general office at its desk, put into a copy of the large database."""

import datetime as dt
import uuid
from typing import Any

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
from hotline_tenants.evaluation import formulas
from hotline_tenants.evaluation.drawing_up import draw_up
from hotline_tenants.evaluation.months import months_to_reckon
from hotline_tenants.guidance import drafting, issuing
from hotline_tenants.inspection.asking import ask_to_redraw
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.inspection.planning import places_of
from hotline_tenants.inspection.sampling import draw_sample
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.network.units import unit_tree
from hotline_tenants.supervision import drafting as supervising
from hotline_tenants.supervision.topics import Topic
from infra.bench.founding import CITY
from infra.bench.ground import Ground

SIZE = 500


async def worked(ground: Ground, desk: str) -> dict[str, str]:
    """A circular of each kind, a paper sent to everybody, a campaign with its sample, a special supervision, a month
    drawn up; returns the pages by name.
    """
    database = database_from(ground.settings(desk))
    today = ground.anchor.date()
    try:
        head, keeper = (
            await _person(database, "duty_head"),
            await _person(database, "supervisor", "dispatcher"),
        )
        pages = {"the morning": "/morning", "circulars": "/circulars"}
        for every, day in (
            ("daily", today - dt.timedelta(days=1)),
            ("monthly", today.replace(day=1) - dt.timedelta(days=1)),
        ):
            async with database.transaction(standing_in(head.tenant)) as db:
                found = await draft(db, keeper, every, day, at=ground.anchor)
                pages[f"a {every} circular"] = f"/circulars/{found}"
                pages[f"a {every} circular to print"] = f"/circulars/{found}/print"
        async with database.transaction(standing_in(head.tenant)) as db:
            paper = await _paper(db, head, at=ground.anchor)
        async with database.transaction(standing_in(head.tenant)) as db:
            campaign = await _campaign(db, head, at=ground.anchor)
        async with database.transaction(standing_in(head.tenant)) as db:
            unit = next(one.id for one in await unit_tree(db) if one.kind == "department")
            topics = [
                await _special(db, keeper, unit, topic, at=ground.anchor) for topic in _topics(unit, today)
            ]
        month = await _month(database, keeper, head, today, at=ground.anchor)
        await run_pending(database, queues=("bulk",))
        return pages | {
            "guidance": "/guidance?tab=issued", "a paper and its receipts": f"/guidance/{paper}",
            "how guidance is read": "/guidance/reading", "inspection": "/inspection",
            "a campaign": f"/inspection/{campaign}", "its sample": f"/inspection/{campaign}/sample",
            "its sample drawn again": f"/inspection/{campaign}/redraw",
            "rectification": "/rectifications", "supervision": "/supervision?tab=open", "cards": "/supervision?tab=cards",
            "the ladder": "/supervision/ladder", "a topic": f"/supervision/{topics[0]}",
            "the cases of a topic": f"/supervision/{topics[0]}/cases",
            "the cases of a topic by words": f"/supervision/{topics[1]}/cases", "re-calls": "/recalls/results",
            "evaluation": "/evaluation", "a month": f"/evaluation?month={month}", "formulas": "/evaluation/formulas",
            "signals": "/evaluation/signals", "districts side by side": "/overview", "looks into us": "/looked-in",
        }  # fmt: skip
    finally:
        await database.close()


async def _person(database: Database, role: str, signs_in_as: str = "") -> Actor:
    """Somebody in a role; whoever signs in as another may stand in."""
    async with database.transaction(standing_in(0)) as db:
        city = (await load_registry(db)).by_code(CITY).id
        login = f"{CITY}-{(signs_in_as or role).replace('_', '-')}"
        account = (await db.execute(select(Account.id).where(Account.login == login))).scalar_one()
    return Actor(tenant=city, role=role, name="", account_id=account)


def _topics(unit: uuid.UUID, today: dt.date) -> tuple[Topic, ...]:
    """One that a quarter of a year's complaints fit, and one by a word; a unit is always named."""
    return (
        Topic(units=(unit,), type="complaint", first=today - dt.timedelta(days=90), last=today),
        Topic(units=(unit,), words="路灯"),
    )


async def _special(db: Db, keeper: Actor, unit: uuid.UUID, topic: Topic, *, at: dt.datetime) -> uuid.UUID:
    new = supervising.Draft(
        form="special", title="专项督办", requirement="逐件核查，限期办结。", unit_id=unit,
        due_at=at + dt.timedelta(days=30), look_back_on=(at + dt.timedelta(days=120)).date(), plan=topic.stored(),
    )  # fmt: skip
    return await supervising.draft(db, keeper, new, at=at)


async def _month(
    database: Database, keeper: Actor, head: Actor, today: dt.date, *, at: dt.datetime
) -> dt.date:
    """Last month, drawn up by a formula in force."""
    month, _ = months_to_reckon(today)
    assert keeper.account_id is not None
    async with database.transaction(keeper.scope) as db:
        version = await formulas.draft(
            db, keeper, formulas.FIRST, effective_from=month, reason="考核办法", at=at - dt.timedelta(days=60)
        )
    async with database.transaction(head.scope) as db:
        await formulas.approve(db, head, version, at=at - dt.timedelta(days=59))
    async with database.transaction(keeper.scope) as db:
        await draw_up(db, month, by=keeper.account_id, at=at)
    return month


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
