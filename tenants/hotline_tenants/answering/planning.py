"""Planning a day on which a leader answers, changing it, making it public, calling it off."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id, new_salt
from hotline_platform.notices.telling import tell
from hotline_tenants.answering.lifecycle import DAY
from hotline_tenants.answering.model import AnsweringDay
from hotline_tenants.answering.reaching import day_for
from hotline_tenants.answering.recording import calls_of, record
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.network.units import unit_tree

KIND = "answering_day"
LEADERS, OPERATORS = ("leader", "duty_head", "unit_leader"), ("operator", "shift_leader")
LONGEST = dt.timedelta(hours=12)
_FARTHEST = dt.timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What is planned. `leader_id` and `operator_id` are accounts that hold such a role here."""

    leader: str
    post: str = ""
    leader_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    operator_id: uuid.UUID | None = None
    topic: str
    starts_at: dt.datetime
    ends_at: dt.datetime


async def plan(db: Db, actor: Actor, given: Planned, *, at: dt.datetime) -> uuid.UUID:
    """Plan a day; the leader and the unit are told. Raises Refused by field."""
    actor.need("answering.keep")
    given = _stripped(given)
    if wrong := await why_not(db, given, at=at):
        raise refused_fields(wrong)
    day = AnsweringDay(
        tenant_id=db.tenant,
        id=new_id(),
        state="planned",
        planned_at=at,
        salt=new_salt(),
        **asdict(given),
        **BEGINNING,
    )
    db.add(day)
    await db.flush()
    await record(db, day, "plan", actor, at=at)
    await tell_concerned(db, day, "answering_day_planned", at=at)
    return day.id


async def change(
    db: Db, actor: Actor, day_id: uuid.UUID, given: Planned, *, version: int | None, at: dt.datetime
) -> None:
    """Change it; who is concerned is told, those who were before as well. Raises Refused by field."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    allowed(DAY, day.state, "change", actor)
    given = _stripped(given)
    wrong = await why_not(db, given, at=at, itself=day)
    moved = (given.starts_at, given.ends_at) != (day.starts_at, day.ends_at)
    if moved and day.starts_at <= at and await calls_of(db, [day.id]):
        wrong["starts_at"] = N_("Calls were taken already: the hours stay as they are.")
    if wrong:
        raise refused_fields(wrong)
    await tell_concerned(db, day, "answering_day_changed", at=at)
    before = _concerned(day)
    for name, value in asdict(given).items():
        setattr(day, name, value)
    if moved:
        day.reminded_at = None
    await record(db, day, "change", actor, at=at)
    if _concerned(day) != before:
        await tell_concerned(db, day, "answering_day_planned", at=at)


async def publish(db: Db, actor: Actor, day_id: uuid.UUID, *, version: int | None, at: dt.datetime) -> None:
    """Make it public: citizens read who answers when, and on what."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    day.state = allowed(DAY, day.state, "publish", actor).to
    day.published_at = at
    await record(db, day, "publish", actor, at=at)


async def cancel(
    db: Db, actor: Actor, day_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """It does not take place. Raises Refused by field `reason`, and where calls were taken already."""
    day = await day_for(db, actor, day_id, lock=True, version=version)
    to = allowed(DAY, day.state, "cancel", actor).to
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why it does not take place.")})
    if await calls_of(db, [day.id]):
        raise refused_fields({"reason": N_("Calls were taken already: follow them until they are answered.")})
    day.state = to
    await record(db, day, "cancel", actor, at=at, reason=reason.strip())
    await tell_concerned(db, day, "answering_day_cancelled", at=at)


async def why_not(
    db: Db, given: Planned, *, at: dt.datetime, itself: AnsweringDay | None = None
) -> dict[str, Message]:
    """What is wrong, field by field."""
    wrong: dict[str, Message] = {
        name: N_("Fill this in.") for name in ("leader", "topic") if not getattr(given, name)
    }
    calendar = await calendar_of(db)
    one_day = calendar.local_date(given.starts_at) == calendar.local_date(given.ends_at)
    if not one_day or not dt.timedelta() < given.ends_at - given.starts_at <= LONGEST:
        wrong["ends_at"] = N_("It ends after it begins, on the same day.")
    if not at - _FARTHEST <= given.starts_at <= at + _FARTHEST:
        wrong["starts_at"] = N_("This day is more than a year away.")
    unit = (await unit_tree(db)).find(given.unit_id)
    kept = itself is not None and itself.unit_id == given.unit_id
    if given.unit_id is not None and not kept and (unit is None or unit.closed or unit.governs_tenant_id):
        wrong["unit_id"] = N_("Choose one of the list.")
    for name, roles in (("leader_id", LEADERS), ("operator_id", OPERATORS)):
        account = getattr(given, name)
        if account is not None and not await _holds(db, account, roles):
            wrong[name] = N_("Choose one of the list.")
    return wrong


async def tell_concerned(db: Db, day: AnsweringDay, kind: str, *, at: dt.datetime) -> None:
    """Tell the leader, the operator beside, and the unit whose leader it is."""
    people = {one for one in (day.leader_id, day.operator_id) if one is not None}
    if day.unit_id is not None:
        await tell(
            db, kind, subject_id=day.id, subject_kind=KIND, at=at, unit_id=day.unit_id, accounts=people,
            roles=("unit_officer", "unit_leader"),
        )  # fmt: skip
    else:
        await tell(db, kind, subject_id=day.id, subject_kind=KIND, at=at, accounts=people)


def _concerned(day: AnsweringDay) -> tuple[uuid.UUID | None, ...]:
    return day.leader_id, day.operator_id, day.unit_id


async def _holds(db: Db, account: uuid.UUID, roles: tuple[str, ...]) -> bool:
    wanted = select(Membership.id).where(
        Membership.tenant_id == db.tenant, Membership.account_id == account, Membership.role.in_(roles),
        Membership.ended_at.is_(None),
    )  # fmt: skip
    return (await db.execute(wanted.limit(1))).first() is not None


def _stripped(given: Planned) -> Planned:
    return replace(given, leader=given.leader.strip(), post=given.post.strip(), topic=given.topic.strip())
