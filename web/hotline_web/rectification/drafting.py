"""The form that drafts a notice from what a campaign found at one place."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.calendar.spans import working_days
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Refused
from hotline_tenants.inspection.model import Campaign
from hotline_tenants.inspection.reaching import campaign_for
from hotline_tenants.rectification.issuing import NewNotice, draft, open_findings
from hotline_web.acts import text_field
from hotline_web.answers import back, page
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
HERE = "/inspection/{campaign_id:uuid}/rectification"
KEEP = {"permission": "inspection.keep"}
DEADLINE, LOOK_BACK = working_days(15), dt.timedelta(days=90)


@dataclass(frozen=True)
class Drafted:
    unit_id: uuid.UUID
    title: str
    requirement: str
    due_at: dt.datetime
    look_back_on: dt.date


@get(HERE, opt=KEEP)
async def draft_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Response[str]:
    """A draft to be filled in; its deadline is three working weeks away."""
    campaign, known = await campaign_for(db, actor, campaign_id), await known_for(request, db)
    due = known.calendar.after(known.now, DEADLINE).at
    spec = await _spec(db, campaign, known)
    blank = spec.blank(
        title=campaign.title,
        due_at=due,
        look_back_on=(due + LOOK_BACK).astimezone(known.calendar.zone).date(),
    )
    return await _show(request, db, campaign, known, blank)


@post(HERE, opt=KEEP, status_code=200)
async def do_draft(
    request: AnyRequest, db: GivenDb, actor: GivenActor, campaign_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Keep the draft; somebody else issues it."""
    campaign, known = await campaign_for(db, actor, campaign_id), await known_for(request, db)
    form = (await _spec(db, campaign, known)).read(await request.form(), known.calendar.zone)
    try:
        notice_id = await _draft(db, actor, campaign, form.complete, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(
            request, db, await campaign_for(db, actor, campaign_id), known, form.refused(refusal), status=422
        )
    return back(f"/rectifications/{notice_id}", N_("The draft is kept. Somebody else issues it."))


async def _draft(db: Db, actor: Actor, campaign: Campaign, given: Drafted, *, at: dt.datetime) -> uuid.UUID:
    new = NewNotice(
        campaign.id, given.unit_id, given.title, given.requirement, given.due_at, given.look_back_on
    )
    return await draft(db, actor, new, at=at)


async def _show(
    request: AnyRequest, db: Db, campaign: Campaign, known: Known, form: Form[Drafted], *, status: int = 200
) -> Response[str]:
    found = [
        (known.unit(unit_id), [one.words for one in several])
        for unit_id, several in (await open_findings(db, campaign)).items()
    ]
    return page(request, "rectification/draft.html", status=status, campaign=campaign, form=form, found=found)


async def _spec(db: Db, campaign: Campaign, known: Known) -> FormSpec[Drafted]:
    places = tuple(Choice(str(unit_id), known.unit(unit_id)) for unit_id in await open_findings(db, campaign))
    return FormSpec(
        Drafted,
        (
            Field("unit_id", N_("Sent to"), "select", choices=places),
            Field("title", N_("Subject"), help=N_("What it is about, as it stands in the title of the paper.")),
            text_field("requirement", N_("What is to be put right"), rows=5),
            Field("due_at", N_("Report due"), "datetime", width="half"),
            Field("look_back_on", N_("Look-back on"), "date", width="half"),
        ),
    )  # fmt: skip


ROUTES = (draft_page, do_draft)
