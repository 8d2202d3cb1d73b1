"""People of a city and one of its districts, and whatever the pages offer them: found through the registry of acts itself,
so that a new act is walked to without a word about it here.
"""

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import NotFound
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE, acts
from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import Act, Offer
from hotline_web.cases.known import Known
from hotline_web.cases.offers import ACTS, ground, offers
from hotline_web.forms import Field
from hotline_web.i18n.formats import SHANGHAI

WORDS = "现场查看并对照职责清单，照片见附件。"
RECENT, TOGETHER = 6, 3
"""How many cases of each government are looked at, and how many the first one has at least: one merges into another."""

LONGEST_LIFE = 25
"""Acts on one case: what comes after them came before."""

PATIENCE = 4
"""How often somebody tries an act on one case with other words."""


@dataclass(frozen=True)
class Person:
    """Somebody at work, and the token of their session."""

    actor: Actor
    token: str


@dataclass
class Walk:
    """What was done how often, and what was refused; `chance` is the same in every run."""

    database: Database
    people: Sequence[Person]
    staffed: frozenset[str]
    wanted: int
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """By address: that of an act on one case."""

    others: Sequence[str] = ()
    """The numbers of other cases of the government that acts next."""

    chance: random.Random = field(default_factory=lambda: random.Random(7421))
    steps: Counter[uuid.UUID] = field(default_factory=Counter)
    spent: set[uuid.UUID] = field(default_factory=set)

    async def next(self) -> tuple[Person, Offer] | None:
        """Something that somebody may do now, rather than else what was not done often enough; None where a new case
        is needed.
        """
        recent = await self._recent()
        if sum(case.tenant_id == self.people[0].actor.tenant for case, _ in recent) < TOGETHER:
            return None
        for case, assignments in recent:
            possible = [
                (person, offer)
                for person in self.people
                if person.actor.tenant == case.tenant_id and self._may(person.actor, case, assignments)
                for offer in await self._offers(person.actor, case.id)
            ]
            self.steps[case.id] += 1
            if possible and self.steps[case.id] <= LONGEST_LIFE:
                self.others = [
                    one.number for one, _ in recent if one.tenant_id == case.tenant_id and one.id != case.id
                ]
                return min(possible, key=lambda one: self._rank(one[1]))
            self.spent.add(case.id)
        return None

    def _rank(self, offer: Offer) -> tuple[object, ...]:
        done = self.done[offer.act.name]
        seldom = done * (0.5 + self.chance.random()) / (2 if offer.act.leading else 1)
        return done >= self.wanted, self.refused[offer.url], seldom

    def _worth(self, act: Act[Any]) -> bool:
        """What is still wanted, and whatever else does not end a case: others may follow from it."""
        return self.done[act.name] < self.wanted or act.warn is None

    def _may(self, actor: Actor, case: Case, assignments: Sequence[Assignment]) -> bool:
        """Whether it is worth asking what the pages offer this person: the state tables say so at once."""
        names = {
            *acts(CASE, case.state, actor),
            *(a for one in assignments for a in acts(ASSIGNMENT, one.state, actor)),
        }
        return any(act.name in names and self._worth(act) for act in ACTS)

    async def _recent(self) -> list[tuple[Case, Sequence[Assignment]]]:
        found: list[tuple[Case, Sequence[Assignment]]] = []
        for tenant in {person.actor.tenant for person in self.people}:
            async with self.database.transaction(standing_in(tenant)) as db:
                newest = select(Case).where(Case.tenant_id == tenant, Case.id.not_in(self.spent))
                cases = (await db.execute(newest.order_by(Case.id.desc()).limit(RECENT))).scalars().all()
                found += [(case, await assignments_of(db, case)) for case in cases]
        self.chance.shuffle(found)
        return found

    async def _offers(self, actor: Actor, case_id: uuid.UUID) -> list[Offer]:
        async with self.database.transaction(actor.scope) as db:
            try:
                case = await case_for(db, actor, case_id)
            except NotFound:
                return []
            known = Known(
                await unit_tree(db), await classification(db), await calendar_of(db), "zh", dt.datetime.now(dt.UTC)
            )  # fmt: skip
            found = offers(await ground(db, actor, case, known))
        return [
            offer
            for offer in found
            if offer.why_not is None and self._worth(offer.act) and self.refused[offer.url] < PATIENCE
        ]

    def filled(self, offer: Offer) -> dict[str, object]:
        """The form as somebody might send it."""
        return {
            "form_id": offer.form.form_id,
            **{one.name: self._value(one, offer.form.typed) for one in offer.form.fields},
        }

    def _value(self, one: Field, typed: Mapping[str, object]) -> object:
        if one.kind == "checkboxes":
            staffed = [choice.value for choice in one.choices if choice.value in self.staffed]
            return staffed if self.chance.random() < 0.3 else []
        if one.choices:
            able = [choice.value for choice in one.choices if not one.leads_on(choice.value)]
            staffed = [value for value in able if value in self.staffed]
            usual = typed.get(one.name)
            return usual if one.kind == "cascade" and usual else self.chance.choice(staffed or able or [""])
        if one.name == "into":
            return self.chance.choice(self.others or [""])
        now = dt.datetime.now(dt.UTC).astimezone(SHANGHAI)
        usual = {"checkbox": "yes", "date": f"{now + dt.timedelta(days=20):%Y-%m-%d}", "number": "1",
                 "datetime": f"{now - dt.timedelta(minutes=1):%Y-%m-%dT%H:%M}", "tel": "138 0000 1234"}  # fmt: skip
        return typed.get(one.name) or usual.get(one.kind, WORDS)
