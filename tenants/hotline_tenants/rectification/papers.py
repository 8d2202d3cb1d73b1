"""A rectification notice as an official paper: what stands in each place of it."""

import uuid

from sqlalchemy import select

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.in_force import InForce, template_in_force
from hotline_tenants.papers.naming import addressed
from hotline_tenants.papers.places import NO_DATE, NO_NUMBER, Places, chapters, office_of
from hotline_tenants.papers.reading import papers_about, places_about
from hotline_tenants.rectification.model import Rectification, RectificationEntry

KIND = "rectification"


async def paper_of(db: Db, notice: Rectification) -> Places | None:
    """The paper of a notice that was reached before: as it was issued, here or by the government above, else as it
    would be now.
    """
    if notice.side == "lower":
        async with across(db, because=notice):
            return await places_about(db, KIND, notice.id)
    return await _as_issued(db, notice.id) or await places_of(db, notice, NO_NUMBER, NO_DATE)


async def _as_issued(db: Db, notice_id: uuid.UUID) -> Places | None:
    """Here, or, of what was taken over, in the register of the house that numbered it."""
    if kept := await places_about(db, KIND, notice_id):
        return kept
    wanted = (
        select(RectificationEntry.data["predecessor"].as_string())
        .where(RectificationEntry.tenant_id == db.tenant, RectificationEntry.rectification_id == notice_id)
        .where(RectificationEntry.act == "take_over")
        .order_by(RectificationEntry.seq.desc())
        .limit(1)
    )
    if (code := (await db.execute(wanted)).scalar_one_or_none()) is None:
        return None
    before = (await registry_of(db)).by_code(code)
    async with across(db, because=NewLink(db.tenant, before.id)):
        return await _as_issued(db, notice_id)


async def template_of(db: Db, notice: Rectification) -> InForce:
    """The template that it was written from where it was issued; of a draft the one in force."""
    if notice.side != "lower":
        return await template_in_force(db, KIND)
    async with across(db, because=notice):
        issuer, papers = db.tenant, [one for one in await papers_about(db, notice.id) if one.kind == KIND]
    if not papers:
        return InForce()
    return InForce(
        papers[-1].above_tenant_id or issuer, papers[-1].above_template_id or papers[-1].template_id
    )


async def places_of(db: Db, notice: Rectification, number: str, date: str) -> Places:
    """What stands in each place, with this number and date."""
    unit = (await unit_tree(db)).find(notice.unit_id)
    due = (await calendar_of(db)).local_date(notice.due_at)
    return Places(
        kind=KIND, office=await office_of(db), number=number, title=f"关于{notice.title}的整改通知",
        addressee=addressed(unit) if unit else "",
        body=chapters(("检查发现的问题", notice.facts), ("整改要求", notice.requirement)), date=date,
        deadline=f"请于{due.year}年{due.month}月{due.day}日前书面报告整改情况，并附相关证明材料。",
    )  # fmt: skip
