"""The life of a network point as a table: (state, act) → next state, permission, what must be filled in.

It serves the guard of every act, the buttons of a point's page, and the table that its page shows. What must hold before
a point is opened (`FACTS`) is computed, never ticked: see `standing`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message, Refused


@dataclass(frozen=True)
class Step:
    """Where an act leads, who may do it, what must be filled in, and which facts must hold."""

    to: str
    permission: str
    needs: tuple[str, ...] = ()
    facts: bool = False


Machine = Mapping[tuple[str, str], Step]

NOWHERE = "none"
"""The state of a unit that has no point."""

_KEPT = ("approved", "open", "suspended")


def _staying(act: str, needs: tuple[str, ...]) -> dict[tuple[str, str], Step]:
    return {(state, act): Step(state, "network.keep", needs) for state in _KEPT}


POINT: Machine = {
    **{(state, "apply"): Step("applied", "network.keep", ("telephone",))
       for state in (NOWHERE, "refused", "closed")},
    ("applied", "approve"): Step("approved", "network.approve"),
    ("applied", "refuse"): Step("refused", "network.approve", ("reason",)),
    **_staying("give_duty_list", ("duties", "basis", "effective_from")),
    **_staying("train", ("trained_on",)),
    **_staying("file_change", ("subject", "happened_on")),
    **_staying("announce_change", ("subject", "happened_on", "note")),
    ("approved", "open"): Step("open", "network.keep", facts=True),
    ("open", "suspend"): Step("suspended", "network.keep", ("reason",)),
    ("suspended", "resume"): Step("open", "network.keep", facts=True),
    **{(state, "close"): Step("closed", "network.approve", ("reason",)) for state in _KEPT},
}  # fmt: skip

ENDED = ("refused", "closed")
"""States from which a point begins anew."""

LIVING = ("open",)
"""States of a point at which somebody answers."""


NOT_OF_KIND: Mapping[str, frozenset[str]] = {
    "committee": frozenset({"give_duty_list", "announce_change"}),
    "government": frozenset({"give_duty_list"}),
}
"""What is not done at a kind of unit: a committee has no clock, so nothing is announced whose limit would run."""


def step(state: str, act: str, actor: Actor, kind: str = "") -> Step:
    """The step of an act at a unit of a kind, for a person. Raises Refused where it is not possible, NotAllowed without
    the right.
    """
    found = POINT.get((state, act))
    if found is None:
        raise Refused(N_("This cannot be done now: the point has moved on."))
    if act in NOT_OF_KIND.get(kind, ()):
        raise Refused(N_("This is not done at a unit of this kind."))
    actor.need(found.permission)
    return found


def acts(state: str, actor: Actor, kind: str = "") -> Iterator[str]:
    """The acts that this person may do at a unit of a kind in this state, in the order of the table."""
    return (
        act
        for (origin, act), found in POINT.items()
        if origin == state and act not in NOT_OF_KIND.get(kind, ()) and actor.may(found.permission)
    )


FACTS: Mapping[str, Message] = {
    "telephone": N_("a telephone number"),
    "duty_list": N_("a duty list in force"),
    "accounts": N_("somebody who can sign in"),
    "liaison": N_("a liaison officer"),
    "leader": N_("a leader in charge"),
    "trained": N_("training of its people"),
    "test_call": N_("a test call passed since the approval"),
}
"""What must hold before a point is opened, in the order in which it is brought about."""

_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "committee": ("telephone", "accounts", "liaison", "trained", "test_call"),
    "government": ("telephone", "liaison", "leader", "test_call"),
}
"""A committee governs itself: it has no duties towards the hotline and no leader in charge. A government's people and
duties are kept in its own house."""


def needed(kind: str) -> tuple[str, ...]:
    """The facts that must hold for a unit of this kind."""
    return _OF_KIND.get(kind, tuple(FACTS))
