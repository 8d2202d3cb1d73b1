"""What holds after every act, whoever did it: states, clocks, and the two sides of a referral."""

import uuid
from collections.abc import Iterator
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_tenants.cases.assignments import OPEN
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, Machine
from tests.life.snapshot import Snapshot

DESK = ("registered", "accepted")
WITH_UNITS = ("dispatched", "signed", "handling", "deferred")
ENDED = ("closed", "archived", "withdrawn")
GONE = ("returned", "void", "withdrawn")
WITHHELD = "withheld"

_IN_ONE_ACT = {("deferred", "dispatched")}
"""A final ruling takes the case from its lead and gives it to another: two steps of the table."""


def _states(machine: Machine) -> set[str]:
    return {state for (origin, _), step in machine.items() for state in (origin, step.to)}


def _changes(machine: Machine) -> set[tuple[str, str]]:
    return {(origin, step.to) for (origin, _), step in machine.items()} | _IN_ONE_ACT


def wrong_changes(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Changes of state that are no step of the table; a new row begins where the machine begins."""
    for machine, first, old, new in (
        (CASE, "registered", before.cases, after.cases),
        (ASSIGNMENT, "dispatched", before.assignments, after.assignments),
    ):
        known = {one.id: one.state for one in old}
        changes, states = _changes(machine), _states(machine)
        for row in new:
            was = known.get(row.id)
            if row.state not in states:
                yield f"{row.state} is no state of the table"
            elif was is None and row.state != first:
                yield f"something begins as {row.state}"
            elif was not in (None, row.state) and (was, row.state) not in changes:
                yield f"from {was} to {row.state} is no step of the table"


def faults(now: Snapshot) -> Iterator[str]:
    """Everything that does not hold at this moment; nothing, if all is well."""
    for case in now.cases:
        own = now.assignments_of(case.id)
        for fault in (*_of_case(now, case, own), *(f for one in own for f in _of_assignment(now, case, one))):
            yield f"{case.number} in {case.tenant_id} ({case.state}): {fault}"
    yield from _between_governments(now)


def _of_case(now: Snapshot, case: Any, own: list[Any]) -> Iterator[str]:
    working = [one for one in own if one.state in OPEN]
    leads = [one for one in own if one.lead and one.round == case.round and one.state not in GONE]
    clocks = [one for one in now.clocks if one.case_id == case.id and one.stopped_at is None]
    kinds = [one.kind for one in clocks if one.assignment_id is None]
    if case.state in WITH_UNITS and [one.state in OPEN for one in leads] != [True]:
        yield f"its lead is {[one.state for one in leads]}"
    if case.state in WITH_UNITS and leads and case.due_at != leads[0].due_at:
        yield "it is due at another moment than its lead unit's reply"
    if case.state in DESK and leads:
        yield "a unit leads what waits at the desk"
    if case.state in ("reviewed", *ENDED) and working:
        yield f"something is left open: {[one.state for one in working]}"
    if kinds.count("desk") != int(case.state in DESK):
        yield f"{kinds.count('desk')} desk clocks run"
    if case.state in DESK and case.due_at not in [one.due_at for one in clocks if one.kind == "desk"]:
        yield "it is due at another moment than its desk clock"
    reached = any(
        one.case_id == case.id and one.round == case.round and one.contacted for one in now.callbacks
    )
    if kinds.count("callback") != int(case.state == "reviewed" and not case.referred and not reached):
        yield f"{kinds.count('callback')} callback clocks run"
    yield from _of_merged(now, case, working, clocks)
    asked = [one for one in now.rulings if one.case_id == case.id and one.state == "asked"]
    if kinds.count("objection") != len([one for one in asked if one.kind == "objection"]):
        yield f"{kinds.count('objection')} objection clocks run"
    over = {one.id for one in own if one.state not in OPEN}
    if any(one.assignment_id in over for one in asked):
        yield f"something waits to be ruled on for a unit that is done: {[one.kind for one in asked]}"


def _of_merged(now: Snapshot, case: Any, working: list[Any], clocks: list[Any]) -> Iterator[str]:
    """A merged case rests, and what it waits for is still to come."""
    if case.state != "merged":
        return
    lead = now.case(case.merged_into_id)
    if lead.tenant_id != case.tenant_id or lead.state == "merged" or lead.id == case.id:
        yield f"it is merged into {lead.number}, which is {lead.state}"
    if lead.state in ENDED or (lead.state == "reviewed" and not lead.referred):
        yield f"it waits for {lead.number}, which is {lead.state}"
    if working or clocks or case.due_at is not None:
        yield "something runs in what is merged"
    if case.referred or "extra_urgent" == case.urgency != lead.urgency:
        yield "this is not to be merged"


def _of_assignment(now: Snapshot, case: Any, one: Any) -> Iterator[str]:
    clocks = [clock for clock in now.clocks if clock.assignment_id == one.id and clock.stopped_at is None]
    kinds = sorted(clock.kind for clock in clocks)
    wanted = ["reply"] if one.state in OPEN else []
    wanted += ["sign"] if one.state == "dispatched" else []
    wanted += ["review"] if one.state == "replied" else []
    if sorted(set(kinds) - {"contact"}) != sorted(wanted) or len(kinds) != len(set(kinds)):
        yield f"the clocks {kinds} run in an assignment that is {one.state}"
    if "contact" in kinds and (one.state not in OPEN or one.contacted_at is not None):
        yield "a contact clock runs for nothing"
    paused = any(
        ruling.assignment_id == one.id and ruling.kind == "pause" and ruling.state == "asked"
        for ruling in now.rulings
    )
    for clock in clocks:
        if clock.kind == "reply" and clock.due_at != one.due_at:
            yield "its reply clock is due at another moment than the assignment"
        hold = {"replied": "review"}.get(one.state, "caller" if paused else None)
        if clock.kind == "reply" and clock.hold != hold:
            yield f"its reply clock is held by {clock.hold} and not by {hold}"
        if clock.kind == "reply" and (clock.hold is not None) and clock.next_at is not None:
            yield "a clock that is held will ring"


def _between_governments(now: Snapshot) -> Iterator[str]:
    cases = {one.id: one for one in now.cases}
    latest = {one.case_id: one.assignment_id for one in now.referrals if one.side == "lower"}
    for upper in now.assignments:
        if upper.governs_tenant_id is None:
            continue
        links = [one for one in now.referrals if one.assignment_id == upper.id]
        if sorted(one.side for one in links) != ["lower", "upper"]:
            yield f"a referral has the sides {[one.side for one in links]}"
            continue
        lower, above = sorted(links, key=lambda one: one.side)
        order = cases[lower.case_id]
        if (above.other_case_id, lower.other_case_id) != (order.id, above.case_id):
            yield "the two sides of a referral name different cases"
        if order.origin == WITHHELD:
            if order.state not in ENDED:
                yield f"{order.number} lives on where it does not exist any more"
        elif latest[order.id] == upper.id:
            about = f"{order.number} in {order.tenant_id} ({order.state}) under an assignment that is {upper.state}"
            yield from (f"{about}: {fault}" for fault in _of_order(now, cases, upper, order, (above, lower)))


def _of_order(
    now: Snapshot, cases: dict[uuid.UUID, Any], upper: Any, order: Any, links: tuple[Any, Any]
) -> Iterator[str]:
    case = cases[upper.case_id]
    if upper.state in GONE or case.state in ENDED:
        if order.state not in ENDED:
            yield "the order lives on"
        return
    if order.state in ENDED and upper.round < case.round:
        return  # what a co-handler answered before the case was taken up again stays answered
    if order.state in ENDED:
        yield "the order is over and what it answers is not"
    elif (order.state == "reviewed") != (upper.state in ("replied", "accepted")):
        yield "one side has answered and the other has not"
    if any(link.superior_due_at != upper.due_at for link in links):
        yield "the order does not know when its answer is due"
    for own in now.assignments_of(order.id):
        if own.state in OPEN and own.due_at > max(upper.due_at, own.dispatched_at):
            yield "a unit's reply is due after the answer that it is for"


def may_know(now: Snapshot, actor: Actor, case: Any) -> bool:
    """Whether this person may know of a case, by the words of the domain and not by the code."""
    if case.tenant_id != actor.tenant:
        return False
    if case.origin == WITHHELD:
        return False
    if actor.role not in UNIT_ROLES:
        return actor.may("case.read") or actor.may("case.register")
    if case.about_unit_id is not None and case.about_unit_id == actor.unit_id:
        return False
    own = [one for one in now.assignments_of(case.id) if one.unit_id == actor.unit_id]
    return any(one.state not in GONE or one.guards for one in own)


def may_have_heard(now: Snapshot, actor: Actor, case: Any) -> bool:
    """Whether notices of this person may speak of a case: what their unit gave back is theirs no more, and yet they
    were told of it, as is whoever sat in the meeting that fixed the lead; a complaint about their own people they
    were never told of.
    """
    if case.origin == WITHHELD:
        return False
    if actor.role not in UNIT_ROLES:
        return bool(case.tenant_id == actor.tenant)
    about_them = case.about_unit_id is not None and case.about_unit_id == actor.unit_id
    met = [one for one in now.meetings if one.case_id == case.id]
    return not about_them and any(
        one.unit_id == actor.unit_id for one in [*now.assignments_of(case.id), *met]
    )
