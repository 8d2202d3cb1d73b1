"""What can be changed: four kinds of settings, each of them named "kind.key", and how much care each needs."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_tenants.changes import closing_days, rules, thresholds, values
from hotline_tenants.changes.closing_days import CLOSURE
from hotline_tenants.onboarding.values import SETTINGS
from hotline_tenants.privacy.keeping import DAYS

RULE, VALUE, THRESHOLD = "rule", "value", "threshold"


class _WhyNot(Protocol):
    def __call__(
        self, db: Db, key: str, wanted: Any, /, *, at: dt.datetime, beside: Mapping[str, Any]
    ) -> Awaitable[dict[str, Message]]: ...


@dataclass(frozen=True)
class Kind:
    """A kind of setting: every key with what is in force, what is wrong with a wish, and which keys take two people.
    One that is `open` has keys that nothing is in force for yet.
    """

    present: Callable[..., Awaitable[Mapping[str, Any]]]
    why_not: _WhyNot
    four_eyes: Callable[[str], bool]
    open: bool = False


KINDS: Mapping[str, Kind] = {
    RULE: Kind(rules.present, rules.why_not, lambda _: True),
    VALUE: Kind(values.present, values.why_not, lambda key: key in SETTINGS and SETTINGS[key].four_eyes),
    THRESHOLD: Kind(thresholds.present, thresholds.why_not, lambda _: True),
    CLOSURE: Kind(closing_days.present, closing_days.why_not, lambda _: True, open=True),
}
"""Whatever moves clocks or figures takes a second person: rules, office hours, closed days, the steps of the duty ladder,
how many callers are called again, the weights of a test call, and thresholds, which decide on the cards that figures
count.
"""


def known_kind(subject: str, known: Mapping[str, Any]) -> bool:
    """Whether there is such a setting among those in force, or could be."""
    kind = KINDS.get(split(subject)[0])
    return subject in known or (kind is not None and kind.open)


def split(subject: str) -> tuple[str, str]:
    """Kind and key of a subject."""
    kind, _, key = subject.partition(".")
    return kind, key


async def in_force(db: Db, *, at: dt.datetime) -> dict[str, Any]:
    """Every subject of the tenant one stands in with what is in force at a moment."""
    return {
        f"{name}.{key}": value
        for name, kind in KINDS.items()
        for key, value in (await kind.present(db, at=at)).items()
    }


async def why_not(db: Db, wishes: Mapping[str, Any], *, at: dt.datetime) -> dict[str, Message]:
    """What is wrong with wishes that are to hold together from a moment on, by subject and field of it."""
    wrong: dict[str, Message] = {}
    for subject, wanted in wishes.items():
        kind, key = split(subject)
        beside = {split(one)[1]: wish for one, wish in wishes.items() if split(one)[0] == kind}
        found = await KINDS[kind].why_not(db, key, wanted, at=at, beside=beside)
        wrong |= {f"{subject}.{name}": why for name, why in found.items()}
    return wrong


async def meant(db: Db, subject: str, wanted: Any, *, at: dt.datetime) -> Any:
    """What a wish means, as it is kept."""
    kind, key = split(subject)
    return await rules.meant(db, key, wanted, at=at) if kind == RULE else wanted


def four_eyes(subject: str) -> bool:
    """Whether a second person has to approve."""
    kind, key = split(subject)
    return KINDS[kind].four_eyes(key)


def may_propose(actor: Actor, subject: str) -> bool:
    """Whether somebody may propose a change of it. What the platform sets for a government is not its own to set; how
    long data are kept is for who is shown what that erases.
    """
    kind, key = split(subject)
    setting = SETTINGS.get(key) if kind == VALUE else None
    if setting is not None and setting.for_it:
        return actor.may("tenant.keep")
    if kind == VALUE and key in DAYS.values():
        return actor.may("person.retain")
    return actor.may("tenant.keep") or actor.may("settings.propose")
