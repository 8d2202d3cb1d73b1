"""How long one government keeps personal data after a case has ended: what it is, and what changing it would erase."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government, Registry
from hotline_platform.tenancy.values import CONTENT_DAYS, DEFAULTS, PERSON_DAYS, value_of
from hotline_tenants.privacy.counting import count_due

DAYS = {"person": PERSON_DAYS, "content": CONTENT_DAYS}
"""Each kind of data and the setting with its days: "person" is who asked, "content" the texts, remarks and replies."""

SHORTEST, LONGEST = 30, 36_500
"""An objection can be made for thirty days: until then everybody concerned must be known."""

Periods = Mapping[str, int | None]
"""Days for each kind; None for what the government above, or the product, has."""


@dataclass(frozen=True)
class Effect:
    """How many cases of a government lose a kind of data at the next erasure, as it is and under new periods."""

    government: Government
    kind: str
    now: int
    then: int


def why_not_periods(registry: Registry, tenant: int, given: Periods) -> dict[str, Message]:
    """What is wrong with new periods, by kind; empty when nothing is."""
    wrong: dict[str, Message] = {
        kind: N_("Between %(shortest)s and %(longest)s days.", shortest=SHORTEST, longest=LONGEST)
        for kind, days in given.items()
        if days is not None and not SHORTEST <= days <= LONGEST
    }
    meant = {kind: in_force(registry, tenant, kind, given) for kind in DAYS}
    if not wrong and meant["content"] < meant["person"]:
        wrong["content"] = N_(
            "Texts are kept at least as long as the person: they would have nobody to belong to."
        )
    return wrong


def in_force(registry: Registry, tenant: int, kind: str, given: Periods) -> int:
    """The days of a kind that would be in force in a government if its own were `given`."""
    own = given.get(kind)
    if own is not None:
        return own
    above = registry.get(tenant).parent_id
    return int(value_of(registry, above, DAYS[kind]).value) if above is not None else _product(kind)


async def effects(
    database: Database, registry: Registry, tenant: int, given: Periods, *, at: dt.datetime
) -> list[Effect]:
    """What the next erasure, at `at`, would take under new periods: here, and in those below that have set none."""
    found = []
    kept = registry.kept()
    for kind, key in DAYS.items():
        then = in_force(registry, tenant, kind, given)
        for government in (registry.get(tenant), *(one for one in registry.below(tenant) if one in kept)):
            value = value_of(registry, government.id, key)
            if government.id != tenant and value.by is not None and value.by.id == government.id:
                continue
            async with database.transaction(standing_in(government.id)) as db:
                counts = [
                    await count_due(db, kind, at - dt.timedelta(days=days))
                    for days in (int(value.value), then)
                ]
            found.append(Effect(government, kind, *counts))
    return found


def _product(kind: str) -> int:
    return int(DEFAULTS[DAYS[kind]])
