"""Cases that hang together, as the page of one shows them: what it was merged into, what was merged into it, and what
may be about the same matter.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.joined import joined_with
from hotline_tenants.cases.lifecycle import MERGEABLE
from hotline_tenants.cases.model import Case
from hotline_tenants.intake.repeats import Repeat, repeats_of
from hotline_web.acts import Offer
from hotline_web.cases.showing import case_state
from hotline_web.pieces import State

AGREES: dict[str, Message] = {
    "caller": N_("Same caller"),
    "place": N_("Same place"),
    "topic": N_("Same topic"),
    "words": N_("Like words"),
}
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Other:
    """Another case: where it leads (None for whoever may not open it), what it is, how far it is; `agrees` says why it
    may be about the same matter.
    """

    url: str | None
    number: str
    title: str
    place: str
    state: State
    registered_at: dt.datetime | None = None
    agrees: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Together:
    """`merge_url` is where a repeat is merged with one button, None where this person cannot."""

    lead: Other | None
    merged: tuple[Other, ...]
    many: int
    repeats: tuple[Other, ...]
    merge_url: str | None


async def together(db: Db, actor: Actor, case: Case, offers: Sequence[Offer], *, visiting: bool) -> Together:
    """Read what hangs together with a case; likely repeats for those at the desk, while it can be merged."""
    joined = await joined_with(db, actor, case)
    opens = actor.unit_id is None and not visiting
    lead = None
    if joined.lead is not None:
        lead = Other(f"/cases/{joined.lead.id}", joined.lead.number, "", "", case_state(joined.lead.state))
    merged = tuple(
        Other(f"/cases/{one.id}" if opens else None, one.number, one.title, one.place, case_state(one.state), one.registered_at)
        for one in joined.merged
    )  # fmt: skip
    repeats: tuple[Other, ...] = ()
    looks = opens and (actor.may("case.dispatch") or actor.may("case.register"))
    if looks and case.state in MERGEABLE and case.origin == "live":
        repeats = tuple(shown_repeat(one) for one in await repeats_of(db, case))
    merge = next((one for one in offers if one.act.name == "merge" and one.why_not is None), None)
    return Together(lead, merged, joined.many, repeats, merge.url if merge else None)


def shown_repeat(repeat: Repeat) -> Other:
    """A likely repeat with what agrees."""
    case = repeat.case
    agrees = tuple(word for key, word in AGREES.items() if key in repeat.agrees)
    return Other(
        f"/cases/{case.id}", case.number, repeat.title, repeat.place, case_state(case.state), case.registered_at, agrees
    )  # fmt: skip
