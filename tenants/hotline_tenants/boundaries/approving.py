"""Two persons: who drafted a plan does not approve it. Until its day it may be withdrawn."""

import datetime as dt
import uuid

from hotline_platform.access.actor import Actor
from hotline_platform.audit.recording import DEPLOYMENT, note
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.boundaries.changing_places import turn_back
from hotline_tenants.boundaries.drafting import locked_plan
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.model import UNDONE_WITHIN, BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of


async def approve(
    database: Database, actor: Actor, plan_id: uuid.UUID, *, version: int, at: dt.datetime
) -> None:
    """From its day on the plan is carried out. Raises NotFound, Stale, Refused by what blocks it now."""
    actor.need("boundary.approve")
    blocks = (await dry_run(database, await plan_of(database, plan_id), at=at)).blocks
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        plan = await locked_plan(db, actor, plan_id, version=version)
        if plan.approved_at is not None:
            raise Refused(N_("The plan is approved already."))
        if plan.drafted_by == actor.account_id:
            raise Refused(N_("Who drafted a plan does not approve it: somebody else looks at it first."))
        if blocks:
            raise Refused(blocks[0])
        plan.approved_at, plan.approved_by, plan.version = at, actor.account_id, plan.version + 1
        note(db, "boundary_approved", account_id=actor.account_id, subject=plan_id, at=at)


async def undo(
    database: Database, actor: Actor, plan_id: uuid.UUID, *, version: int, at: dt.datetime
) -> None:
    """For a week a unit that became a government becomes the unit again, with what is in hand. Raises NotFound, Stale,
    and Refused for any other plan, the second time, and after the week.
    """
    actor.need("boundary.approve")
    async with database.transaction(standing_in(actor.tenant)) as db:
        plan = await locked_plan(db, actor, plan_id, version=version, over=True)
        if refusal := why_not_undo(plan, at):
            raise Refused(refusal)
        plan.undone_at, plan.undone_by, plan.done_at, plan.version = (
            at,
            actor.account_id,
            None,
            plan.version + 1,
        )
        await turn_back(db, plan, at=at)
    database.cache.forget("units", actor.tenant)


def why_not_undo(plan: BoundaryPlan, at: dt.datetime) -> Message | None:
    """None where a conversion can be taken back now."""
    if plan.kind != "convert" or plan.begun_at is None:
        return N_("Only a unit that became a government can become the unit again.")
    if plan.undone_at is not None:
        return N_("This was taken back already.")
    if at - plan.begun_at > UNDONE_WITHIN:
        return N_("The week in which this could be taken back is over.")
    return None


async def withdraw(
    database: Database, actor: Actor, plan_id: uuid.UUID, *, version: int, at: dt.datetime
) -> None:
    """Raises NotFound, Stale, and Refused once it has begun."""
    if not actor.may("boundary.approve"):
        actor.need("tenant.keep")
    async with database.transaction(standing_in(DEPLOYMENT)) as db:
        plan = await locked_plan(db, actor, plan_id, version=version)
        if plan.begun_at is not None:
            raise Refused(N_("The plan is being carried out: it goes on to its end."))
        plan.withdrawn_at, plan.withdrawn_by, plan.version = at, actor.account_id, plan.version + 1
        note(db, "boundary_withdrawn", account_id=actor.account_id, subject=plan_id, at=at)
