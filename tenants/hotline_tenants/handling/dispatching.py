"""Dispatching: one lead unit, any number of co-handlers; a district among them gets its own order."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import OPEN, open_assignment, rule_for
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.cases.words import TYPES, URGENCIES
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.clocks.running import stop_clocks
from hotline_tenants.figures.ledger import counting
from hotline_tenants.ladders.starting import rouse
from hotline_tenants.network.catalogue import propose
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_tenants.referrals.ascending import signed_above
from hotline_tenants.referrals.descending import refer
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.referrals.model import Referral
from hotline_tenants.referrals.taking import why_not_refer
from hotline_tenants.rulings.giving_back import ABOUT_THEM


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """What the dispatcher decided. `opinion` is what the units are asked to do; `struck_title` and `struck_body` are
    what they read of a protected or secret demand, confirmed to show nothing of who asked.
    """

    category_id: uuid.UUID | None
    lead_id: uuid.UUID | None
    co_ids: Sequence[uuid.UUID] = ()
    opinion: str = ""
    struck_title: str = ""
    struck_body: str = ""


async def dispatch(
    db: Db, actor: Actor, case_id: uuid.UUID, decision: Dispatch, *, version: int | None, at: dt.datetime
) -> None:
    """Dispatch a case. The clocks of every unit start at `at`. Raises Refused by field, Stale, NotAllowed."""
    case, link = await case_on_both_sides(db, actor, case_id, version=version)
    step = allowed(CASE, case.state, "dispatch", actor)
    units, categories = await unit_tree(db), await classification(db)
    wrong = dict(why_not_dispatch(decision, units, categories))
    if not wrong:
        wrong = await _why_not_these(db, case, decision, units, link)
    if wrong:
        raise refused_fields(wrong)
    with counting(db, "case", case):
        case.category_id = decision.category_id
        case.state = step.to
    await stop_clocks(db, case.id, step.stops, at=at)
    if link is not None:
        await signed_above(db, actor, link, at=at)
    if case.confidentiality != "normal":
        await _strike(db, case, decision)
    assert decision.lead_id is not None
    await _assign(db, actor, case, [decision.lead_id, *decision.co_ids], link, decision.opinion, at=at)


async def _strike(db: Db, case: Case, decision: Dispatch) -> None:
    """Keep what the units read; a district gets nothing else."""
    await db.execute(
        update(CaseText)
        .where(CaseText.tenant_id == db.tenant, CaseText.case_id == case.id)
        .values(struck_title=decision.struck_title.strip(), struck_body=decision.struck_body.strip())
    )


async def _assign(
    db: Db, actor: Actor, case: Case, unit_ids: Sequence[uuid.UUID], link: Referral | None, opinion: str,
    *, at: dt.datetime,
) -> None:  # fmt: skip
    units = await unit_tree(db)
    margin = await _own_time(db, case, link, at=at)
    rows = []
    for place, unit_id in enumerate(unit_ids):
        unit = units.get(unit_id)
        row = await open_assignment(db, case, unit, lead=place == 0, at=at, no_later_than=margin)
        rows.append(row)
    await record(
        db, case, "dispatch", actor, at=at, remarks={"opinion": opinion}, category=case.category_id,
        units=[row["unit_id"] for row in rows], rule=rows[0]["rule_code"], version=rows[0]["rule_version"],
        due=rows[0]["reply_due_at"],
    )  # fmt: skip
    for row in rows:
        unit = units.get(row["unit_id"])
        if unit.governs_tenant_id is not None:
            await refer(db, actor, case, row, unit, at=at)
        else:
            await tell(
                db, "dispatched_to_you", subject_id=case.id, at=at, unit_id=unit.id,
                roles=("unit_officer", "unit_leader"), number=case.number,
            )  # fmt: skip
            await rouse(db, case, row, above=link.other_case_id if link else None, at=at)


async def _own_time(db: Db, case: Case, link: Referral | None, *, at: dt.datetime) -> dt.datetime | None:
    """A sub-order is due at the parent's due moment less the review margin, if that is the earlier one."""
    if link is None:
        return None
    rule = await rule_for(db, case, None, at=at)
    return (await calendar_of(db)).before(link.superior_due_at, rule.review).at


