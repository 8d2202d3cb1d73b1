"""The settings of a government: what each may be, where it comes from, setting one and going back to the inherited."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.calendar.office_hours import OfficeHours, read_periods
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, NotFound, refused_fields
from hotline_platform.tenancy import values as keys
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.cases.words import CHANNELS
from hotline_tenants.onboarding.floor import why_looser_hours
from hotline_tenants.onboarding.giving import put_given, values_given
from hotline_tenants.onboarding.look import why_not_accent
from hotline_tenants.privacy.keeping import LONGEST, SHORTEST

LONGEST_LETTERHEAD = 60
WEIGHTS, HUNDRED = 4, 100
MOST_PEOPLE, MOST_GB = 100_000, 1_000_000
FEWEST_RECALLS, MOST_RECALLS = 10, 1_000

LIVE = N_("The government is live: its settings change by proposals, under Settings and time rules.")
BY_PLATFORM = N_(
    "The government is live: the system administrator sets this under Governments, Values, with a reason."
)


@dataclass(frozen=True)
class Setting:
    """What a value may be. `moves_clocks` ones are set before the government goes live; `for_it` is what the platform
    sets for a government, which does not set it for itself. One that `moves_figures` takes two people.
    """

    why_not: Callable[[Any], Message | None]
    moves_clocks: bool = False
    for_it: bool = False
    moves_figures: bool = False

    @property
    def four_eyes(self) -> bool:
        """Whether a second person has to agree to it."""
        return self.moves_clocks or self.moves_figures


def _office_hours(value: Any) -> Message | None:
    try:
        OfficeHours(read_periods(value))
    except (ValueError, TypeError, AttributeError):
        return N_("Write periods in the order of the day, like 08:30-12:00 and 14:00-17:30.")
    return None


def _channels(value: Any) -> Message | None:
    if not isinstance(value, list) or not value or not set(value) <= set(CHANNELS):
        return N_("Name at least one channel of these: %(known)s.", known=", ".join(CHANNELS))
    return None


def _number(least: int, most: int) -> Callable[[Any], Message | None]:
    def why_not(value: Any) -> Message | None:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return None
        return N_("Give a whole number from %(least)s to %(most)s.", least=least, most=most)

    return why_not


def _letterhead(value: Any) -> Message | None:
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_LETTERHEAD:
        return None
    return N_("Write 1 to %(longest)s characters.", longest=LONGEST_LETTERHEAD)


def _weights(value: Any) -> Message | None:
    whole = isinstance(value, list) and all(isinstance(one, int) and one >= 0 for one in value)
    if whole and len(value) == WEIGHTS and sum(value) == HUNDRED:
        return None
    return N_("Write four whole numbers that make a hundred together, like 40, 20, 20, 20.")


# Four steps of a ladder are over when the limit to sign is: 15 minutes of extra urgent, 30 of urgent. A change at a
# point is filed within ten working days at most (`domain.md` §4, §7).
SETTINGS: Mapping[str, Setting] = {
    keys.ACCENT: Setting(lambda value: why_not_accent(str(value))),
    keys.LETTERHEAD_ZH: Setting(_letterhead),
    keys.LETTERHEAD_EN: Setting(_letterhead),
    keys.OFFICE_HOURS: Setting(_office_hours, moves_clocks=True),
    keys.CHANNELS: Setting(_channels),
    keys.PERSON_DAYS: Setting(_number(SHORTEST, LONGEST)),
    keys.CONTENT_DAYS: Setting(_number(SHORTEST, LONGEST)),
    keys.TEST_CALL_WEIGHTS: Setting(_weights, moves_figures=True),
    keys.PEOPLE: Setting(_number(0, MOST_PEOPLE), for_it=True),
    keys.STORAGE_GB: Setting(_number(0, MOST_GB), for_it=True),
    keys.ERASE_DAYS: Setting(_number(7, 365), for_it=True),
    keys.RECALLS: Setting(_number(FEWEST_RECALLS, MOST_RECALLS), moves_figures=True),
    keys.EXTRA_URGENT_STEP: Setting(_number(1, 5), moves_clocks=True),
    keys.URGENT_STEP: Setting(_number(1, 10), moves_clocks=True),
    keys.GAP_DAYS: Setting(_number(1, 30), moves_clocks=True),
    keys.FILED_DAYS: Setting(_number(1, 10), moves_clocks=True),
    keys.FILED_NEAR_DAYS: Setting(_number(1, 9)),
}


def why_not_setting(key: str, value: Any) -> Message | None:
    """Why a value is not possible, or None."""
    if key not in SETTINGS:
        return N_("There is no such setting. These there are: %(known)s.", known=", ".join(SETTINGS))
    return SETTINGS[key].why_not(value)


def why_not_below(
    registry: Registry, parent: int | None, key: str, value: Any, *, day: dt.date
) -> Message | None:
    """Why a value does not fit below a government from a day on, or None: a number out of its bound, office hours that
    move limits beyond those above.
    """
    if parent is None:
        return None
    if key == keys.OFFICE_HOURS:
        return why_looser_hours([value], keys.hours_from(registry, parent, day))
    if key in keys.NEVER_LESS and value < (least := keys.value_of(registry, parent, key).value):
        return N_("The government above asks for at least %(floor)s.", floor=least)
    if key in keys.NEVER_MORE and value > (most := keys.value_of(registry, parent, key).value):
        return N_("The government above lets it be %(ceiling)s at most.", ceiling=most)
    return None


async def set_values(
    database: Database, actor: Actor, code: str, given: Mapping[str, Any], *, at: dt.datetime
) -> None:
    """Set some of the own values of a government before it is live; None takes one back to what is inherited. Noted in
    its history, and in the deployment's log by key. Raises NotFound, and Refused by key.
    """
    actor.need("tenant.keep")
    wrong = {
        key: why for key, value in given.items() if value is not None and (why := why_not_setting(key, value))
    }
    if wrong:
        raise refused_fields(wrong)
    async with database.transaction(NOWHERE, "admin") as db:
        registry = await load_registry(db)
        wanted = select(Tenant).where(Tenant.code == code).with_for_update()
        tenant = (await db.execute(wanted)).scalar_one_or_none()
        if tenant is None:
            raise NotFound
        changed = {key: value for key, value in given.items() if tenant.settings.get(key) != value}
        refusals = why_not_now(tenant.status, changed) or {
            key: why for key, value in changed.items()
            if value is not None and (why := why_not_below(registry, tenant.parent_id, key, value, day=at.astimezone(registry.get(tenant.id).zone).date()))
        }  # fmt: skip
        if refusals:
            raise refused_fields(refusals)
        kept = {key: value for key, value in {**tenant.settings, **changed}.items() if value is not None}
        tenant.settings = kept
        number = tenant.id
    database.cache.forget("registry")
    database.cache.forget("calendar")
    async with database.transaction(standing_in(number)) as db:
        put_given(db, actor, values_given(changed), road="page", at=at)
    for key in changed:
        await record(
            database, DEPLOYMENT, "setting_changed", account_id=actor.account_id, at=at, government=code, setting=key
        )  # fmt: skip


def why_not_now(status: str, changed: Mapping[str, Any]) -> dict[str, Message]:
    """Why these settings are not set here, by key: from its first day on a government has a history of proposals."""
    if status == "preparing":
        return {}
    return {key: BY_PLATFORM if SETTINGS[key].for_it else LIVE for key in changed if key in SETTINGS}
