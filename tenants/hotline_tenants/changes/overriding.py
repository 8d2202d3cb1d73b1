"""Governments below that have set for themselves what a change here sets: it does not reach them, so they are told."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from hotline_platform.database.crossing import NewLink, across
from hotline_platform.database.session import Db
from hotline_platform.notices.telling import tell
from hotline_platform.tenancy.registry import Government, load_registry
from hotline_platform.tenancy.values import ITS_OWN_ONLY, OFFICE_HOURS, own_turns
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.reading import subjects_of
from hotline_tenants.changes.subjects import THRESHOLD, VALUE, split
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.values import SETTINGS
from hotline_tenants.supervision.thresholds import own_thresholds

OVERRIDDEN = "own_settings"
TOLD_BELOW = ("tenant_admin", "duty_head")


async def overriding(
    db: Db, subjects: Collection[str], *, since: dt.date
) -> Mapping[int, tuple[Government, list[str]]]:
    """By number: governments below with a value or threshold of their own from a day on, and which of `subjects`. Time
    rules are none of these: what has its own there follows, or comes down to the floor, and is told by that.
    """
    here = db.tenant
    below = {one.id: one for one in (await load_registry(db)).below(here) if one.living}
    found: dict[int, list[str]] = defaultdict(list)
    for subject in subjects:
        kind, key = split(subject)
        if kind == VALUE and key not in ITS_OWN_ONLY and not (key in SETTINGS and SETTINGS[key].for_it):
            for one in below.values():
                if _has_its_own(one, key, since):
                    found[one.id].append(subject)
    if codes := {split(subject)[1]: subject for subject in subjects if split(subject)[0] == THRESHOLD}:
        governing = {unit.governs_tenant_id for unit in await unit_tree(db)}
        for tenant in sorted(below.keys() & governing):
            async with across(db, because=NewLink(here, tenant)):
                own = await own_thresholds(db)
            found[tenant] += [subject for code, subject in codes.items() if own[code] is not None]
    return {tenant: (below[tenant], named) for tenant, named in sorted(found.items()) if named}


async def tell_overriding(db: Db, change: Change, *, at: dt.datetime) -> None:
    """Tell those who keep the settings of each: whether its own still fits is theirs to look at."""
    here = db.tenant
    for tenant in await overriding(db, subjects_of(change.items), since=change.effective_on):
        async with across(db, because=NewLink(here, tenant)):
            await tell(
                db, "change_above_own", subject_id=None, subject_kind=OVERRIDDEN, at=at, roles=TOLD_BELOW,
                day=change.effective_on.isoformat(),
            )  # fmt: skip


def _has_its_own(one: Government, key: str, since: dt.date) -> bool:
    if key != OFFICE_HOURS:
        return one.own.get(key) is not None
    turns = own_turns(one)
    begun = [hours for day, hours in turns if day is None or day <= since.isoformat()]
    coming = [hours for day, hours in turns if day is not None and day > since.isoformat()]
    return any(hours is not None for hours in (*begun[-1:], *coming))
