"""Commands that keep governments and people."""

import asyncio
import datetime as dt
import secrets

import typer

from hotline_platform.access.accounts import add_account, add_membership
from hotline_platform.access.keeping import renew_password
from hotline_platform.audit.recording import DEPLOYMENT
from hotline_platform.database.engine import database_from
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.settings import settings_from
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.adding import NewTenant, add_tenant

tenants = typer.Typer(no_args_is_help=True, help="The registry of governments.")
accounts = typer.Typer(no_args_is_help=True, help="People who can sign in.")


@tenants.command("list")
def list_tenants() -> None:
    """Every government of the deployment, as a tree."""

    async def run() -> None:
        database = database_from(settings_from())
        async with database.transaction(NOWHERE, "admin") as db:
            for one in await load_registry(db):
                indent = "  " if one.parent_id else ""
                typer.echo(f"{indent}{one.code}  {one.name_zh}  {one.name_en}  {one.tier}  {one.status}")
        await database.close()

    asyncio.run(run())


@tenants.command("show")
def show_tenant(code: str = typer.Argument(help="Division code.")) -> None:
    """One government, with its units counted by kind."""

    async def run() -> None:
        database = database_from(settings_from())
        async with database.transaction(NOWHERE, "admin") as db:
            registry = await load_registry(db)
        found = registry.by_code(code)
        async with database.transaction(at(found.id)) as db:
            kinds = [unit.kind for unit in await unit_tree(db)]
        for name, value in (
            ("code", found.code), ("name", f"{found.name_zh} · {found.name_en}"), ("tier", found.tier),
            ("status", found.status), ("zone", found.zone.key),
            ("parent", registry.get(found.parent_id).code if found.parent_id else "–"),
            ("units", ", ".join(f"{kind} {kinds.count(kind)}" for kind in sorted(set(kinds))) or "none"),
        ):  # fmt: skip
            typer.echo(f"{name:8} {value}")
        await database.close()

    asyncio.run(run())


@tenants.command("add")
def add_a_tenant(
    code: str = typer.Argument(help="Division code, 4 to 12 digits."),
    name_zh: str = typer.Option(..., help="Full Chinese name."),
    name_en: str = typer.Option(..., help="Full English name."),
    tier: str = typer.Option(..., help="city, district, county or county_city."),
    short_zh: str = typer.Option("", help="Short Chinese name; the full one otherwise."),
    short_en: str = typer.Option("", help="Short English name; the full one otherwise."),
    parent: str | None = typer.Option(None, help="Division code of the city above."),
) -> None:
    """Add a government: default time rules, the city's classification, a unit of the city."""

    async def run() -> None:
        database = database_from(settings_from())
        new = NewTenant(
            code=code, name_zh=name_zh, name_en=name_en, short_zh=short_zh or name_zh,
            short_en=short_en or name_en, tier=tier, parent=parent,
        )  # fmt: skip
        tenant_id = await add_tenant(database, new, at=dt.datetime.now(dt.UTC))
        typer.echo(f"{code} is live (number {tenant_id}).")
        await database.close()

    asyncio.run(run())


@accounts.command("add")
def add_an_account(
    login: str = typer.Argument(help="Sign-in name."),
    tenant: str = typer.Option(..., help="Division code of the government."),
    role: str = typer.Option(..., help="A role of the matrix, for instance dispatcher."),
    name: str = typer.Option(..., help="The person's name."),
    unit: str | None = typer.Option(None, help="Code of the unit, for unit roles."),
) -> None:
    """Add a person with one role. Prints a first password, which must be changed at the first sign-in."""

    async def run() -> None:
        settings = settings_from()
        database = database_from(settings)
        password = secrets.token_urlsafe(12)
        now = dt.datetime.now(dt.UTC)
        async with database.transaction(NOWHERE, "admin") as db:
            registry = await load_registry(db)
        place = registry.by_code(tenant)
        async with database.transaction(at(place.id)) as db:
            unit_id = (await unit_tree(db)).by_code(unit).id if unit else None
            account = await add_account(
                db, login=login, name=name, password=password, cheap=settings.cheap_passwords, at=now
            )
            add_membership(db, account, role, unit_id=unit_id, city=place.tier == "city", at=now)
        typer.echo(f"{login} may sign in with the first password {password}")
        await database.close()

    asyncio.run(run())


@accounts.command("password")
def give_a_password(login: str = typer.Argument(help="Sign-in name.")) -> None:
    """Give a person a new first password and end every session: the way back in for somebody whom no administrator
    may help, because they work for several governments. It must be changed at the next sign-in.
    """

    async def run() -> None:
        settings = settings_from()
        database = database_from(settings)
        try:
            async with database.transaction(at(DEPLOYMENT)) as db:
                password = await renew_password(
                    db, login, cheap=settings.cheap_passwords, at=dt.datetime.now(dt.UTC)
                )
        finally:
            await database.close()
        typer.echo(f"{login} may sign in with the first password {password}")

    asyncio.run(run())
