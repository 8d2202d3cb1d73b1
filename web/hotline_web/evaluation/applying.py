"""The form of a district, or of a unit's leader, to have work left out of a month: the kind of work, the reason, evidence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.limits import limits_of
from hotline_tenants.cases.words import TYPES
from hotline_tenants.evaluation.excluding import Application, apply_for
from hotline_tenants.evaluation.model import Standing
from hotline_tenants.evaluation.reasons import reasons_of
from hotline_tenants.evaluation.unit_standing import standing_for
from hotline_tenants.network.classification import classification
from hotline_web.answers import back, page, reader_language
from hotline_web.cases.choosing import category_field
from hotline_web.entering import moment
from hotline_web.evaluation.evidence import about_files, sent_with_evidence
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
PLACES = {"/evaluation/standings": "evaluation.approve", "/evaluation/unit": "evaluation.unit"}
"""Below which the form stands, for a government and for a unit, with what one needs there."""


@dataclass(frozen=True)
class Applying:
    reason: str
    type: str | None
    category_id: str | None
    first_on: dt.date | None
    last_on: dt.date | None
    grounds: str


def _routes(place: str, permission: str) -> tuple[Any, Any]:
    @get(f"{place}/{{month:date}}/exclusions", opt={"permission": permission}, name=f"{place} form")
    async def applying_page(
        request: AnyRequest, db: GivenDb, actor: GivenActor, month: FromPath[dt.date]
    ) -> Response[str]:
        """The form; where the preview is over it says so."""
        standing = await _standing(db, actor, month)
        return await _form(request, db, place, standing, (await _spec(request, db, standing)).blank())

    @post(
        f"{place}/{{month:date}}/exclusions",
        opt={"permission": permission, "exclude_from_csrf": True},
        status_code=200,
        request_max_body_size=None,
        name=f"{place} application",
    )
    async def do_apply(request: AnyRequest, actor: GivenActor, month: FromPath[dt.date]) -> Response[Any]:
        """Take the form with its files. No transaction is held while it arrives; its token is checked as it is read."""
        return await _apply(request, actor, place, month)

    return applying_page, do_apply


async def _apply(request: AnyRequest, actor: Actor, place: str, month: dt.date) -> Response[Any]:
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        standing = await _standing(db, actor, month)
        spec, limits = await _spec(request, db, standing), await limits_of(db)
    async with (
        sent_with_evidence(request, actor, spec, limits) as sent,
        database.transaction(actor.scope) as db,
    ):
        try:
            application = await _application(db, sent.complete)
            made = await apply_for(db, actor, month, application, sent.files, at=moment(request))
        except Refused as refusal:
            await db.abandon()
            again, about = sent.form.refused(refusal), about_files(limits, sent, refusal)
            return await _form(request, db, place, standing, again, about=about, status=422)
    return back(
        f"/evaluation/exclusions/{made}", N_("Your application has arrived. You read here what is decided.")
    )


async def _standing(db: Db, actor: Actor, month: dt.date) -> Standing:
    found = await standing_for(db, actor, month)
    if found is None:
        raise NotFound
    return found


async def _application(db: Db, given: Applying) -> Application:
    categories = await classification(db)
    category = next((one for one in categories.every() if str(one.id) == given.category_id), None)
    return Application(
        given.reason, given.grounds, given.type, category.code if category else None, given.first_on, given.last_on
    )  # fmt: skip


async def _spec(request: AnyRequest, db: Db, standing: Standing) -> FormSpec[Applying]:
    language, categories = reader_language(request), await classification(db)
    if standing.other_tenant_id == db.tenant:
        known = await reasons_of(db)
    else:
        async with across(db, because=standing):
            known = await reasons_of(db)
    reasons = tuple(Choice(one.code, one.name(language)) for one in known)
    return FormSpec(
        Applying,
        (
            Field("reason", N_("Reason"), "select", choices=reasons),
            Field("type", N_("Type"), "select", required=False, width="half",
                  choices=tuple(Choice(key, name) for key, name in TYPES.items())),
            category_field(categories, language, required=False),
            Field("first_on", N_("Dispatched from"), "date", required=False, width="narrow"),
            Field("last_on", N_("Dispatched up to"), "date", required=False, width="narrow"),
            Field("grounds", N_("What happened, and how the evidence shows it"), "textarea", max_length=4000, rows=5),
        ),
    )  # fmt: skip


async def _form(
    request: AnyRequest, db: Db, place: str, standing: Standing, form: Form[Applying], *,
    about: Mapping[str, Any] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    return page(
        request, "evaluation/applying.html", status=status, place=place, standing=standing, form=form,
        open=moment(request) < standing.preview_until or status != 200, **(about or about_files(await limits_of(db))),
    )  # fmt: skip


ROUTES = tuple(route for place, permission in PLACES.items() for route in _routes(place, permission))
