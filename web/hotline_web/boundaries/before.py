"""What ended in the houses before the boundaries changed, as whoever goes on with their places reads it."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_tenants.boundaries.succession import Former, formers_of, latest, successions
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.queries import cases
from hotline_web.answers import page, reader_language
from hotline_web.cases.known import known_for
from hotline_web.entering import registry
from hotline_web.given import GivenActor
from hotline_web.pieces import Tab

AnyRequest = Request[Any, Any, Any]
MANY = 50
"""Demands on one page."""


@dataclass(frozen=True)
class House:
    """One former house: which it is, and how far this person reads there."""

    government: Government
    former: Former


@get("/cases/before", opt={"permission": ("case.read", "case.read_unit")})
async def before_page(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """The ended demands of one former house, newest first; empty where boundaries never changed."""
    database: Database = request.app.state.database
    houses = [
        House(registry(request).get(one.tenant), one)
        for one in formers_of(await successions(database), actor.tenant)
    ]
    asked = request.query_params.get("from")
    house = next((one for one in houses if one.government.code == asked), houses[0] if houses else None)
    if house is None:
        return page(
            request, "boundaries/before.html", tabs=(), rows=(), older=None, house=None, home=_home(actor)
        )
    language = reader_language(request)
    async with database.transaction(house.former.reach, "reader") as db:
        known = await known_for(request, db)
        wanted = latest(house.former, db, actor, _beginning(request), MANY + 1)
        ids = list((await db.execute(wanted)).scalars())
        rows = (
            await db.execute(cases(db.tenant, Case.id.in_(ids[:MANY])).order_by(Case.id.desc()))
        ).mappings().all()  # fmt: skip
        shown = [(row, known.cells(row, N_("Due"))) for row in rows]
    url = f"/cases/before?from={house.government.code}"
    return page(
        request, "boundaries/before.html", rows=shown, house=house.government.name(language), since=house.former.since,
        home=_home(actor),
        tabs=tuple(
            Tab(one.government.name(language), f"/cases/before?from={one.government.code}", one is house) for one in houses
        ),
        older=f"{url}&before={ids[MANY - 1]}" if len(ids) > MANY else None,
    )  # fmt: skip


def _home(actor: Actor) -> str:
    return "/cases" if actor.may("case.read") else "/inbox"


def _beginning(request: AnyRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.query_params.get("before", ""))
    except ValueError:
        return None


ROUTES = (before_page,)
