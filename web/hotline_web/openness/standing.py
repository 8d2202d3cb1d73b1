"""How far a demand is, in the citizen's words."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message
from hotline_tenants.openness.tracking import Tracked

Mark = Literal["done", "now", "ahead"]


@dataclass(frozen=True)
class Step:
    """One stretch of the way: behind, here, or still ahead."""

    label: Message
    when: dt.datetime | None
    mark: Mark


def headline(found: Tracked, unit: str) -> Message:
    """The one sentence above everything else."""
    if found.state in ("closed", "archived"):
        return _ENDED.get(found.ending or "", N_("Your demand is closed."))
    if found.state in ("dispatched", "signed", "handling", "replied") and unit:
        again = found.round > 0
        return (
            N_("%(unit)s is handling your demand again.", unit=unit)
            if again
            else N_("%(unit)s is handling your demand.", unit=unit)
        )
    if found.state == "reviewed" and unit:
        return N_("%(unit)s has answered.", unit=unit)
    return _SAID.get(found.state, N_("Your demand is being handled."))


def what_next(found: Tracked) -> Message | None:
    """What the citizen may expect."""
    if found.state in ("received", "registered", "accepted"):
        return N_("The hotline reads it and finds the office that is responsible.")
    if found.state == "reviewed" and not found.rated:
        return N_("The hotline asks you by telephone whether the answer helps, if you gave a number.")
    return None


def objected(found: Tracked) -> Message | None:
    """How far an objection is."""
    return _OBJECTED.get(found.objection or "")


def steps(found: Tracked) -> tuple[Step, ...]:
    """The way from receiving to closing; what was settled at once has no middle."""
    way: list[tuple[Message, dt.datetime | None, bool]] = [(N_("Demand received"), found.received_at, True)]
    if found.state in _LEFT:
        way.append((_LEFT[found.state], None, True))
    else:
        if found.handed_at is not None or found.closed_at is None:
            way += [
                (N_("Office at work"), found.handed_at, found.handed_at is not None),
                (N_("Office has answered"), found.answered_at, found.answered_at is not None),
            ]
        way.append((N_("Demand closed"), found.closed_at, found.closed_at is not None))
    reached = max(index for index, (_, _, there) in enumerate(way) if there)
    whole = reached == len(way) - 1
    return tuple(
        Step(label, when, "done" if index < reached or whole else "now" if index == reached else "ahead")
        for index, (label, when, _) in enumerate(way)
    )


_SAID: dict[str, Message] = {
    "received": N_("We have received your demand."),
    "registered": N_("We have received your demand."),
    "accepted": N_("Your demand is accepted."),
    "deferred": N_("Your demand needs more time. It stays open and is looked at again."),
    "merged": N_(
        "Your demand was joined with another one about the same matter. You hear the result as well."
    ),
    "withdrawn": N_("Your demand was withdrawn at your wish."),
}
_OBJECTED: dict[str, Message] = {
    "sent": N_("We have received your objection."),
    "asked": N_(
        "Your objection is looked into by somebody who had no part in the matter. They decide within three working days."
    ),
    "granted": N_("Your objection was upheld: your demand is handled again."),
    "refused": N_("Your objection was looked into and not upheld. Telephone 12345 to hear the grounds."),
}
_LEFT: dict[str, Message] = {
    "merged": N_("Joined with another demand"),
    "withdrawn": N_("Demand withdrawn"),
}
_ENDED: dict[str, Message] = {
    "answered_directly": N_("The hotline has answered your demand itself."),
    "not_accepted": N_("The hotline cannot take this demand up."),
    "transferred": N_("Your demand was passed on to an emergency line."),
}
