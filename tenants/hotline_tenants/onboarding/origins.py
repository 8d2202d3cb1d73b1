"""Where that which is no setting comes from: units in the likeness of the city's, templates of papers."""

from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import Government
from hotline_tenants.network.units import unit_tree
from hotline_tenants.papers.in_force import template_in_force
from hotline_tenants.papers.kinds import KINDS

LIKE = ("department", "public_service")
"""Kinds of units that a district makes in the likeness of its city's."""


@dataclass(frozen=True)
class Origins:
    """How many units stand under a code of the city's and how many are its own; whose the template of each kind of paper
    is, by the number of the government, None for the product's.
    """

    alike: int
    own: int
    papers: Mapping[str, int | None]


async def origins_of(database: Database, here: Government) -> Origins:
    """Read in both houses, each in a transaction that stands in it."""
    theirs: set[str] = set()
    if here.parent_id is not None:
        async with database.transaction(standing_in(here.parent_id)) as db:
            theirs = {unit.code for unit in await unit_tree(db) if unit.kind in LIKE}
    async with database.transaction(standing_in(here.id)) as db:
        mine = [unit for unit in await unit_tree(db) if unit.kind not in ("government", "superior")]
        alike = sum(unit.kind in LIKE and unit.code in theirs for unit in mine)
        papers = {kind: (await template_in_force(db, kind)).tenant for kind in KINDS}
    return Origins(alike, len(mine) - alike, papers)
