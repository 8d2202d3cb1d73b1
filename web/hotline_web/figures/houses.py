"""On a map a number is a sum over houses: which those are, and which units counted in each."""

import uuid
from collections.abc import Collection
from typing import Any

from litestar import Request

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.maps import BEFORE, TODAY, Houses, houses_on, maps_of, tree_on
from hotline_tenants.boundaries.succession import successions
from hotline_tenants.network.units import unit_tree
from hotline_web.entering import registry
from hotline_web.figures.leading import DISTRICTS

AnyRequest = Request[Any, Any, Any]


def map_of(request: AnyRequest) -> str:
    """The map that the address names; empty where it is none."""
    asked = request.query_params.get("map", "")
    return asked if asked in (TODAY, BEFORE) else ""


async def parts_on(request: AnyRequest, tenant: int) -> Houses:
    """The houses in which a government's units counted on the map of the address; nothing where it names none."""
    database: Database = request.app.state.database
    if not map_of(request) or not await maps_of(database, tenant):
        return {}
    async with database.transaction(Scope(tenant, (tenant,)), "reader") as db:
        units = await unit_tree(db)
    units = await tree_on(database, tenant, units, map_of(request))
    return houses_on(await successions(database), tenant, units, map_of(request))


async def districts_together(request: AnyRequest, actor: Actor) -> list[Government]:
    """The districts whose numbers on a map are asked for together; none where something else is asked."""
    if request.query_params.get("among") != DISTRICTS or not map_of(request):
        return []
    if not await maps_of(request.app.state.database, *actor.reads):
        return []
    ended = map_of(request) == BEFORE  # on that map they have their units yet
    below = registry(request).below(actor.tenant)
    return [one for one in below if one.id in actor.reads and (ended or one.status != "archived")]


async def houses_behind(
    request: AnyRequest, own: int, unit: uuid.UUID | None, readable: Collection[int]
) -> list[int]:
    """The houses behind a number of one unit, or of all, that one reads: the government's own first, even where it
    counted nothing; none where no map was chosen.
    """
    parts = await parts_on(request, own)
    others = [
        house
        for house, units in parts.items()
        if house != own and house in readable and (units if unit is None else unit in units)
    ]
    return [own, *others] if parts else []
