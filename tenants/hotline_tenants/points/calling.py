"""Making a test call: its small sheet, and what it comes to."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.tenancy.values import TEST_CALL_WEIGHTS, setting
from hotline_tenants.points.acting import local_day, point_for
from hotline_tenants.points.drawing import CALLED
from hotline_tenants.points.model import TestCall, TestRound
from hotline_tenants.points.recording import record

LINES = ("in_time", "greeted", "knew_duties", "called_back")
"""Of the sheet, in the order in which their weights are set."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the caller heard. `called_back` is None where nothing was left to be called back for."""

    answered: bool
    rings: int | None = None
    greeted: bool = False
    knew_duties: bool = False
    called_back: bool | None = None
    note: str = ""


def score_of(sheet: Sheet, rings_within: int, weights: Sequence[int]) -> int:
    """Points of a hundred; nothing where nobody answered. A line that was not tried is left out of the whole."""
    if not sheet.answered:
        return 0
    in_time = sheet.rings is not None and sheet.rings <= rings_within
    lines = {"in_time": in_time, "greeted": sheet.greeted, "knew_duties": sheet.knew_duties,
             "called_back": sheet.called_back}  # fmt: skip
    weigh = dict(zip(LINES, weights, strict=True))
    tried = {name: held for name, held in lines.items() if held is not None}
    whole = sum(weigh[name] for name in tried)
    return round(100 * sum(weigh[name] for name, held in tried.items() if held) / whole) if whole else 0


async def score(db: Db, actor: Actor, call_id: uuid.UUID, sheet: Sheet, *, at: dt.datetime) -> TestCall:
    """Fill in the sheet of a planned call, once. Raises NotFound, Refused by field where the sheet makes no sense."""
    actor.need("network.keep")
    call, plan = await call_for(db, call_id, lock=True)
    if call.called_at is not None:
        raise Refused(N_("This call was made already; a sheet is not written twice."))
    if wrong := _why_not_score(sheet):
        raise refused_fields(wrong)
    point = await point_for(db, call.unit_id, lock=True)
    if point is None or point.state not in CALLED:
        raise Refused(N_("This point is not called now: it is neither being set up nor open."))
    call.called_at, call.called_on, call.called_by = at, await local_day(db, at), actor.account_id
    call.answered, call.rings, call.note = (
        sheet.answered,
        sheet.rings if sheet.answered else None,
        sheet.note.strip(),
    )
    call.greeted = sheet.greeted if sheet.answered else None
    call.knew_duties = sheet.knew_duties if sheet.answered else None
    call.called_back = sheet.called_back if sheet.answered else None
    call.score = score_of(sheet, plan.rings_within, await setting(db, TEST_CALL_WEIGHTS))
    call.passed = call.score >= plan.pass_mark
    await record(
        db, point, "test_call", actor, at=at, call=call.id, answered=sheet.answered, passed=call.passed
    )
    return call


async def call_for(db: Db, call_id: uuid.UUID, *, lock: bool = False) -> tuple[TestCall, TestRound]:
    """A call and its round. Raises NotFound."""
    wanted = (
        select(TestCall, TestRound)
        .join(TestRound, (TestRound.tenant_id == db.tenant) & (TestRound.id == TestCall.round_id))
        .where(TestCall.tenant_id == db.tenant, TestCall.id == call_id)
    )
    if lock:
        wanted = wanted.with_for_update(of=TestCall).execution_options(populate_existing=True)
    found = (await db.execute(wanted)).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def _why_not_score(sheet: Sheet) -> dict[str, Message]:
    if sheet.answered and (sheet.rings is None or not 1 <= sheet.rings <= 60):
        return {"rings": N_("Say after how many rings somebody answered, 1 to 60.")}
    return {}