def why_not_dispatch(
    decision: Dispatch, units: UnitTree, categories: Classification
) -> Mapping[str, Message]:
    """What is wrong with a decision, field by field; empty when nothing is."""
    wrong: dict[str, Message] = {}
    category = categories.find(decision.category_id)
    if category is None or category.retired or category.level != 3:
        wrong["category_id"] = N_("Choose a category down to the third level.")
    able = {unit.id: unit for unit in units.handling()}
    if decision.lead_id not in able:
        wrong["lead_id"] = N_("Choose the lead unit.")
    if any(unit_id not in able for unit_id in decision.co_ids):
        wrong["co_ids"] = N_("Choose one of the list.")
    elif decision.lead_id in decision.co_ids:
        wrong["co_ids"] = N_("The lead unit cannot be a co-handler too.")
    elif len(set(decision.co_ids)) != len(decision.co_ids):
        wrong["co_ids"] = N_("Each co-handler can be named once.")
    return wrong


async def _why_not_these(
    db: Db, case: Case, decision: Dispatch, units: UnitTree, link: Referral | None
) -> dict[str, Message]:
    """What the duty list and the case's own history say against this choice, field by field."""
    wrong: dict[str, Message] = {}
    assert decision.lead_id is not None
    lead = units.get(decision.lead_id)
    if case.confidentiality != "normal":
        for field in ("struck_title", "struck_body"):
            if not getattr(decision, field).strip():
                wrong[field] = N_("Read and confirm what the units may see of this protected demand.")
    for field, chosen in (("lead_id", [decision.lead_id]), ("co_ids", decision.co_ids)):
        for unit in chosen:
            if refusal := await _why_not_unit(db, case, units.get(unit), units, link):
                wrong[field] = refusal
    duty = await propose(db, decision.category_id, case.area_id, on=case.registered_on)
    responsible = units.find(duty.unit_id) if duty and duty.listed else None
    if (
        lead.kind == "street"
        and responsible is not None
        and responsible.kind in ("department", "public_service")
    ):
        wrong["lead_id"] = N_(
            "By the duty list this is the duty of %(unit)s, not of a street.", unit=responsible.named
        )
    taken = {one.unit_id for one in await assignments_of(db, case) if one.state in OPEN}
    if taken & {decision.lead_id, *decision.co_ids}:
        field = "lead_id" if decision.lead_id in taken else "co_ids"
        wrong[field] = N_("This unit handles the case already.")
    return wrong


async def _why_not_unit(
    db: Db, case: Case, unit: UnitInfo, units: UnitTree, link: Referral | None
) -> Message | None:
    if units.within(unit.id, case.about_unit_id):
        return ABOUT_THEM
    if link is not None and link.other_tenant_id == unit.governs_tenant_id:
        return N_("The order came from there. Return it instead.")
    return await why_not_refer(db, unit.governs_tenant_id)


async def reclassify(
    db: Db, actor: Actor, case_id: uuid.UUID, *, category_id: uuid.UUID, case_type: str, urgency: str,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Correct type, category and urgency. Assignments keep the rule that was frozen at their dispatch."""
    case = await case_for(db, actor, case_id, lock=True, version=version)
    allowed(CASE, case.state, "reclassify", actor)
    wrong: dict[str, Message] = {}
    category = (await classification(db)).find(category_id)
    if category is None or category.retired:
        wrong["category_id"] = N_("Choose one of the list.")
    if case_type not in TYPES:
        wrong["type"] = N_("Choose one of the list.")
    if urgency not in URGENCIES:
        wrong["urgency"] = N_("Choose one of the list.")
    if wrong:
        raise refused_fields(wrong)
    with counting(db, "case", case):
        case.category_id, case.type, case.urgency = category_id, case_type, urgency
    await record(db, case, "reclassify", actor, at=at, category=category_id, type=case_type, urgency=urgency)
