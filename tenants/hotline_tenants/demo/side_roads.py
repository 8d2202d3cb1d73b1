"""What does not go straight in the invented city: returns, extensions, questions, long-pending, objections."""

import datetime as dt
import uuid
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import Refused
from hotline_tenants.callbacks import objecting
from hotline_tenants.cases.model import Assignment
from hotline_tenants.demo.life import ZONE, Life
from hotline_tenants.rulings import (
    deferring,
    extending,
    granting_deferrals,
    granting_extensions,
    pausing,
    returning,
    running_on,
)

EVIDENCE = "已到现场核实并对照职责清单，情况说明和照片见附件。"


@dataclass
class SideRoads:
    """The side roads of one assignment; `this` are the ids of case and assignment."""

    db: Db
    life: Life
    tenant: str
    officer: Actor
    this: tuple[uuid.UUID, uuid.UUID]

    async def maybe_returned(self) -> str | None:
        """Now and then a unit asks to give the case back: "returned", "waiting" for the ruling, or None."""
        life = self.life
        if life.returned or life.random.random() > 0.06:
            return None
        reason = life.random.choice(("other_duty", "other_area", "wrong_category"))
        try:
            await returning.ask(
                self.db,
                self.officer,
                *self.this,
                reason=reason,
                evidence=EVIDENCE,
                version=None,
                at=life.moment,
            )
        except Refused:
            return None  # the time for it had passed
        life.returned = True
        if not life.passes(0.3, 5):
            return "waiting"
        granted = life.random.random() < 0.45
        ruling = "核对职责清单，同意退单。" if granted else "职责清单已列明，请继续办理。"
        desk = life.city.actor(self.tenant, "dispatcher")
        await returning.rule(
            self.db, desk, *self.this, granted=granted, ruling=ruling, version=None, at=life.moment
        )
        return "returned" if granted else None

    async def maybe_asks(self, assignment: Assignment) -> bool:
        """Now and then a unit asks for more time, asks the caller, or for long-pending; false where it then waits."""
        chance = self.life.random.random()
        if chance < 0.05:
            return await self._extension()
        if chance < 0.08 and self.life.topic.urgency == "general" and self.life.tenant == self.tenant:
            return await self._question()
        if chance < 0.095 and assignment.lead and self.life.tenant == self.tenant:
            return await self._deferral()
        return True

    async def _extension(self) -> bool:
        life = self.life
        try:
            await extending.ask(
                self.db,
                self.officer,
                *self.this,
                reason="works",
                evidence=EVIDENCE,
                version=None,
                at=life.moment,
            )
        except Refused:
            return True  # the rule allows none, or the limit had passed
        if life.tenant != self.tenant:
            return True  # the city may have to rule on it: handling goes on meanwhile
        if not life.passes(1, 8):
            return False
        granted = life.random.random() < 0.75
        reviewer = life.city.actor(self.tenant, "reviewer")
        await granting_extensions.rule(
            self.db,
            reviewer,
            *self.this,
            granted=granted,
            ruling="请抓紧办理。",
            version=None,
            at=life.moment,
        )
        return True

    async def _question(self) -> bool:
        life = self.life
        try:
            await pausing.await_caller(
                self.db,
                self.officer,
                *self.this,
                question="请补充具体位置和发生时间。",
                version=None,
                at=life.moment,
            )
        except Refused:
            return True
        if not life.passes(2, 20):
            return False
        hotline = life.city.actor(self.tenant, "callback_officer")
        await running_on.pass_answer(
            self.db, hotline, *self.this, answer="诉求人已补充具体位置。", version=None, at=life.moment
        )
        return True

    async def _deferral(self) -> bool:
        life = self.life
        day = life.moment.astimezone(ZONE).date() + dt.timedelta(days=life.random.randint(60, 200))
        await deferring.ask(
            self.db, self.officer, *self.this, reason="planning", evidence=EVIDENCE, review_on=day, version=None,
            at=life.moment,
        )  # fmt: skip
        if life.passes(2, 20):
            head = life.city.actor(self.tenant, "duty_head")
            await granting_deferrals.rule(
                self.db,
                head,
                *self.this,
                granted=True,
                ruling="列入明年计划，同意挂账。",
                version=None,
                at=life.moment,
            )
        return False


async def objected(database: Database, life: Life, case_id: uuid.UUID) -> None:
    """A caller says "not done" after closing; the head decides when there was time for it."""
    officer, head = (life.city.actor(life.tenant, role) for role in ("callback_officer", "duty_head"))
    async with database.transaction(officer.scope) as db:
        await objecting.object_to(
            db, officer, case_id, reason="诉求人称问题并未真正解决。", version=None, at=life.moment
        )
    if life.passes(3, 40):
        async with database.transaction(head.scope) as db:
            await objecting.decide(
                db,
                head,
                case_id,
                upheld=life.random.random() < 0.4,
                ruling="已派人现场复核。",
                version=None,
                at=life.moment,
            )
