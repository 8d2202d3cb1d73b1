"""A city in which anybody does anything: one act after the other, and after each of them what must hold."""

import asyncio
import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.audit.verifying import Counts
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import HotlineError, NotFound
from hotline_platform.jobs.pending import run_pending
from hotline_tenants.callbacks.objecting import OBJECTABLE
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.figures.folding import fold
from hotline_tenants.history.verifying import verify as verify_history
from hotline_tenants.intake.registering import register
from hotline_tenants.overview.verifying import verify as verify_figures
from hotline_tenants.rulings.calling_in import CALLERS
from hotline_tenants.watching.noticing import notice_due
from tests.cast import MONDAY
from tests.life.acts import MOVES, NAMES, WEIGHTS, Given
from tests.life.city import City
from tests.life.holding import faults, may_know, wrong_changes
from tests.life.looking import Windows
from tests.life.snapshot import Snapshot, empty, look

_SOON = "UPDATE jobs SET run_at = %s WHERE actor NOT IN ('review', 'end_pause')"

_RULES_ON = {
    "grant_return": "return", "refuse_return": "return", "return_finally": "return", "keep_finally": "return",
    "grant_extension": "extension", "refuse_extension": "extension", "grant_deferral": "deferral",
    "refuse_deferral": "deferral", "uphold_objection": "objection", "reject_objection": "objection",
    "go_on": "pause", "pass_answer": "pause",
}  # fmt: skip
"""What must wait for an act to make sense; it is tried without all the same, by those who try anything."""


@dataclass(frozen=True)
class Try:
    """An act about to be tried: by whom, on what; `possible` as far as the table and the person's rights go."""

    name: str
    actor: Actor
    case: Any
    assignment: Any | None

    @property
    def possible(self) -> bool:
        move = MOVES[self.name]
        machine, state = (ASSIGNMENT, self.assignment.state) if move.on_part and self.assignment else (
            CASE, self.case.state
        )  # fmt: skip
        step = machine.get((state, self.name))
        if step is None or step.permission is None or not self.actor.may(step.permission):
            return False
        if self.case.tenant_id != self.actor.tenant:
            return False
        return self.actor.role not in UNIT_ROLES or (
            self.assignment is not None and self.assignment.unit_id == self.actor.unit_id
        )


