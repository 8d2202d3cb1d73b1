"""Commands about plans by which boundaries change: which there are, what one would do, and carrying it out."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer
from sqlalchemy import select

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import N_, Refused
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.found import DryRun
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of, tree_of
from hotline_web.boundaries.words import KINDS, standing_of
from hotline_web.i18n import translate

boundaries = typer.Typer(no_args_is_help=True, help="Plans by which boundaries change.")

PLAN = typer.Argument(help="The plan's id, as the list gives it.")
T = TypeVar("T")


@boundaries.command("list")
def list_plans() -> None:
    """Every plan of the deployment, the latest day first."""

    async def run(database: Database) -> None:
        registry = await _registry(database)
        async with database.transaction(NOWHERE) as db:
            wanted = select(BoundaryPlan).order_by(BoundaryPlan.effective_on.desc(), BoundaryPlan.id.desc())
            plans = (await db.execute(wanted)).scalars().all()
        for plan in plans:
            typer.echo(f"{plan.id}  {plan.effective_on}  {_between(plan, registry)}  {_standing(plan)}")
        if not plans:
            typer.echo("No boundary has changed here.")

    _run(run)


@boundaries.command("show")
def show_plan(plan_id: uuid.UUID = PLAN) -> None:
    """One plan as it stands: what goes where, by whose decision, and how far it is."""

    async def run(database: Database) -> None:
        plan, registry = await plan_of(database, plan_id), await _registry(database)
        here = await tree_of(database, plan.source_id)
        typer.echo(f"{translate('en', KINDS[plan.kind])}: {_between(plan, registry)}")
        typer.echo(f"From {plan.effective_on} on, by: {plan.reason}")
        typer.echo(f"Chosen: {', '.join(unit.name_zh for one in plan.roots if (unit := here.find(one)))}")
        typer.echo(_standing(plan))
        if plan.begun_at is not None:
            units = len(plan.moved) + len(plan.rest_moved)
            typer.echo(
                f"{units:,} units and {plan.cases:,} open demands went over, since {plan.begun_at:%Y-%m-%d %H:%M}Z."
            )

    _run(run)


@boundaries.command("dry-run")
def try_plan(plan_id: uuid.UUID = PLAN) -> None:
    """What would go over as things are now, and what stands in the way; nothing is changed. Exit code 1 with a block."""

    async def run(database: Database) -> bool:
        plan, registry = await plan_of(database, plan_id), await _registry(database)
        if not plan.open or plan.begun_at is not None:
            raise Refused(N_("This plan has begun, or is over: there is nothing left to try."))
        found = await dry_run(database, plan, at=_now())
        for target, part in zip(plan.targets, (found, found.rest), strict=False):
            if part is not None:
                typer.echo(f"To {registry.get(target).name_zh}: {_numbers(part)}")
                for one in part.left:
                    typer.echo(f"  ends: {translate('en', one)}")
        for block in found.blocks:
            typer.echo(f"✗ {translate('en', block)}")
        for kind in found.unfinished:
            typer.echo(f"  {', '.join(one.name or '(no number yet)' for one in kind.some)}")
        return not found.blocks

    if not _run(run):
        raise typer.Exit(1)


@boundaries.command("run")
def run_plan(plan_id: uuid.UUID = PLAN) -> None:
    """Carry out an approved plan whose day has come, as the worker does by itself. Cut off, it goes on when run again."""

    async def run(database: Database) -> BoundaryPlan:
        plan, registry = await plan_of(database, plan_id), await _registry(database)
        if plan.approved_at is None or not plan.open:
            raise Refused(N_("Only a plan that is approved and not over is carried out."))
        if plan.effective_on > _now().astimezone(registry.get(plan.source_id).zone).date():
            raise Refused(N_("Its day has not come: %(day)s.", day=plan.effective_on.isoformat()))
        await carry_out(database, plan_id, at=_now())
        return await plan_of(database, plan_id)

    plan = _run(run)
    typer.echo(f"{plan.cases:,} open demands have gone over. {_standing(plan)}.")
    if plan.done_at is None:
        typer.echo(
            "Some wait for what their callers have just sent, or for a review; the worker goes on with them."
        )


def _numbers(part: DryRun) -> str:
    return (
        f"{len(part.units):,} units, {part.people:,} people, {part.points:,} points, {part.open:,} open demands with "
        f"{part.clocks:,} clocks, {part.closed:,} ended ones to be read"
    )


def _between(plan: BoundaryPlan, registry: Registry) -> str:
    source, *targets = (registry.get(one) for one in (plan.source_id, *plan.targets))
    return f"{source.code} {source.name_zh} → {', '.join(f'{one.code} {one.name_zh}' for one in targets)}"


def _standing(plan: BoundaryPlan) -> str:
    return translate("en", standing_of(plan).label)


async def _registry(database: Database) -> Registry:
    async with database.transaction(NOWHERE) as db:
        return await load_registry(db)


def _run(work: Callable[[Database], Awaitable[T]]) -> T:
    async def run() -> T:
        database = database_from(settings_from())
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
