"""Scoring one item: the case as it lies below, or the telephone to be called, and the sheet beside it."""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import Integer, cast, func, select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.audit.recording import record as record_look
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import Scope
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, Stale
from hotline_platform.tenancy.registry import Government
from hotline_tenants.cases.reaching import case_below, case_for
from hotline_tenants.inspection.model import Campaign, Item, Sheet
from hotline_tenants.inspection.reaching import campaign_for, item_for, team_of
from hotline_tenants.inspection.scoring import lines_for, places_to_score, score, sheet_for, sheets_of
from hotline_tenants.inspection.words import MARKS
from hotline_tenants.points.telephones import telephone_of
from hotline_web.acts import choices
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.page import case_parts
from hotline_web.entering import moment, registry
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.inspection.acts import ACTS, On
from hotline_web.inspection.lists import called, points_text
from hotline_web.inspection.words import STRATA

AnyRequest = Request[Any, Any, Any]
FIND = next(act for act in ACTS if act.name == "find")


@dataclass(frozen=True)
class Other:
    """The sheet of another inspector, or one's own that stands."""

    by: str
    points: str
    marks: Sequence[tuple[str, Message]]
    note: str


@get("/inspection/{campaign_id:uuid}/items/{item_id:uuid}", opt={"permission": "inspection.read"})
async def item_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID], item_id: FromPath[uuid.UUID]
) -> Response[str]:  # fmt: skip
    """One item with its sheet; the look at a case below is recorded there."""
    campaign = await campaign_for(db, actor, campaign_id)
    return await _show(request, db, actor, campaign, await item_for(db, campaign, item_id))


@post(
    "/inspection/{campaign_id:uuid}/items/{item_id:uuid}/sheet",
    opt={"permission": "inspection.keep"},
    status_code=200,
)
async def do_score(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID], item_id: FromPath[uuid.UUID]
) -> Response[Any]:  # fmt: skip
    """Save the sheet; the next item that waits for this inspector comes up."""
    campaign = await campaign_for(db, actor, campaign_id)
    item = await item_for(db, campaign, item_id)
    form = _spec(campaign, item).read(await request.form())
    try:
        given = form.complete
        await score(
            db, actor, campaign_id, item_id, slot=int(given["slot"]), version=int(given["version"]), note=str(given["note"]),
            marks={line["code"]: str(given[line["code"]]) for line in lines_for(campaign, item)}, at=moment(request),
        )  # fmt: skip
    except (Refused, Stale) as refusal:
        await db.abandon()
        stale = isinstance(refusal, Stale)
        shown = form.refused(Refused(refusal.message) if stale else refusal)  # type: ignore[arg-type]
        return await _show(
            request, db, actor, await campaign_for(db, actor, campaign_id), item, typed=shown, status=409 if stale else 422
        )  # fmt: skip
    following = await _next(db, actor, campaign, item)
    url = f"/inspection/{campaign_id}"
    return back(f"{url}/items/{following}" if following else url, N_("The sheet is saved."))


