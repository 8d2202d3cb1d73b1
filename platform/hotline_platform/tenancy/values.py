"""What a government has set for itself, and what it takes from the government above or from the product.

A value that is not set is never copied: it is read through, so that what the city changes is changed below as well.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Government, Registry, registry_of

ACCENT = "accent"  # "#1d5bbf"
LETTERHEAD_ZH, LETTERHEAD_EN = "letterhead_zh", "letterhead_en"
OFFICE_HOURS = "office_hours"  # ["08:30-12:00", "14:00-17:30"], in the order of the day
OFFICE_HOURS_TURNS = (
    "office_hours_turns"  # [[null, first], ["2027-01-04", then], …]: a day and hours, null inherited
)
CHANNELS = "channels"  # keys of the word list, in its order
PERSON_DAYS, CONTENT_DAYS = "person_days", "content_days"  # days after the end of a case
PEOPLE = "people"  # how many may work here; 0 for no limit
STORAGE_GB = "storage_gb"  # of files, in thousands of millions of bytes; 0 for no limit
TEST_CALL_WEIGHTS = (
    "test_call_weights"  # of a hundred: answered in time, greeted, knew the duties, called back
)
ERASE_DAYS = "erase_days"  # between the confirmed erasure of an archived government and its beginning
RECALLS = "recalls"  # callers of each government below who are called again in a month
EXTRA_URGENT_STEP, URGENT_STEP = "extra_urgent_step", "urgent_step"  # minutes of a step of the duty ladder
GAP_DAYS = "gap_days"  # how far ahead a gap in a duty roster is warned of
FILED_DAYS = "filed_days"  # working days within which a change at a network point is filed
FILED_NEAR_DAYS = "filed_near_days"  # working days before that limit when it is spoken of

DEFAULTS: Mapping[str, Any] = {
    ACCENT: None,
    LETTERHEAD_ZH: None,
    LETTERHEAD_EN: None,
    OFFICE_HOURS: ["08:30-12:00", "14:00-17:30"],
    CHANNELS: None,  # all of them
    PERSON_DAYS: 3 * 365,
    CONTENT_DAYS: 10 * 365,
    PEOPLE: 0,
    STORAGE_GB: 0,
    TEST_CALL_WEIGHTS: [40, 20, 20, 20],
    ERASE_DAYS: 30,
    RECALLS: 50,
    EXTRA_URGENT_STEP: 5,
    URGENT_STEP: 10,
    GAP_DAYS: 3,
    FILED_DAYS: 10,
    FILED_NEAR_DAYS: 2,
}
"""What the product gives where neither the government nor the one above has set anything."""

ITS_OWN_ONLY = frozenset({LETTERHEAD_ZH, LETTERHEAD_EN})
"""Never taken from above: a district's letter does not leave under the city's name."""


@dataclass(frozen=True)
class Value:
    """A value in force and the government that set it; None where it is the product's."""

    value: Any
    by: Government | None


NEVER_LESS = frozenset({RECALLS, GAP_DAYS, FILED_NEAR_DAYS})
"""Numbers that are never less than in the government above."""

NEVER_MORE = frozenset({EXTRA_URGENT_STEP, URGENT_STEP, FILED_DAYS})
"""Numbers that are never more than there."""


def value_of(registry: Registry, tenant: int, key: str) -> Value:
    """The value in force for a government; where the one above has moved its own beyond it since, that of the one
    above. Raises NotFound for a tenant, KeyError for a key that does not exist.
    """
    found, parent = _written(registry, tenant, key), registry.get(tenant).parent_id
    if parent is None or key not in NEVER_LESS | NEVER_MORE:
        return found
    above = value_of(registry, parent, key)
    beyond = found.value < above.value if key in NEVER_LESS else found.value > above.value
    return above if beyond else found


def _written(registry: Registry, tenant: int, key: str) -> Value:
    default = DEFAULTS[key]
    here: Government | None = registry.get(tenant)
    while here is not None:
        if key in here.own:
            return Value(here.own[key], here)
        above = None if key in ITS_OWN_ONLY else here.parent_id
        here = registry.get(above) if above is not None else None
    return Value(default, None)


Turns: TypeAlias = Sequence[tuple[str | None, list[str] | None]]
"""A government's own office hours from a local day on, the first since ever; None is what it inherits."""


def dated_hours(
    registry: Registry, tenant: int, instead: Mapping[int, Turns] | None = None
) -> list[tuple[dt.date, list[str]]]:
    """The office hours in force for a government with the first day of each, oldest first, read through to those above
    where it has none of its own. `instead` are turns as they would be, by government.
    """
    here = registry.get(tenant)
    above = (
        dated_hours(registry, here.parent_id, instead)
        if here.parent_id is not None
        else [(dt.date.min, DEFAULTS[OFFICE_HOURS])]
    )
    own = (instead or {}).get(tenant) or own_turns(here)
    days = [dt.date.fromisoformat(day) if day else dt.date.min for day, _ in own]
    found: list[tuple[dt.date, list[str]]] = []
    for since, until, (_, hours) in zip(days, [*days[1:], dt.date.max], own, strict=True):
        found += [(since, hours)] if hours is not None else _between(above, since, until)
    return [one for place, one in enumerate(found) if not place or found[place - 1][1] != one[1]]


def hours_from(
    registry: Registry, tenant: int, day: dt.date, instead: Mapping[int, Turns] | None = None
) -> list[list[str]]:
    """The office hours of a day and those that are known to follow."""
    dated = dated_hours(registry, tenant, instead)
    last = max(place for place, (first, _) in enumerate(dated) if first <= day)
    return [hours for _, hours in dated[last:]]


def own_turns(here: Government) -> Turns:
    """The office hours that a government has set for itself, by their days; before the first change just one entry."""
    kept = here.own.get(OFFICE_HOURS_TURNS)
    return [(day, hours) for day, hours in kept] if kept else [(None, here.own.get(OFFICE_HOURS))]


def _between(
    dated: Sequence[tuple[dt.date, list[str]]], since: dt.date, until: dt.date
) -> list[tuple[dt.date, list[str]]]:
    ends = [*(day for day, _ in dated[1:]), dt.date.max]
    return [
        (max(day, since), hours)
        for (day, hours), end in zip(dated, ends, strict=True)
        if day < until and end > since
    ]


async def setting(db: Db, key: str) -> Any:
    """The value in force for the tenant one stands in, as this process remembers it for some seconds."""
    return value_of(await registry_of(db), db.tenant, key).value