@dataclass
class World:
    """The city with its clock. It starts with no case; `tells` hears what is done."""

    database: Database
    connection: psycopg.Connection[Any]
    city: City
    runner: asyncio.Runner
    seal_key: str
    windows: Windows
    tells: Callable[[str], object] = str
    now: dt.datetime = MONDAY
    seen: Snapshot = field(default_factory=Snapshot)
    done: int = 0

    def __post_init__(self) -> None:
        empty(self.connection)

    @property
    def people(self) -> list[Actor]:
        return list(self.city.people.values())

    def registers(self, number: int) -> None:
        """Somebody calls one of the four hotlines, the city's most often; 3 is the east's."""
        operators = [one for one in self.people if one.role == "operator"]
        actor = operators[(0, 0, 0, 1, 2, 3)[number % 6]]
        demand = Demand(
            title="路灯不亮", body="门前的路灯三天没有亮。", channel=("phone", "letter")[number // 6 % 7 == 6],
            type=("help", "complaint", "inquiry", "report")[number // 6 % 4], caller_name="林小满",
            caller_phone="138 0000 1234", urgency=(*("general",) * 6, "urgent", "extra_urgent")[number // 5 % 8],
            category_id=self.city.categories[actor.tenant],
        )  # fmt: skip
        self.tells(f"{self.now:%m-%d %H:%M} {actor.name} registers {demand.urgency} {demand.type}")

        async def act() -> None:
            async with self.database.transaction(actor.scope) as db:
                await register(db, actor, demand, at=self.now)

        self.runner.run(act())
        self.holds(self.seen)

    def promising(self, pick: int, who: int) -> Try | None:
        """An act that the table lets somebody do and that waits for it, the more often the more it weighs; 0 is the one
        furthest along the main road.
        """
        found: dict[Any, list[Try]] = {}
        for one in self._all():
            if one.possible and self._waits_for(one):
                found.setdefault((one.name, one.case.id, one.assignment and one.assignment.id), []).append(
                    one
                )
        weighed = [people for people in found.values() for _ in range(WEIGHTS.get(people[0].name, 1))]
        if not weighed:
            return None
        people = weighed[pick % len(weighed)]
        return people[who % len(people)]

    def _waits_for(self, one: Try) -> bool:
        asked = {ruling.kind for ruling in self.seen.rulings if ruling.case_id == one.case.id}
        if one.name == "object":
            return one.case.ending in OBJECTABLE and "objection" not in asked
        if one.name == "rework":
            return any(call.case_id == one.case.id and call.contacted for call in self.seen.callbacks)
        if one.name == "told":
            return bool(one.case.urgency != "general")
        if one.name == "invite":
            return any(unit.kind == "committee" for unit in self.city.units[one.actor.tenant])
        if one.name == "call_in":
            tree = self.city.units[one.actor.tenant]
            return tree.get(one.assignment.unit_id).kind in CALLERS if one.assignment else False
        kind = _RULES_ON.get(one.name)
        about = one.assignment.id if one.assignment else None
        return kind is None or any(
            (ruling.kind, ruling.state, ruling.case_id, ruling.assignment_id)
            == (kind, "asked", one.case.id, about)
            for ruling in self.seen.rulings
        )

    def anything(self, pick: int, place: int, who: int) -> Try:
        """Any act on anything by anybody."""
        case = self.seen.cases[place % len(self.seen.cases)]
        on = self.seen.assignments[place % len(self.seen.assignments)] if self.seen.assignments else None
        if place % 3 and (own := self.seen.assignments_of(case.id)):
            on = own[-1]
        return Try(NAMES[pick % len(NAMES)], self.people[who % len(self.people)], case, on)

    def _all(self) -> Iterator[Try]:
        for name, move in MOVES.items():
            for case in self.seen.cases:
                for on in self.seen.assignments_of(case.id) if move.on_part else [None]:
                    for actor in self.people:
                        if actor.tenant == case.tenant_id:
                            yield Try(name, actor, case, on)

    def tries(self, one: Try, number: int, age: int | None) -> bool:
        """One act with a page of some age (None: no page at all); returns whether it was done."""
        given = self.given(one, number, None if age is None else one.case.version - age)
        refused = self.runner.run(self.acts(one, given))
        self.tells(
            f"{self.now:%m-%d %H:%M} {one.actor.name} {one.name} {one.case.number}/{one.case.tenant_id} {_why(refused)}"
        )
        before = self.seen
        self.holds(before)
        if refused is not None:
            assert self.seen == before, f"{one.name} was refused and changed something"
            return False
        self.done += 1
        assert one.possible, f"{one.actor.name} has no right to {one.name} here"
        assert not age, f"{one.name} was done from a stale page"
        assert self.seen.case(one.case.id).version > one.case.version, f"{one.name} makes no older page stale"
        return True

    def given(self, one: Try, number: int, version: int | None) -> Given:
        """What the verb of an act is called with."""
        on = one.assignment.id if one.assignment else None
        return Given(self.city, one.actor.tenant, one.case.id, on, number, version, self.now)

    async def acts(self, one: Try, given: Given) -> HotlineError | None:
        """One act in a transaction of its own; returns how it was refused, or None."""
        try:
            async with self.database.transaction(one.actor.scope) as db:
                await MOVES[one.name].run(db, one.actor, given)
        except HotlineError as refusal:
            return refusal
        return None

    def waits(self, minutes: int) -> None:
        """Time goes by."""
        self.now += dt.timedelta(minutes=minutes)

    def ticks(self) -> None:
        """The clocks that ring and the jobs that are due."""
        self.tells(f"{self.now:%m-%d %H:%M} clocks ring, jobs run")
        self.connection.execute(_SOON, [self.now])
        before = self.seen
        self.runner.run(self._ring())
        self.holds(before)

    async def _ring(self) -> None:
        for tenant in self.city.units:
            async with self.database.transaction(standing_in(tenant)) as db:
                await notice_due(db, at=self.now)
        await run_pending(self.database, now=self.now)

    def knows(self, who: int, place: int) -> None:
        """One person looks for one case and finds it only if it is theirs to know."""
        actor, case = self.people[who % len(self.people)], self.seen.cases[place % len(self.seen.cases)]

        async def reach() -> bool:
            async with self.database.transaction(actor.scope) as db:
                try:
                    await case_for(db, actor, case.id)
                except NotFound:
                    return False
                return True

        found = self.runner.run(reach())
        assert found == may_know(self.seen, actor, case), (
            f"{actor.name} and {case.number}/{case.tenant_id}: {found}"
        )

    def looks(self, who: int, number: int) -> None:
        """One person opens one of their lists, searches it, and sees nothing that is not theirs to know."""
        wrong = self.runner.run(
            self.windows.wrongly_shown(self.seen, self.people[who % len(self.people)], random.Random(number))
        )
        assert not wrong, wrong

    def proves(self) -> None:
        """Every chain from its beginning, and every figure counted again, before and after a fold."""
        self.runner.run(self._prove())

    async def _prove(self) -> None:
        for tenant in {one.tenant_id for one in self.seen.cases}:
            wrong = [
                fault async for fault in verify_history(self.database, tenant, Counts(), key=self.seal_key)
            ]
            assert not wrong, wrong
            for folds in (False, True):
                async with self.database.transaction(standing_in(tenant)) as db:
                    if folds:
                        await fold(db)
                    different = await verify_figures(db)
                    assert not different, different

    def holds(self, before: Snapshot) -> None:
        """Look again, and find everything as it must be."""
        self.seen = look(self.connection)
        wrong = [*wrong_changes(before, self.seen), *faults(self.seen)]
        assert not wrong, wrong


def _why(refusal: HotlineError | None) -> str:
    if refusal is None:
        return "done"
    fields = {name: str(message) for name, message in getattr(refusal, "fields", {}).items()}
    return f"{type(refusal).__name__}: {fields or refusal.message}"