async def _show(
    request: AnyRequest, db: Db, actor: Actor, campaign: Campaign, item: Item, *, typed: Form[Any] | None = None,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    sheets = await sheets_of(db, item.id)
    mine, language = sheet_for(item, sheets, actor.account_id), reader_language(request)
    scores = campaign.state == "running" and actor.account_id in await team_of(db, campaign.id)
    scores = scores and actor.may("inspection.keep")
    everything = len(sheets) == len(places_to_score(item))
    parts: dict[str, Any] = {
        "campaign": campaign, "item": item, "handler": called(item.handler, language), "stratum": STRATA[item.stratum],
        "form": _form(campaign, item, mine, typed) if scores and (mine or typed) else None,
        "finding": FIND.blank(On(campaign, actor)) if scores else None, "find": FIND,
        "others": await _others(db, campaign, item, sheets) if everything or not scores else (), "sheets": len(sheets),
        "leave_url": f"/inspection/{campaign.id}/sample",
    }  # fmt: skip
    if parts["finding"] is not None:
        parts["finding"] = replace(parts["finding"], typed={**parts["finding"].typed, "number": item.number})
    async with _standing_where_it_lies(request, db, actor, item) as (there, visiting):
        if item.kind == "call":
            telephone = await telephone_of(there, item.subject_id)
            return page(
                request,
                "inspection/call.html",
                status=status,
                visiting=visiting,
                telephone=telephone,
                **parts,
            )
        case = await (
            case_below(there, item.subject_id) if visiting else case_for(there, actor, item.subject_id)
        )
        shown = await case_parts(request, there, actor, case, visiting=visiting)
        return page(request, "inspection/item.html", status=status, visiting=visiting, **{**shown, **parts})


@asynccontextmanager
async def _standing_where_it_lies(
    request: AnyRequest, db: Db, actor: Actor, item: Item
) -> AsyncIterator[tuple[Db, Government | None]]:
    """The transaction itself for what is ours; below, a reading one, and the look is recorded in that government."""
    if item.other_tenant_id == actor.tenant:
        yield db, None
        return
    database: Database = request.app.state.database
    await record_look(
        database, item.other_tenant_id, "looked_in", account_id=actor.account_id, subject=item.subject_id,
        at=moment(request), above=registry(request).get(actor.tenant).code,
    )  # fmt: skip
    async with database.transaction(Scope(item.other_tenant_id, (item.other_tenant_id,)), "reader") as there:
        yield there, registry(request).get(item.other_tenant_id)


def _spec(campaign: Campaign, item: Item) -> FormSpec[dict[str, Any]]:
    lines = [
        Field(line["code"], N_("%(line)s (%(weight)s)", line=line["name"], weight=line["weight"]), "radio",
              choices=choices(MARKS))
        for line in lines_for(campaign, item)
    ]  # fmt: skip
    return FormSpec(
        dict[str, Any],
        (*lines, Field("note", N_("Note"), "textarea", rows=3, required=False, max_length=2000),
         Field("slot", "", "hidden"), Field("version", "", "hidden")),
    )  # fmt: skip


def _form(
    campaign: Campaign, item: Item, mine: tuple[int, Sheet | None] | None, typed: Form[Any] | None
) -> Form[Any]:
    slot, sheet = mine or (1, None)
    about = {"slot": str(slot), "version": str(sheet.version if sheet else 0)}
    if typed is not None:
        return replace(typed, typed={**typed.typed, **about})
    return _spec(campaign, item).blank(
        **(sheet.marks if sheet else {}), note=sheet.note if sheet else "", **about
    )


async def _others(db: Db, campaign: Campaign, item: Item, sheets: Sequence[Sheet]) -> list[Other]:
    """The sheets side by side; an inspector sees the other's only when both are there."""
    rows = await db.execute(
        select(Account.id, Account.name).where(Account.id.in_([one.saved_by for one in sheets]))
    )
    names = {row.id: row.name for row in rows}
    lines: Mapping[str, str] = {line["code"]: line["name"] for line in lines_for(campaign, item)}
    return [
        Other(
            names.get(one.saved_by, ""), points_text(one.score),
            [(name, MARKS[one.marks[code]]) for code, name in lines.items()], one.note,
        )
        for one in sheets
    ]  # fmt: skip


async def _next(db: Db, actor: Actor, campaign: Campaign, item: Item) -> uuid.UUID | None:
    """The next item in the order of the draw that still has a sheet for this inspector."""
    await db.write()
    made = (
        select(Sheet.item_id, func.count().label("made"), func.bool_or(Sheet.saved_by == actor.account_id).label("own"))
        .join(Item, (Item.tenant_id == Sheet.tenant_id) & (Item.id == Sheet.item_id))
        .where(Sheet.tenant_id == db.tenant, Item.tenant_id == db.tenant, Item.campaign_id == campaign.id)
        .group_by(Sheet.item_id)
        .subquery()
    )  # fmt: skip
    wanted = (
        select(Item.id)
        .outerjoin(made, made.c.item_id == Item.id)
        .where(
            Item.tenant_id == db.tenant, Item.campaign_id == campaign.id, func.coalesce(made.c.own, False).is_(False),
            func.coalesce(made.c.made, 0) < 1 + cast(Item.twice, Integer),
        )
        .order_by((Item.place < item.place), Item.place)
        .limit(1)
    )  # fmt: skip
    return (await db.execute(wanted)).scalar_one_or_none()


ROUTES = (item_page, do_score)
