"""Units disagree: a joint meeting fixes the lead, or a leader designates one; either is final."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.lifecycle import CASE, allowed
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of
from hotline_tenants.cases.recording import record
from hotline_tenants.network.units import UnitTree, unit_tree
from hotline_tenants.referrals.links import case_on_both_sides
from hotline_tenants.rulings.giving_back import ABOUT_THEM, lead_by, take_away
from hotline_tenants.rulings.words import MEETINGS


@dataclass(frozen=True, kw_only=True)
class Designation:
    """Who leads from now on, settled in which form, by whom (`units` took part), with the minutes."""

    unit_id: uuid.UUID | None
    form: str
    minutes: str
    units: Sequence[uuid.UUID] = ()


async def designate(
    db: Db, actor: Actor, case_id: uuid.UUID, given: Designation, *, version: int | None, at: dt.datetime
) -> None:
    """Fix the lead unit for good. A unit that led before is relieved without blame; nobody can return after that.

    The minutes are for every unit of the case to read. Raises Refused by field.
    """
    case, _ = await case_on_both_sides(db, actor, case_id, version=version)
    allowed(CASE, case.state, "designate", actor)
    units = await unit_tree(db)
    if wrong := why_not_designate(case, given, units):
        raise refused_fields(wrong)
    assert given.unit_id is not None
    await record(
        db, case, "designate", actor, at=at, remarks={"minutes": given.minutes}, form=given.form,
        lead=given.unit_id, units=list(given.units),
    )  # fmt: skip
    present = [one for one in await assignments_of(db, case) if one.state in OPEN and one.round == case.round]
    lead = next((one for one in present if one.lead), None)
    if lead is not None and lead.unit_id == given.unit_id:
        lead.final = True
    else:
        for one in present:
            if one.lead or one.unit_id == given.unit_id:
                await take_away(db, actor, case, one, at=at)
        await lead_by(db, actor, case, given.unit_id, at=at)
    await _tell_all(db, case, [*present], given, units, at=at)


def why_not_designate(case: Case, given: Designation, units: UnitTree) -> Mapping[str, Message]:
    """What is wrong, field by field."""
    wrong: dict[str, Message] = {}
    able = {unit.id for unit in units.handling()}
    if given.unit_id not in able:
        wrong["unit_id"] = N_("Choose the lead unit.")
    if given.form not in MEETINGS:
        wrong["form"] = N_("Choose one of the list.")
    if given.form == "meeting" and len(set(given.units)) < 2:
        wrong["units"] = N_("A joint meeting has at least two units.")
    elif any(unit not in able for unit in given.units):
        wrong["units"] = N_("Choose one of the list.")
    elif any(units.within(unit, case.about_unit_id) for unit in given.units):
        wrong["units"] = ABOUT_THEM  # they would be told what the case is, and read the minutes
    if len(given.minutes.strip()) < 10:
        wrong["minutes"] = N_("Write down what was settled and why.")
    return wrong


async def _tell_all(
    db: Db, case: Case, present: Sequence[Assignment], given: Designation, units: UnitTree, *, at: dt.datetime
) -> None:
    for unit_id in {one.unit_id for one in present} | set(given.units):
        if units.get(unit_id).governs_tenant_id is None and unit_id != given.unit_id:
            await tell(
                db, "lead_designated", subject_id=case.id, at=at, unit_id=unit_id,
                roles=("unit_officer", "unit_leader"), number=case.number,
            )  # fmt: skip
