"""The units of a government: their tree, one of them, adding, describing and closing one."""

import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.cases.workload import open_assignments
from hotline_tenants.handling.closing_units import close_unit, people_in
from hotline_tenants.handling.establishing_units import establish_unit
from hotline_tenants.network import keeping
from hotline_tenants.network.units import UnitInfo, UnitTree, unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.network.forms import Description, description_form, unit_form
from hotline_web.network.words import KIND, KIND_ICONS, KINDS
from hotline_web.pieces import Fact, Link

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "catalogue.keep"}


@dataclass(frozen=True)
class Branch:
    """A unit with what stands under it."""

    unit: UnitInfo
    below: "tuple[Branch, ...]"


async def fresh_units(db: Db) -> UnitTree:
    """The tree as it is now: whoever keeps it must not see what this process remembers of it."""
    db.cache.forget("units", db.tenant)
    return await unit_tree(db)


def branches(units: UnitTree) -> dict[str, tuple[Branch, ...]]:
    """The open units by the kind of what stands at the top, each with everything under it, in the order of codes."""
    under: dict[uuid.UUID | None, list[UnitInfo]] = {}
    for unit in units:
        under.setdefault(unit.parent_id, []).append(unit)

    def branch(unit: UnitInfo) -> Branch:
        return Branch(unit, tuple(branch(one) for one in under.get(unit.id, ())))

    tops = [branch(unit) for unit in under.get(None, ())]
    return {kind: found for kind in KINDS if (found := tuple(top for top in tops if top.unit.kind == kind))}


@get("/units", opt=KEEP)
async def units_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """The tree, kind by kind."""
    units = await fresh_units(db)
    counts = {kind: sum(unit.kind == kind for unit in units) for kind in KINDS}
    return page(
        request, "network/units.html", trees=branches(units), counts=counts, kinds=KINDS, icons=KIND_ICONS
    )


@get("/units/new", opt=KEEP)
async def new_unit_page(request: AnyRequest, db: GivenDb) -> Response[str]:
    """An empty form, under a unit if one came from its page."""
    units = await fresh_units(db)
    given = request.query_params.get("under", "")
    under = given if given in {str(unit.id) for unit in units} else None
    return _new(request, unit_form(units, reader_language(request)).blank(parent=under))


@post("/units/new", opt=KEEP, status_code=200)
async def do_new_unit(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Establish a unit."""
    form = unit_form(await fresh_units(db), reader_language(request)).read(await request.form())
    try:
        given = form.complete
        new = keeping.NewUnit(
            code=given.code,
            name_zh=given.name_zh,
            name_en=given.name_en,
            kind=given.kind,
            parent=given.parent,
        )
        unit_id = await establish_unit(db, actor, new, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return _new(request, form.refused(refusal), status=422)
    return back(f"/units/{unit_id}", N_("The unit is established."))


@get("/units/{unit_id:uuid}", opt=KEEP)
async def unit_page(request: AnyRequest, db: GivenDb, unit_id: FromPath[uuid.UUID]) -> Response[str]:
    """One unit: what it is, what lies with it, and what can be done."""
    return await _unit(request, db, unit_id)


@post("/units/{unit_id:uuid}/description", opt=KEEP, status_code=200)
async def do_describe(
    request: AnyRequest, db: GivenDb, actor: GivenActor, unit_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Another name or place."""
    units = await fresh_units(db)
    units.get(unit_id)
    form = description_form(units, unit_id, reader_language(request)).read(await request.form())
    try:
        given = form.complete
        await keeping.describe(
            db, actor, unit_id, name_zh=given.name_zh, name_en=given.name_en, parent=given.parent, at=moment(request)
        )  # fmt: skip
    except Refused as refusal:
        await db.abandon()
        return await _unit(request, db, unit_id, form=form.refused(refusal), status=422)
    return back(f"/units/{unit_id}", N_("The unit is changed."))


@post("/units/{unit_id:uuid}/closure", opt=KEEP, status_code=200)
async def do_close(
    request: AnyRequest, db: GivenDb, actor: GivenActor, unit_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Close it, unless something still lies with it."""
    try:
        await close_unit(db, actor, unit_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _unit(request, db, unit_id, refusal=refusal.message, status=422)
    return back("/units", N_("The unit is closed."))


def _new(request: AnyRequest, form: Form[Any], *, status: int = 200) -> Response[str]:
    return page(request, "network/new_unit.html", status=status, form=form)


async def _unit(
    request: AnyRequest, db: Db, unit_id: uuid.UUID, *, form: Form[Description] | None = None,
    refusal: Message | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    units, language = await fresh_units(db), reader_language(request)
    unit = units.get(unit_id)
    above = units.find(unit.parent_id)
    facts = [
        Fact(N_("Code"), unit.code),
        Fact(N_("Kind"), KIND[unit.kind]),
        Fact(N_("Chinese name"), unit.name_zh),
        Fact(N_("English name"), unit.name_en),
        Fact(N_("Stands under"), Link(above.name(language), f"/units/{above.id}") if above else None),
        Fact(N_("Roles held in it"), await people_in(db, unit_id)),
        Fact(N_("Open assignments"), await open_assignments(db, unit_id)),
    ]
    blank = description_form(units, unit_id, language).blank(
        name_zh=unit.name_zh, name_en=unit.name_en, parent=unit.parent_id
    )
    return page(
        request, "network/unit.html", status=status, unit=unit, facts=facts, icons=KIND_ICONS, refusal=refusal,
        below=[one for one in units if one.parent_id == unit_id], form=form or blank,
    )  # fmt: skip


ROUTES = (
    units_page, new_unit_page, do_new_unit, unit_page, do_describe, do_close,
)  # fmt: skip
