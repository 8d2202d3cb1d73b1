"""Duty lists: what a unit answers for, by versions, each in force from a day on."""

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_tenants.points.acting import locked_for
from hotline_tenants.points.model import DutyList
from hotline_tenants.points.recording import record

LONGEST = 10_000


async def give_duty_list(
    db: Db, actor: Actor, unit_id: uuid.UUID, *, duties: str, basis: str, effective_from: dt.date,
    version: int | None, at: dt.datetime,
) -> int:  # fmt: skip
    """The next version of a unit's duty list; returns its number. Raises Refused by field."""
    point, _ = await locked_for(db, actor, unit_id, "give_duty_list", version)
    before = next(iter(await duty_lists(db, unit_id)), None)
    wrong: dict[str, Message] = {}
    if not duties.strip():
        wrong["duties"] = N_("Write down what the unit answers for.")
    elif len(duties) > LONGEST:
        wrong["duties"] = N_("Use at most %(longest)s characters.", longest=LONGEST)
    if not basis.strip():
        wrong["basis"] = N_("Name the rule that makes the unit responsible.")
    if before is not None and effective_from < before.effective_from:
        wrong["effective_from"] = N_(
            "The version before begins on %(day)s; this one cannot begin earlier.", day=before.effective_from
        )
    if wrong:
        raise refused_fields(wrong)
    number = before.version + 1 if before else 1
    db.put(
        DutyList, unit_id=unit_id, version=number, duties=duties.strip(), basis=basis.strip(),
        effective_from=effective_from, given_at=at, given_by=actor.account_id,
    )  # fmt: skip
    await record(
        db,
        point,
        "give_duty_list",
        actor,
        at=at,
        duty_list=number,
        effective_from=effective_from,
        basis=basis.strip(),
    )
    return number


async def duty_lists(db: Db, unit_id: uuid.UUID) -> Sequence[DutyList]:
    """Every version, the newest first."""
    wanted = select(DutyList).where(DutyList.tenant_id == db.tenant, DutyList.unit_id == unit_id)
    return (await db.execute(wanted.order_by(DutyList.version.desc()))).scalars().all()


def in_force(lists: Sequence[DutyList], on: dt.date) -> DutyList | None:
    """The version in force on a day, of all of them with the newest first."""
    return next((one for one in lists if one.effective_from <= on), None)
