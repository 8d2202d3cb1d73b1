"""What this person can do on this case now: the state machines' acts, as buttons and forms."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.database.session import Db
from hotline_tenants.callbacks.calling import callbacks_of
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, acts
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of
from hotline_tenants.cases.reading import proposed_striking
from hotline_tenants.clocks.rules import Rule, rule_as_it_was
from hotline_tenants.handling.merging import leads_others
from hotline_tenants.network.catalogue import propose
from hotline_tenants.referrals.links import link_up
from hotline_tenants.rulings.asking import rulings_of
from hotline_tenants.rulings.model import Precedent
from hotline_tenants.rulings.precedents import precedents
from hotline_web.acts import Offer, Typed, offer, opened
from hotline_web.cases.act import Act, On
from hotline_web.cases.asking_acts import ASKING_ACTS
from hotline_web.cases.closing_acts import CLOSING_ACTS
from hotline_web.cases.desk_acts import DESK_ACTS
from hotline_web.cases.emergency_acts import EMERGENCY_ACTS
from hotline_web.cases.known import Known
from hotline_web.cases.merging_acts import MERGING_ACTS
from hotline_web.cases.ruling_acts import RULING_ACTS
from hotline_web.cases.unit_acts import UNIT_ACTS
from hotline_web.forms import Choice

ACTS: tuple[Act, ...] = (
    *UNIT_ACTS,
    *RULING_ACTS,
    *DESK_ACTS,
    *EMERGENCY_ACTS,
    *CLOSING_ACTS,
    *ASKING_ACTS,
    *MERGING_ACTS,
)
"""In the order in which a page offers them."""


@dataclass(frozen=True)
class Ground:
    """A case and what its acts stand on, read once."""

    on: On
    assignments: Sequence[Assignment]
    officers: Mapping[Any, tuple[Choice, ...]] = field(default_factory=dict)
    rules: Mapping[Any, Rule] = field(default_factory=dict)

    def at(self, assignment: Assignment | None) -> On:
        """The same for one assignment."""
        if assignment is None:
            return self.on
        return replace(
            self.on, assignment=assignment, officers=self.officers.get(assignment.unit_id, ()),
            rule=self.rules.get(assignment.id),
        )  # fmt: skip


async def ground(db: Db, actor: Actor, case: Case, known: Known) -> Ground:
    """Read what the acts of this person on this case need, and nothing that they do not."""
    above = case.referred and await link_up(db, case.id) is not None
    callbacks = await callbacks_of(db, case) if case.state == "reviewed" else ()
    proposal = None
    found: tuple[Precedent, ...] = ()
    struck: tuple[str, str] | None = None
    if case.state in ("registered", "accepted") and actor.may("case.dispatch"):
        proposal = await propose(db, case.category_id, case.area_id, on=case.registered_on)
        found = tuple(await precedents(db, case))
        if case.confidentiality != "normal":
            struck = await proposed_striking(db, case)
    assignments = await assignments_of(db, case)
    officers: dict[Any, tuple[Choice, ...]] = {}
    rules: dict[Any, Rule] = {}
    if actor.unit_id is not None:
        own = [
            one for one in assignments if one.unit_id == actor.unit_id and one.rule_code and one.rule_version
        ]
        rules = {one.id: await rule_as_it_was(db, str(one.rule_code), one.rule_version or 0) for one in own}
        if actor.may("assignment.assign"):
            officers = {actor.unit_id: await _officers(db, actor)}
    on = On(
        case, actor, known, callbacks=callbacks, proposal=proposal, above=above, rulings=await rulings_of(db, case),
        precedents=found, struck=struck, leads_others=await leads_others(db, case.id),
    )  # fmt: skip
    return Ground(on, assignments, officers, rules)


def offers(ground: Ground, typed: Typed | None = None) -> list[Offer]:
    """What the page offers; of the leading acts the first stands open, and so does the form that did not pass."""
    several = len(ground.assignments) > 1
    found = [offer(act, on, typed, _about(on) if several else "") for act, on in _possible(ground)]
    return opened(found, lambda one: _leads(one, ground), typed)


def _possible(ground: Ground) -> Iterator[tuple[Act, On]]:
    case, actor = ground.on.case, ground.on.actor
    waits_as_history = case.origin == "imported" and case.state == "registered"
    at_case = set() if waits_as_history else set(acts(CASE, case.state, actor))
    for act in ACTS:
        if not act.on_part:
            if act.name in at_case and act.offered(ground.on):
                yield act, ground.on
            continue
        for assignment in ground.assignments:
            on = ground.at(assignment)
            if act.name in set(acts(ASSIGNMENT, assignment.state, actor)) and act.offered(on):
                yield act, on


def _about(on: On) -> str:
    return on.known.unit(on.assignment.unit_id) if on.assignment else ""


def _leads(offer: Offer, ground: Ground) -> bool:
    """After the caller was reached, closing or rework is next and not another call."""
    reached = any(one.contacted for one in ground.on.callbacks)
    if offer.act.name == "call":
        return not reached
    return offer.why_not is None and (offer.act.leading or offer.act.name == "close")


async def _officers(db: Db, actor: Actor) -> tuple[Choice, ...]:
    rows = await db.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.tenant_id == db.tenant, Membership.unit_id == actor.unit_id, Membership.role == "unit_officer",
            Membership.ended_at.is_(None),
        )
        .order_by(Account.name)
    )  # fmt: skip
    return tuple(Choice(str(row.id), row.name) for row in rows)
