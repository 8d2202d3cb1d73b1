"""A rehearsal: one made-up case through the whole flow of a government, by its own people and the real verbs.

Everything happens in one transaction that is rolled back: no case, number, clock, figure, notice or message stays.
"""

import datetime as dt
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, record
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import HotlineError, Message
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.onboarding.road import ROAD, Stage


@dataclass(frozen=True)
class Step:
    """One step and what came of it: who acted, in which role, and why it failed if it did."""

    words: Message
    role: str
    who: str = ""
    failed: Message | None = None
    result: Message | None = None


async def rehearse(database: Database, actor: Actor, code: str, *, at: dt.datetime) -> list[Step]:
    """Every step with its result, up to the first that fails. Noted in the deployment's log. Raises NotFound."""
    actor.need("tenant.keep")
    async with database.transaction(NOWHERE) as db:
        tenant = (await load_registry(db)).by_code(code).id
    async with database.transaction(standing_in(tenant)) as db:
        try:
            steps = await _act_out(Stage(db, tenant, at))
        finally:
            await db.abandon()
    done = all(step.failed is None for step in steps)
    await record(
        database, DEPLOYMENT, "rehearsed", account_id=actor.account_id, at=at, government=code,
        steps=len(steps), done=done,
    )  # fmt: skip
    return steps


async def _act_out(stage: Stage) -> list[Step]:
    steps: list[Step] = []
    for words, role, deed in ROAD:
        stage.at += dt.timedelta(minutes=5)
        who = ""
        try:
            actor = await stage.somebody(role)
            who = actor.name
            result = await deed(stage, actor)
            await stage.db.write()
        except HotlineError as error:
            fields = list(getattr(error, "fields", {}).values())
            return [*steps, Step(words, role, who, failed=fields[0] if fields else error.message)]
        steps.append(Step(words, role, who, result=result))
    return steps
