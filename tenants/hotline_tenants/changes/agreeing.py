"""What follows from an approval: versions of rules with their date, closed days in the calendar, a job for the rest, and
the governments below.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import note
from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.jobs.later import later
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.changes import closing_days, rules
from hotline_tenants.changes.hours import HOURS
from hotline_tenants.changes.jobs import forget_cases, lay_out_hours, put_change_in_force
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.overriding import TOLD_BELOW, tell_overriding
from hotline_tenants.changes.reading import begins, in_turn, next_number, subjects_of
from hotline_tenants.changes.subjects import RULE, split


async def agree(db: Db, actor: Actor, change: Change, *, zone: ZoneInfo, at: dt.datetime) -> None:
    """Approve a locked change: rules get their next version, which is read by its date; a job does the rest."""
    change.state, change.decided_at, change.decided_by = "approved", at, actor.account_id
    change.effective_from = begins(change.effective_on, zone, at)
    note(
        db, "change_approved", account_id=actor.account_id, subject=change.id, at=at, number=change.number,
        setting=", ".join(subjects_of(change.items)), day=change.effective_on.isoformat(),
    )  # fmt: skip
    await _put_rules(db, change, at=at)
    await closing_days.put(db, actor, {item["of"]: item["after"] for item in change.items}, at=at)
    await tell_overriding(db, change, at=at)
    later(db, forget_cases, change_id=str(change.id))
    if HOURS in subjects_of(change.items):
        later(db, lay_out_hours, wake=True, tenant=db.tenant)
    later(
        db, put_change_in_force, at=change.effective_from, wake=change.effective_from <= at, tenant=db.tenant,
        change_id=str(change.id),
    )  # fmt: skip


async def _put_rules(db: Db, change: Change, *, at: dt.datetime) -> None:
    moved = {split(item["of"])[1]: item for item in change.items if split(item["of"])[0] == RULE}
    if not moved:
        return
    since = change.effective_from
    assert since is not None
    below: dict[int, list[rules.Carried]] = defaultdict(list)
    for code, item in moved.items():
        for one in await rules.followers(db, code, item["before"], item["after"], since=since):
            below[one.tenant].append(one)
    above = await rules.limits_above(db, at=since)
    await rules.put(db, [(code, since, item["after"]) for code, item in moved.items()], above=above)
    for tenant, carried in below.items():
        async with across(db, because=NewLink(db.tenant, tenant)):
            await _carry(db, change, carried, {code: item["after"] for code, item in moved.items()}, at=at)


async def _carry(
    db: Db, change: Change, carried: Sequence[rules.Carried], above: Mapping[str, rules.Limits], *, at: dt.datetime
) -> None:  # fmt: skip
    """Let a government below follow: its rules, its own history, its people."""
    await in_turn(db)
    await rules.put(db, [(one.code, one.since, one.after) for one in carried], above=above)
    number, zone = await next_number(db), (await registry_of(db)).get(db.tenant).zone
    for moment in sorted({one.since for one in carried}):
        items = [
            {"of": f"{RULE}.{one.code}", "before": one.before, "after": one.after}
            for one in carried
            if one.since == moment
        ]
        followed = new_id()
        db.put(
            Change, id=followed, number=number, state="approved", items=items, reason=change.reason, four_eyes=True,
            effective_on=moment.astimezone(zone).date(), effective_from=moment, proposed_at=change.proposed_at,
            proposed_by=change.proposed_by, decided_at=at, decided_by=change.decided_by, in_force_at=moment,
            from_above=True,
        )  # fmt: skip
        note(db, "change_followed", account_id=None, subject=followed, at=at, number=number,
             setting=", ".join(subjects_of(items)))  # fmt: skip
        await tell(
            db, "change_followed", subject_id=followed, subject_kind="change", at=at, roles=TOLD_BELOW, number=number
        )  # fmt: skip
        number += 1
