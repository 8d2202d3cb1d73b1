"""Proposing a change, and taking one's own proposal back. What takes one person only is approved with it."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotAllowed, Refused, Stale, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.changes.agreeing import agree
from hotline_tenants.changes.jobs import forget_cases, reckon_effect
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.reading import (
    begins,
    change_of,
    in_turn,
    next_number,
    proposed_already,
    subjects_of,
    to_come,
)
from hotline_tenants.changes.subjects import four_eyes, in_force, known_kind, may_propose, meant, why_not

APPROVERS = ("duty_head", "leader")
LONGEST_REASON = 2000
FURTHEST = dt.timedelta(days=730)


async def propose(
    db: Db, actor: Actor, wanted: Mapping[str, Any], *, effective_on: dt.date, reason: str, at: dt.datetime,
    puts_back: int | None = None,
) -> uuid.UUID:  # fmt: skip
    """Propose that settings be something else from a local day on; returns the id of the change.

    A wish is what a setting is to be, None for what it would inherit; what is so already is no part of the change.
    Raises Refused by field: a subject and what of it, `effective_on`, `reason`.
    """
    if not all(may_propose(actor, subject) for subject in wanted):
        raise NotAllowed("settings.propose")
    assert actor.account_id is not None
    here = (await load_registry(db)).get(db.tenant)
    if here.status != "live":
        raise Refused(N_("Settings change by proposals from the day on which a government goes live."))
    await in_turn(db)
    moment = begins(effective_on, here.zone, at)
    wrong = _wrong(effective_on, at.astimezone(here.zone).date(), reason)
    items, refused = await _items(db, wanted, moment=moment, at=at)
    wrong |= refused
    if "effective_on" not in wrong and (why := await _too_early(db, items, moment, at=at)) is not None:
        wrong["effective_on"] = why
    if wrong:
        raise refused_fields(wrong)
    if not items:
        raise Refused(N_("Nothing would change: everything is as you wrote it."))
    if (number := await proposed_already(db, actor, items, effective_on)) is not None:
        raise Refused(N_("You have proposed just this already, as change no. %(number)s.", number=number))
    change = Change(
        tenant_id=db.tenant, id=new_id(), number=await next_number(db), state="proposed", items=items, reason=reason.strip(),
        four_eyes=any(four_eyes(subject) for subject in subjects_of(items)), effective_on=effective_on,
        proposed_at=at, proposed_by=actor.account_id, puts_back=puts_back, from_above=False,
    )  # fmt: skip
    db.add(change)
    note(
        db, "change_proposed", account_id=actor.account_id, subject=change.id, at=at, number=change.number,
        setting=", ".join(subjects_of(items)),
    )  # fmt: skip
    if change.four_eyes:
        later(db, reckon_effect, wake=True, change_id=str(change.id))
        await tell(
            db, "change_proposed", subject_id=change.id, subject_kind="change", at=at, roles=APPROVERS,
            number=change.number,
        )  # fmt: skip
    else:
        await agree(db, actor, change, zone=here.zone, at=at)
    return change.id


async def withdraw(db: Db, actor: Actor, change_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Take one's own proposal back. Raises NotFound, NotAllowed, Stale where it is decided."""
    actor.need("settings.propose")
    await in_turn(db)
    change = await change_of(db, change_id, lock=True)
    if change.proposed_by != actor.account_id:
        raise NotAllowed("", N_("Only who proposed a change takes it back."))
    if change.state != "proposed":
        raise Stale(DECIDED)
    change.state, change.decided_at, change.decided_by = "withdrawn", at, actor.account_id
    later(db, forget_cases, change_id=str(change.id))
    note(db, "change_withdrawn", account_id=actor.account_id, subject=change.id, at=at, number=change.number)


DECIDED = N_("This change is decided already. Look at it as it is now.")


async def _items(
    db: Db, wanted: Mapping[str, Any], *, moment: dt.datetime, at: dt.datetime
) -> tuple[list[dict[str, Any]], dict[str, Message]]:
    """What differs from what would be in force then, and what is wrong with it."""
    known = await in_force(db, at=moment)
    for change in await to_come(db, at=at):
        known |= {item["of"]: item["after"] for item in change.items}
    items: list[dict[str, Any]] = []
    wrong: dict[str, Message] = {}
    for subject, wish in wanted.items():
        if not known_kind(subject, known):
            wrong[subject] = N_("There is no setting %(name)s.", name=subject)
            continue
        after = await meant(db, subject, wish, at=moment)
        if after != known.get(subject):
            items.append({"of": subject, "before": known.get(subject), "after": after})
    wrong |= await why_not(db, {item["of"]: item["after"] for item in items}, at=moment)
    return items, wrong


def _wrong(effective_on: dt.date, today: dt.date, reason: str) -> dict[str, Message]:
    wrong: dict[str, Message] = {}
    if effective_on < today:
        wrong["effective_on"] = N_("This day is over: a change begins today or later.")
    elif effective_on > today + FURTHEST:
        wrong["effective_on"] = N_("A change begins within two years.")
    if not reason.strip():
        wrong["reason"] = N_("Say why: those who work by it will ask.")
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = N_(
            "At most %(limit)s characters; these are %(length)s.", limit=LONGEST_REASON, length=len(reason)
        )
    return wrong


async def _too_early(
    db: Db, items: list[dict[str, Any]], moment: dt.datetime, *, at: dt.datetime
) -> Message | None:
    """What is agreed already was looked at as it is: nothing comes in between."""
    mine = set(subjects_of(items))
    for change in await to_come(db, at=at):
        assert change.effective_from is not None
        if change.effective_from > moment and mine & set(subjects_of(change.items)):
            return N_(
                "It changes on %(day)s already, by change no. %(number)s. Choose that day or a later one.",
                day=change.effective_on.isoformat(), number=change.number,
            )  # fmt: skip
    return None
