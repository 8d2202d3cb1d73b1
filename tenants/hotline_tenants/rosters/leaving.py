"""Who has left is on no roster: the shifts that lay ahead are free, the number is gone, whoever plans hears of it."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, update

from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_tenants.rosters.model import DutyPerson, DutyShift, DutySwap
from hotline_tenants.rosters.standing import stands

TOLD = ("network_officer", "duty_head")


async def let_go(
    db: Db, *, at: dt.datetime, account_id: uuid.UUID | None = None, by: uuid.UUID | None = None
) -> Sequence[uuid.UUID]:
    """Take off every roster who stands there without an open account or a role in that place: one person, or whoever
    it is. Returns the shifts that nobody has now; one that runs ends at this moment.
    """
    left = select(DutyPerson).where(
        DutyPerson.tenant_id == db.tenant, DutyPerson.ended_at.is_(None),
        ~stands(db.tenant, DutyPerson.account_id, DutyPerson.unit_id),
    )  # fmt: skip
    if account_id is not None:
        left = left.where(DutyPerson.account_id == account_id)
    people = {one.id: one for one in (await db.execute(left.with_for_update())).scalars()}
    if not people:
        return ()
    freed = await _free(db, list(people), at=at, by=by)
    await db.execute(
        update(DutySwap)
        .where(
            DutySwap.tenant_id == db.tenant, DutySwap.state == "asked",
            or_(DutySwap.from_person_id.in_(people), DutySwap.to_person_id.in_(people)),
        )
        .values(state="refused", settled_at=at, settled_by=by)
    )  # fmt: skip
    numbers = Counter(people[person].id for _, person in freed)
    for person in people.values():
        person.ended_at, person.phone = at, ""
        unit = {"unit": str(person.unit_id)} if person.unit_id else {}
        note(
            db, "duty_person_left", account_id=by, subject=person.account_id, at=at, shifts=numbers[person.id], **unit
        )  # fmt: skip
    await _tell(db, Counter(people[person].unit_id for _, person in freed), at=at)
    return [shift for shift, _ in freed]


async def _free(
    db: Db, people: Sequence[uuid.UUID], *, at: dt.datetime, by: uuid.UUID | None
) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Shift and person of what was ended or taken back."""
    ahead = update(DutyShift).where(
        DutyShift.tenant_id == db.tenant, DutyShift.person_id.in_(people), DutyShift.cancelled_at.is_(None)
    )
    running = ahead.where(DutyShift.starts_at < at, DutyShift.ends_at > at).values(ends_at=at)
    coming = ahead.where(DutyShift.starts_at >= at).values(cancelled_at=at, cancelled_by=by)
    found: list[tuple[uuid.UUID, uuid.UUID]] = []
    for which in (running, coming):
        rows = await db.execute(
            which.returning(DutyShift.id, DutyShift.person_id),
            execution_options={"synchronize_session": False},
        )
        found += [(row.id, row.person_id) for row in rows]
    return found


async def _tell(db: Db, shifts: Counter[uuid.UUID | None], *, at: dt.datetime) -> None:
    for unit_id, number in shifts.items():
        told: dict[str, Any] = {"subject_id": unit_id, "subject_kind": "roster", "at": at, "shifts": number}
        if unit_id is not None:
            await tell(db, "duty_person_left", unit_id=unit_id, roles=("unit_leader",), **told)
        await tell(db, "duty_person_left", roles=TOLD, **told)
