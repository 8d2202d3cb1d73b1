"""The command that proves published evaluations."""

import typer

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at
from hotline_platform.tenancy.registry import Government
from hotline_tenants.evaluation.verifying import Proof, verify_evaluations
from hotline_tenants.network.units import unit_tree
from hotline_web.command.proving import prove_everywhere


def prove_evaluations(
    tenant: str | None = typer.Option(None, help="Division code; every government otherwise."),
) -> None:
    """Derive every evaluation anew from its formula and its rows, raw, adjusted and corrected since, and compare to the
    last digit.

    What has moved in the cases since is told beside it. Ends with 1 if an evaluation does not hold.
    """
    prove_everywhere(tenant, _prove)


async def _prove(database: Database, place: Government) -> int:
    async with database.transaction(at(place.id)) as db:
        proofs, units = await verify_evaluations(db), await unit_tree(db)
    for proof in proofs:
        typer.echo(f"{place.code}  {_line(proof)}")
        for one in proof.moved:
            code = units.get(one.unit_id).code
            typer.echo(f"{place.code}    {code} {one.measure}: {one.then} then, {one.now} now")
    typer.echo(f"{place.code}  {place.name_zh}  {len(proofs)} evaluations")
    return sum(not proof.holds for proof in proofs)


def _line(proof: Proof) -> str:
    verdict = "holds" if proof.holds else "DOES NOT HOLD"
    moved = f", {len(proof.moved)} counts have moved since" if proof.moved else ""
    excluded = f", {proof.excluded} exclusions" if proof.excluded else ""
    corrected = f", {proof.corrections} corrections" if proof.corrections else ""
    return f"{proof.month:%Y-%m} by formula {proof.formula}, {proof.units} units{excluded}{corrected}: {verdict}{moved}"
