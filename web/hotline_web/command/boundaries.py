"""Commands about plans by which boundaries change: which there are, what one would do, and carrying it out."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import typer
from sqlalchemy import select

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import NOWHERE
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.boundaries.carrying_out import carry_out
from hotline_tenants.boundaries.dry_run import dry_run
from hotline_tenants.boundaries.found import DryRun
from hotline_tenants.boundaries.model import BoundaryPlan
from hotline_tenants.boundaries.plans import plan_of, tree_of
from hotline_tenants.supervision.words import FORMS
from hotline_web.boundaries.words import KINDS, numbers_of, standing_of
from hotline_web.i18n import LANGUAGES, Language, Reader, translate
from hotline_web.pieces import Fact, plain

boundaries = typer.Typer(no_args_is_help=True, help="Plans by which boundaries change.")

PLAN = typer.Argument(help="The plan's id, as the list gives it.")
LANGUAGE = typer.Option("en", help="Language of what is said, names of places and units too: zh or en.")
T = TypeVar("T")


@dataclass(frozen=True)
class _Telling:
    """What is said about plans, in one language from beginning to end."""

    language: Language
    registry: Registry

    def says(self, message: str | Message) -> str:
        return translate(self.language, message)

    def house(self, tenant: int) -> str:
        return self.registry.get(tenant).name(self.language)

    def between(self, plan: BoundaryPlan) -> str:
        """From which government to which, with their codes."""
        source, *targets = (
            f"{self.registry.get(one).code} {self.house(one)}" for one in (plan.source_id, *plan.targets)
        )
        return f"{source} → {', '.join(targets)}"

    def standing(self, plan: BoundaryPlan) -> str:
        return self.says(standing_of(plan).label)

    def lines(self, facts: list[Fact]) -> Iterator[str]:
        """Label and value, one line each."""
        reader = Reader(self.language)
        for fact in facts:
            yield f"  {self.says(fact.label)}: {plain(fact.value, reader)}"


@boundaries.command("list")
def list_plans(language: str = LANGUAGE) -> None:
    """Every plan of the deployment, the latest day first."""

    async def run(database: Database) -> None:
        telling = await _telling(database, language)
        async with database.transaction(NOWHERE) as db:
            wanted = select(BoundaryPlan).order_by(BoundaryPlan.effective_on.desc(), BoundaryPlan.id.desc())
            plans = (await db.execute(wanted)).scalars().all()
        for plan in plans:
            typer.echo(f"{plan.id}  {plan.effective_on}  {telling.between(plan)}  {telling.standing(plan)}")
        if not plans:
            typer.echo(telling.says(N_("No boundary has changed here")))

    _run(run)


@boundaries.command("show")
def show_plan(plan_id: uuid.UUID = PLAN, language: str = LANGUAGE) -> None:
    """One plan as it stands: what goes where, by whose decision, and how far it is."""

    async def run(database: Database) -> None:
        telling = await _telling(database, language)
        plan = await plan_of(database, plan_id)
        here = await tree_of(database, plan.source_id)
        chosen = [unit.name(telling.language) for one in plan.roots if (unit := here.find(one))]
        facts = [
            Fact(N_("From this day on"), plan.effective_on), Fact(N_("By whose decision"), plan.reason),
            Fact(N_("Chosen units"), ", ".join(chosen)), Fact(N_("State"), telling.standing(plan)),
        ]  # fmt: skip
        if plan.begun_at is not None:
            facts += [
                Fact(N_("Begun"), f"{plan.begun_at:%Y-%m-%d %H:%M}Z"),
                Fact(N_("Units that went over"), f"{len(plan.moved) + len(plan.rest_moved):,}"),
                Fact(N_("Open demands that went over"), f"{plan.cases:,}"),
                Fact(N_("Supervisions that followed"), f"{plan.supervisions:,}"),
            ]
        typer.echo(f"{telling.says(KINDS[plan.kind])}: {telling.between(plan)}")
        for line in telling.lines(facts):
            typer.echo(line)

    _run(run)


@boundaries.command("dry-run")
def try_plan(plan_id: uuid.UUID = PLAN, language: str = LANGUAGE) -> None:
    """What would go over as things are now, and what stands in the way; nothing is changed. Exit code 1 with a block."""

    async def run(database: Database) -> bool:
        telling = await _telling(database, language)
        plan = await plan_of(database, plan_id)
        if not plan.open or plan.begun_at is not None:
            raise Refused(N_("This plan has begun, or is over: there is nothing left to try."))
        found = await dry_run(database, plan, at=_now())
        for target, part in zip(plan.targets, (found, found.rest), strict=False):
            if part is not None:
                typer.echo(telling.says(N_("To %(government)s:", government=telling.house(target))))
                for line in (*telling.lines(list(numbers_of(part))), *_followed(telling, part)):
                    typer.echo(line)
        for block in found.blocks:
            typer.echo(f"✗ {telling.says(block)}")
        for kind in found.unfinished:
            nameless = telling.says(N_("without a number yet"))
            typer.echo(f"    {', '.join(one.name or nameless for one in kind.some)}")
        return not found.blocks

    if not _run(run):
        raise typer.Exit(1)


@boundaries.command("run")
def run_plan(plan_id: uuid.UUID = PLAN, language: str = LANGUAGE) -> None:
    """Carry out an approved plan whose day has come, as the worker does by itself. Cut off, it goes on when run again."""

    async def run(database: Database) -> tuple[_Telling, BoundaryPlan]:
        telling = await _telling(database, language)
        plan = await plan_of(database, plan_id)
        if plan.approved_at is None or not plan.open:
            raise Refused(N_("Only a plan that is approved and not over is carried out."))
        if plan.effective_on > _now().astimezone(telling.registry.get(plan.source_id).zone).date():
            raise Refused(N_("Its day has not come: %(day)s.", day=plan.effective_on.isoformat()))
        await carry_out(database, plan_id, at=_now())
        return telling, await plan_of(database, plan_id)

    telling, plan = _run(run)
    typer.echo(f"{telling.standing(plan)}: {telling.between(plan)}")
    done = [
        Fact(N_("Open demands that went over"), f"{plan.cases:,}"),
        Fact(N_("Supervisions that followed"), f"{plan.supervisions:,}"),
    ]
    for line in telling.lines(done):
        typer.echo(line)
    if plan.done_at is None:
        typer.echo(
            telling.says(
                N_(
                    "Some wait for what their callers have just sent, or for a review; the worker goes on with them."
                )
            )
        )


def _followed(telling: _Telling, part: DryRun) -> Iterator[str]:
    """The supervisions by number, and the responsibilities that end."""
    for one in part.supervisions:
        words = [one.number or telling.says(N_("Draft")), telling.says(FORMS[one.form])]
        if not one.whole:
            words.append(
                telling.says(N_("the part of it that concerns what goes; the rest goes on where it is"))
            )
        yield f"    {' · '.join(words)}"
    if part.left:
        yield f"  {telling.says(N_('Responsibilities that end with it'))}:"
    for left in part.left:
        yield f"    {telling.says(left)}"


async def _telling(database: Database, language: str) -> _Telling:
    if language not in LANGUAGES:
        raise Refused(N_("Choose zh or en."))
    async with database.transaction(NOWHERE) as db:
        return _Telling(language, await load_registry(db))


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
