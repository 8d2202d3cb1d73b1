"""Everything about one case that a page shows, in a fixed number of statements, cut down to what a person may see."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.database.session import Db
from hotline_tenants.cases.masking import mask_name, mask_phone
from hotline_tenants.cases.model import (
    Assignment,
    Callback,
    Case,
    CaseEvent,
    CasePerson,
    CaseText,
    Remark,
    Reply,
)
from hotline_tenants.cases.opening import phone_key
from hotline_tenants.cases.reaching import WITHHELD
from hotline_tenants.cases.striking import struck
from hotline_tenants.clocks.model import Clock


@dataclass(frozen=True)
class Caller:
    """The person behind a case, masked unless a look was recorded."""

    name: str
    phone: str
    masked: bool = True


@dataclass(frozen=True)
class CaseView:
    """One case with all that hangs on it. `caller` is None where this person may not know who asks; `remarks` are by
    event, `names` of the staff who acted by account.
    """

    case: Case
    title: str
    body: str
    place: str
    caller: Caller | None
    assignments: Sequence[Assignment]
    replies: Sequence[Reply]
    callbacks: Sequence[Callback]
    clocks: Sequence[Clock]
    events: Sequence[CaseEvent]
    remarks: Mapping[int, Sequence[Remark]]
    names: Mapping[uuid.UUID, str] = field(default_factory=dict)

    def replies_to(self, assignment: Assignment) -> list[Reply]:
        """The replies of one unit, oldest first."""
        return [reply for reply in self.replies if reply.assignment_id == assignment.id]


async def view(db: Db, actor: Actor, case: Case) -> CaseView:
    """Read what belongs to a case that was reached before.

    A unit gets a protected or secret demand without the person, and of other units what the caller is told, not what
    they wrote inside (`domain.md` §2, §3).
    """
    text = (await _all(db, CaseText, case.id))[0]
    person = (await _all(db, CasePerson, case.id))[0]
    assignments = sorted(
        await _all(db, Assignment, case.id), key=lambda one: (one.round, not one.lead, one.id)
    )
    events = sorted(await _all(db, CaseEvent, case.id), key=lambda one: one.seq)
    replies = sorted(await _all(db, Reply, case.id), key=lambda one: one.id)
    remarks: dict[int, list[Remark]] = {}
    for remark in await _all(db, Remark, case.id):
        remarks.setdefault(remark.seq, []).append(remark)
    clocks = sorted(await _all(db, Clock, case.id), key=lambda one: one.due_at)
    if actor.role in UNIT_ROLES:
        own = {one.id for one in assignments if one.unit_id == actor.unit_id}
        replies = [one for one in replies if one.assignment_id in own or one.verdict == "accepted"]
        clocks = [one for one in clocks if one.assignment_id in own]
        remarks = {seq: found for seq, found in remarks.items() if _for_unit(events[seq - 1], actor.unit_id)}
    hidden = actor.role in UNIT_ROLES and case.confidentiality != "normal"
    title, body = text.title, text.body
    if hidden:
        title, body = text.struck_title or title, text.struck_body or body
    return CaseView(
        case, title, body, text.place,
        None if hidden else Caller(mask_name(person.name), mask_phone(person.phone)),
        assignments, replies, sorted(await _all(db, Callback, case.id), key=lambda one: one.id), clocks, events,
        remarks, await _names(db, {who for one in (*events, *replies) if (who := _who(one))}),
    )  # fmt: skip


async def caller_in_the_clear(db: Db, case: Case) -> Caller:
    """The person as they are: only for an answer whose look has been recorded."""
    found = (await _all(db, CasePerson, case.id))[0]
    return Caller(found.name, found.phone, masked=False)


async def proposed_striking(db: Db, case: Case) -> tuple[str, str]:
    """Title and text of a demand as a unit might read them: what was confirmed before, else what patterns propose."""
    text = (await _all(db, CaseText, case.id))[0]
    person = (await _all(db, CasePerson, case.id))[0]
    if text.struck_body is not None:
        return text.struck_title or "", text.struck_body
    known = {"name": person.name, "phone": person.phone}
    return struck(text.title, **known), struck(text.body, **known)


async def earlier_cases(db: Db, phone: str, *, limit: int = 10) -> Sequence[Any]:
    """The latest cases of whoever calls from this number: id, number, title, state, moment; newest first."""
    key = phone_key(db, phone)
    if key is None:
        return ()
    found = await db.execute(
        select(Case.id, Case.number, CaseText.title, Case.state, Case.registered_at)
        .join(CasePerson, (CasePerson.tenant_id == db.tenant) & (CasePerson.case_id == Case.id))
        .join(CaseText, (CaseText.tenant_id == db.tenant) & (CaseText.case_id == Case.id))
        .where(Case.tenant_id == db.tenant, CasePerson.phone_key == key, Case.origin != WITHHELD)
        .order_by(CasePerson.case_id.desc())
        .limit(limit)
    )
    return found.all()


def _for_unit(event: CaseEvent, unit_id: uuid.UUID | None) -> bool:
    return event.data.get("unit") in (None, str(unit_id))


def _who(row: CaseEvent | Reply) -> uuid.UUID | None:
    return row.account_id if isinstance(row, CaseEvent) else row.drafted_by


async def _all(db: Db, model: Any, case_id: uuid.UUID) -> list[Any]:
    rows = await db.execute(select(model).where(model.tenant_id == db.tenant, model.case_id == case_id))
    return list(rows.scalars())


async def _names(db: Db, accounts: set[Any]) -> dict[uuid.UUID, str]:
    if not accounts:
        return {}
    rows = await db.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return {row.id: row.name for row in rows}
