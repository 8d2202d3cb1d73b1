"""Drafting a notice from the findings of a campaign, and issuing it: to the district, or to the unit of our own."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.inspection.model import Campaign, Finding, Item
from hotline_tenants.inspection.planning import not_now, suspended_among
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.papers.keeping import keep_paper
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.registering import Subject, issue_paper
from hotline_tenants.rectification.lifecycle import RECTIFICATION
from hotline_tenants.rectification.model import Rectification, RectifiedFinding
from hotline_tenants.rectification.opening import NEAR, open_below, words_digest
from hotline_tenants.rectification.papers import KIND, places_of
from hotline_tenants.rectification.reaching import act_on, notice_for, tell_asked


@dataclass(frozen=True)
class NewNotice:
    """A notice to be drafted, about every finding at one place that no other notice is about."""

    campaign_id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    requirement: str
    due_at: dt.datetime
    look_back_on: dt.date


async def draft(db: Db, actor: Actor, new: NewNotice, *, at: dt.datetime) -> uuid.UUID:
    """Keep a draft; whoever it is for sees nothing of it. Raises NotFound, Refused by field."""
    actor.need("inspection.keep")
    campaign = await campaign_for(db, actor, new.campaign_id, lock=True)
    findings = (await open_findings(db, campaign)).get(new.unit_id, ())
    unit = (await unit_tree(db)).get(new.unit_id)
    if wrong := await _why_not_draft(db, new, unit, findings, at):
        raise refused_fields(wrong)
    own = unit.governs_tenant_id is None
    notice = Rectification(
        tenant_id=db.tenant, id=new_id(), side="own" if own else "upper",
        other_tenant_id=unit.governs_tenant_id or db.tenant, campaign_id=campaign.id,
        unit_id=unit.id, state="draft", title=new.title.strip(), facts=await _facts(db, findings),
        requirement=new.requirement.strip(), salt=new_salt(), due_at=new.due_at, look_back_on=new.look_back_on,
        drafted_at=at, drafted_by=actor.account_id, **BEGINNING,
    )  # fmt: skip
    db.add(notice)
    await db.flush()
    for one in findings:
        db.put(RectifiedFinding, rectification_id=notice.id, finding_id=one.id)
    await act_on(db, notice, "draft", actor, at=at, findings=[one.id for one in findings])
    await tell(
        db,
        "rectification_to_issue",
        subject_id=notice.id,
        subject_kind="rectification",
        at=at,
        roles=("duty_head",),
    )
    return notice.id


async def issue(db: Db, actor: Actor, notice_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Number it and put it on the district's desk, or before the unit; its clock runs there from now. Raises Refused."""
    notice = await notice_for(db, actor, notice_id, lock=True, version=version)
    to = allowed(RECTIFICATION, notice.state, "issue", actor).to
    if notice.drafted_by == actor.account_id:
        raise Refused(N_("Who drafted a notice does not issue it. Somebody else has to."))
    assert notice.unit_id is not None
    unit = (await unit_tree(db)).get(notice.unit_id)
    if await suspended_among(db, [unit]):
        raise Refused(not_now(unit))
    if notice.due_at <= at:
        raise Refused(N_("The deadline has passed. Discard the draft and write a new one."))
    notice.state, notice.issued_at = to, at
    paper = await issue_paper(
        db, actor, Subject(KIND, notice.id), SERIES[KIND], partial(places_of, db, notice), at=at
    )
    notice.number = paper.number
    later(db, keep_paper, paper_id=paper.id, tenant=db.tenant)
    words = words_digest(notice)
    await act_on(db, notice, "issue", actor, at=at, number=notice.number, due=notice.due_at, words=words)
    if notice.side == "own":
        notice.next_at = max(notice.due_at - NEAR, at)
        await tell_asked(db, notice, "rectification_issued", at=at)
        return
    await open_below(db, actor, notice, at=at)


async def discard(
    db: Db, actor: Actor, notice_id: uuid.UUID, *, version: int | None, at: dt.datetime
) -> None:
    """Throw a draft away; its findings are free for another one."""
    notice = await notice_for(db, actor, notice_id, lock=True, version=version)
    notice.state = allowed(RECTIFICATION, notice.state, "discard", actor).to
    await act_on(db, notice, "discard", actor, at=at)


async def open_findings(db: Db, campaign: Campaign) -> Mapping[uuid.UUID, Sequence[Finding]]:
    """By place of the campaign: the findings that no notice is about, discarded drafts left out."""
    taken = (
        select(RectifiedFinding.finding_id)
        .join(
            Rectification,
            (Rectification.tenant_id == db.tenant) & (Rectification.id == RectifiedFinding.rectification_id),
        )
        .where(RectifiedFinding.tenant_id == db.tenant, Rectification.state != "discarded")
    )
    wanted = select(Finding).where(
        Finding.tenant_id == db.tenant, Finding.campaign_id == campaign.id, Finding.id.not_in(taken)
    )
    found: dict[uuid.UUID, list[Finding]] = {}
    for one in await db.scalars(wanted.order_by(Finding.id)):
        found.setdefault(one.unit_id, []).append(one)
    return found


async def _why_not_draft(
    db: Db, new: NewNotice, unit: UnitInfo, findings: Sequence[Finding], at: dt.datetime
) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if await suspended_among(db, [unit]):
        wrong["unit_id"] = not_now(unit)
    elif not findings:
        wrong["unit_id"] = N_("Nothing was found there that no notice is about yet.")
    if not new.title.strip():
        wrong["title"] = N_("Give the notice a title.")
    if not new.requirement.strip():
        wrong["requirement"] = N_("Say what is to be put right.")
    if new.due_at <= at:
        wrong["due_at"] = N_("The deadline lies in the past.")
    if new.look_back_on <= (await calendar_of(db)).local_date(new.due_at):
        wrong["look_back_on"] = N_("The look-back comes after the deadline.")
    return wrong


async def _facts(db: Db, findings: Sequence[Finding]) -> str:
    """What was found, as it stands in the notice: a line for each finding with the number of its case or telephone."""
    rows = await db.execute(
        select(Item.id, Item.number).where(
            Item.tenant_id == db.tenant, Item.id.in_([one.item_id for one in findings])
        )
    )
    numbers = {row.id: row.number for row in rows}
    return "\n".join(
        f"{place}. {numbers[one.item_id]}：{one.words}" for place, one in enumerate(findings, start=1)
    )
