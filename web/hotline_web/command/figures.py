"""The command that proves figures."""

import typer

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.tenancy.registry import Government
from hotline_tenants.figures.measures import MEASURES
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_tenants.overview.verifying import Difference, verify
from hotline_web.command.proving import prove_everywhere


def verify_figures(
    tenant: str | None = typer.Option(None, help="Division code; every government otherwise."),
) -> None:
    """Recount every figure from the cases and compare. Prints each difference, and ends with 1 if there is one."""
    prove_everywhere(tenant, _verify)


async def _verify(database: Database, place: Government) -> int:
    async with database.transaction(at(place.id)) as db:
        found = await verify(db)
        units, categories = await unit_tree(db), await classification(db)
    for one in found:
        subject = units.find(one.subject) or categories.find(one.subject)
        typer.echo(f"{place.code}  {_line(one, subject.code if subject else str(one.subject or ''))}")
    typer.echo(f"{place.code}  {place.name_zh}  {len(MEASURES)} measures, {len(found) or 'no'} differences")
    return len(found)


def _line(one: Difference, whose: str) -> str:
    words = (one.rollup, one.day, one.measure, one.origin, whose)
    return f"{' '.join(str(word) for word in words if word)}: kept {one.kept}, the cases say {one.counted}"
