"""Drawing the points of a round of test calls: by a seed, so that anybody can draw the same ones again."""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id
from hotline_tenants.network.model import UNIT_KINDS, Unit
from hotline_tenants.points.acting import local_day
from hotline_tenants.points.model import Point, TestCall, TestRound

CALLED = ("approved", "open")
"""States in which a point is called: a point is tested before it is opened as well."""

LARGEST = 500
RINGS_WITHIN = 5
PASS_MARK = 60


@dataclass(frozen=True, kw_only=True)
class NewRound:
    """A round to be planned: `size` points of `kinds` by lot, or those of `chosen` codes. An empty seed is drawn too."""

    title: str
    due_on: dt.date
    kinds: tuple[str, ...] = ()
    size: int = 0
    seed: str = ""
    chosen: tuple[str, ...] = field(default=())
    rings_within: int = RINGS_WITHIN
    pass_mark: int = PASS_MARK


async def plan_round(db: Db, actor: Actor, new: NewRound, *, at: dt.datetime) -> uuid.UUID:
    """Plan a round and its calls. Raises Refused by field."""
    actor.need("network.keep")
    if wrong := _why_not_plan(new, await local_day(db, at)):
        raise refused_fields(wrong)
    callable_ = await callable_points(db, new.kinds)
    if new.chosen:
        known = await callable_points(db, ())
        if missing := [code for code in new.chosen if code not in known]:
            raise refused_fields(
                {"chosen": N_("No point that can be called has the code %(code)s.", code=missing[0])}
            )
        codes = list(dict.fromkeys(new.chosen))
        callable_ = known
    else:
        if not callable_:
            raise refused_fields({"kinds": N_("No point of these kinds can be called yet.")})
        seed = new.seed.strip() or secrets.token_hex(8)
        codes = draw(callable_, seed, new.size)
    round_id = new_id()
    db.put(
        TestRound, id=round_id, title=new.title.strip(), drawn="chosen" if new.chosen else "random",
        seed="" if new.chosen else seed, kinds=list(new.kinds), due_on=new.due_on, rings_within=new.rings_within,
        pass_mark=new.pass_mark, planned_at=at, planned_by=actor.account_id,
    )  # fmt: skip
    await db.write()
    for place, code in enumerate(codes, start=1):
        db.put(TestCall, id=new_id(), round_id=round_id, unit_id=callable_[code], place=place, note="")
    note(
        db, "test_round", account_id=actor.account_id, subject=round_id, at=at,
        rows=len(codes), seed="" if new.chosen else seed,
    )  # fmt: skip
    return round_id


def draw(codes: Iterable[str], seed: str, size: int) -> list[str]:
    """The first `size` codes in the order of SHA-256 over the seed and the code: the same on every machine."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed} {code}".encode()).hexdigest())[:size]


async def callable_points(db: Db, kinds: Sequence[str]) -> dict[str, uuid.UUID]:
    """The points that can be called, by the codes of their units; of some kinds only where any are given."""
    wanted = (
        select(Unit.code, Unit.id)
        .join(Point, (Point.tenant_id == db.tenant) & (Point.unit_id == Unit.id))
        .where(Unit.tenant_id == db.tenant, Unit.closed_at.is_(None), Point.state.in_(CALLED))
        .order_by(Unit.code)
    )
    if kinds:
        wanted = wanted.where(Unit.kind.in_(kinds))
    return {row.code: row.id for row in await db.execute(wanted)}


def _why_not_plan(new: NewRound, today: dt.date) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if not new.title.strip():
        wrong["title"] = N_("Give the round a title.")
    if new.due_on < today:
        wrong["due_on"] = N_("This day has passed.")
    if not new.chosen and not 1 <= new.size <= LARGEST:
        wrong["size"] = N_("Draw between 1 and %(largest)s points.", largest=LARGEST)
    if len(new.chosen) > LARGEST:
        wrong["chosen"] = N_("Choose at most %(largest)s points.", largest=LARGEST)
    if any(kind not in UNIT_KINDS for kind in new.kinds):
        wrong["kinds"] = N_("Choose one of the list.")
    if not 1 <= new.rings_within <= 20:
        wrong["rings_within"] = N_("Between 1 and 20 rings.")
    if not 1 <= new.pass_mark <= 100:
        wrong["pass_mark"] = N_("Between 1 and 100.")
    return wrong
