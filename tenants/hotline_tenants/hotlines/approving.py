"""The steps of a merging, each approved by somebody other than who wrote the particulars last."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.hotlines.lifecycle import HOTLINE
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.planning import KIND
from hotline_tenants.hotlines.reaching import hotline_for
from hotline_tenants.hotlines.recording import record
from hotline_tenants.hotlines.words import FATES
from hotline_tenants.inspection.lifecycle import allowed

_NOT_COME = N_("This day has not come yet.")


async def start(
    db: Db,
    actor: Actor,
    hotline_id: uuid.UUID,
    *,
    running_from: dt.date,
    version: int | None,
    at: dt.datetime,
) -> None:
    """Approve the parallel run. Raises Refused, also by field `running_from`."""
    hotline, to = await _locked(db, actor, hotline_id, "start", version)
    _refuse(why_not_start(hotline, actor))
    assert hotline.agreed_on is not None
    wrong = _day(
        running_from, hotline.agreed_on, await _today(db, at), N_("It was agreed only after this day.")
    )
    if wrong:
        raise refused_fields({"running_from": wrong})
    hotline.state, hotline.running_from = to, running_from
    await _done(db, hotline, "start", actor, at=at, running_from=running_from)


async def complete(
    db: Db, actor: Actor, hotline_id: uuid.UUID, *, merged_on: dt.date, fate: str, redirected_until: dt.date | None,
    version: int | None, at: dt.datetime,
) -> None:  # fmt: skip
    """Approve the merging. Raises Refused, also by field: `merged_on`, `fate`, `redirected_until`."""
    hotline, to = await _locked(db, actor, hotline_id, "complete", version)
    _refuse(why_not_complete(hotline, actor))
    assert hotline.running_from is not None
    wrong = why_not_fate(hotline.form, fate, merged_on, redirected_until)
    early = N_("It began to run in parallel only after this day.")
    if refusal := _day(merged_on, hotline.running_from, await _today(db, at), early):
        wrong["merged_on"] = refusal
    if wrong:
        raise refused_fields(wrong)
    hotline.state, hotline.merged_on, hotline.fate = to, merged_on, fate
    hotline.redirected_until = redirected_until
    await _done(
        db,
        hotline,
        "complete",
        actor,
        at=at,
        merged_on=merged_on,
        fate=fate,
        redirected_until=redirected_until,
    )


async def close_number(
    db: Db, actor: Actor, hotline_id: uuid.UUID, *, closed_on: dt.date, version: int | None, at: dt.datetime
) -> None:
    """Approve that the number is closed: nobody is redirected any more. Raises Refused, also by field `closed_on`."""
    hotline, to = await _locked(db, actor, hotline_id, "close_number", version)
    _refuse(why_not_close(hotline, actor))
    assert hotline.redirected_until is not None
    early = N_("Its callers are redirected until %(day)s.", day=hotline.redirected_until)
    if wrong := _day(closed_on, hotline.redirected_until, await _today(db, at), early):
        raise refused_fields({"closed_on": wrong})
    hotline.state, hotline.closed_on = to, closed_on
    await _done(db, hotline, "close_number", actor, at=at, closed_on=closed_on)


async def give_up(
    db: Db, actor: Actor, hotline_id: uuid.UUID, *, reason: str, version: int | None, at: dt.datetime
) -> None:
    """It is not merged after all; its number can be planned anew. Raises Refused by field `reason`."""
    hotline, to = await _locked(db, actor, hotline_id, "give_up", version)
    if not reason.strip():
        raise refused_fields({"reason": N_("Say why it is given up.")})
    hotline.state = to
    await _done(db, hotline, "give_up", actor, at=at, reason=reason.strip())


def why_not_start(hotline: MergedHotline, actor: Actor) -> Message | None:
    """What is missing before it may run in parallel."""
    if not hotline.basis or hotline.agreed_on is None:
        return N_("Not yet: it is not said when and by which document the merging was agreed.")
    return _own(hotline, actor)


def why_not_complete(hotline: MergedHotline, actor: Actor) -> Message | None:
    """What is missing before it is merged."""
    if hotline.seats is None or hotline.staff is None or hotline.knowledge is None:
        return N_(
            "Not yet: it is not said how many seats and staff were taken over and what of the knowledge base."
        )
    return _own(hotline, actor)


def why_not_close(hotline: MergedHotline, actor: Actor) -> Message | None:
    """Why its number cannot be closed."""
    if hotline.fate == "kept":
        return N_("The number goes on beside 12345: there is nothing to close.")
    return _own(hotline, actor)


def why_not_fate(
    form: str, fate: str, merged_on: dt.date, redirected_until: dt.date | None
) -> dict[str, Message]:
    """Whether what becomes of the number goes with the form: doubled lines are kept, a line merged whole is not."""
    if fate not in FATES:
        return {"fate": N_("Choose one of the list.")}
    if form == "doubled" and fate != "kept":
        return {"fate": N_("Doubled lines are both kept running.")}
    if form == "whole" and fate == "kept":
        return {"fate": N_("A hotline that is merged whole keeps no number of its own.")}
    if fate == "kept" and redirected_until is not None:
        return {"redirected_until": N_("A number that goes on redirects nobody: leave this empty.")}
    if fate == "redirected" and redirected_until is None:
        return {"redirected_until": N_("Say until when its callers are redirected.")}
    if redirected_until is not None and redirected_until < merged_on:
        return {"redirected_until": N_("This is before the day of the merging.")}
    return {}


def _own(hotline: MergedHotline, actor: Actor) -> Message | None:
    if actor.account_id is not None and hotline.edited_by == actor.account_id:
        return N_("You wrote the particulars yourself: somebody else approves.")
    return None


def _day(day: dt.date, after: dt.date, today: dt.date, early: Message) -> Message | None:
    return _NOT_COME if day > today else early if day < after else None


def _refuse(refusal: Message | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


async def _locked(
    db: Db, actor: Actor, hotline_id: uuid.UUID, act: str, version: int | None
) -> tuple[MergedHotline, str]:
    hotline = await hotline_for(db, actor, hotline_id, lock=True, version=version)
    return hotline, allowed(HOTLINE, hotline.state, act, actor).to


async def _today(db: Db, at: dt.datetime) -> dt.date:
    return (await calendar_of(db)).local_date(at)


async def _done(
    db: Db, hotline: MergedHotline, act: str, actor: Actor, *, at: dt.datetime, **data: object
) -> None:
    await record(db, hotline, act, actor, at=at, **data)
    kind = "hotline_given_up" if act == "give_up" else "hotline_approved"
    await tell(
        db,
        kind,
        subject_id=hotline.id,
        subject_kind=KIND,
        at=at,
        roles=("network_officer",),
        number=hotline.line,
    )
