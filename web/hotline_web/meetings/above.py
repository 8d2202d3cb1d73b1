"""Meetings of the government above: to be read by those whose government is invited, who report on what it is to do."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.crossing import across
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.meetings.following import report_from_below
from hotline_tenants.meetings.inviting import invited_to
from hotline_tenants.meetings.reaching import invited_for, meeting_of, read_by
from hotline_tenants.network.units import unit_tree
from hotline_web.acts import Act, Offer
from hotline_web.answers import back, page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, count, fetch
from hotline_web.meetings.acts import DECISION_ACTS, Reported, reporting_form
from hotline_web.meetings.lists import ABOVE, above_cells, decision_pill, from_above, meeting_pill
from hotline_web.meetings.showing import Decided, Shown, facts_of
from hotline_web.meetings.tabs import ABOVE_PLACE, tabs

AnyRequest = Request[Any, Any, Any]
READ, ANSWER = {"permission": "meeting.read"}, {"permission": "meeting.answer"}
COUNTED_UP_TO = 1000
TITLE = N_("Joint meetings of the government above")


@get(ABOVE_PLACE, opt=READ)
async def from_above_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Those to which this government is invited, the latest first."""
    query = ListQuery.from_url(ABOVE_PLACE, request.query_params, ABOVE, (await calendar_of(db)).zone)
    rows = from_above(actor.tenant)
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    return page(
        request, "meetings/list.html", page=found.shown(above_cells, lambda row: f"{ABOVE_PLACE}/{row['invited_id']}"),
        title=TITLE, tabs=tabs(actor, ABOVE_PLACE, above=True), export=None, may_keep=False,
    )  # fmt: skip


@get(f"{ABOVE_PLACE}/{{invited_id:uuid}}", opt=READ)
async def one_from_above(
    request: AnyRequest, db: GivenDb, actor: GivenActor, invited_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One of them, as this government may read it."""
    return await _show(request, db, actor, invited_id)


@post(f"{ABOVE_PLACE}/{{invited_id:uuid}}/decisions/{{decision_id:uuid}}/report", opt=ANSWER, status_code=200)
async def do_report(
    request: AnyRequest, db: GivenDb, actor: GivenActor, invited_id: FromPath[uuid.UUID],
    decision_id: FromPath[uuid.UUID],
) -> Response[Any]:  # fmt: skip
    """Report what was done."""
    form: Form[Reported] = reporting_form().read(await request.form())
    try:
        given = form.complete
        await report_from_below(db, actor, invited_id, decision_id, report=given.report, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        typed = (decision_id, form.refused(refusal))
        return await _show(request, db, actor, invited_id, typed=typed, status=422)
    return back(f"{ABOVE_PLACE}/{invited_id}", _REPORT.done)


(_REPORT,) = [one for one in DECISION_ACTS if one.name == "report"]


async def _show(
    request: AnyRequest, db: Db, actor: Actor, invited_id: uuid.UUID, *,
    typed: tuple[uuid.UUID, Form[Reported]] | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    invited, language = await invited_for(db, actor, invited_id), reader_language(request)
    today = (await calendar_of(db)).local_date(moment(request))
    place = f"{ABOVE_PLACE}/{invited_id}"
    async with across(db, because=invited):
        meeting, units = await meeting_of(db, invited.other_id), await unit_tree(db)
        called = await invited_to(db, meeting)
        if invited.unit_id not in {one.unit_id for one in called}:
            raise NotFound
        items = [
            Shown(
                one.item.place, one.item.topic, None, one.minutes,
                [
                    Decided(
                        each, units.get(each.unit_id).name(language), decision_pill(each.state, each.due_on, today),
                        _offers(actor, place, each.id, typed)
                        if each.unit_id == invited.unit_id and each.state == "open" else (),
                    )
                    for each in one.decisions
                ],
            )
            for one in await read_by(db, meeting, invited.unit_id)
        ]  # fmt: skip
        facts = facts_of(meeting, called, units, language)
    return page(
        request, "meetings/show.html", status=status, meeting=meeting, state=meeting_pill(meeting.state), facts=facts,
        offers=[], items=items, events=[], keeps=False, above=ABOVE_PLACE, paper=None,
    )  # fmt: skip


def _offers(
    actor: Actor, place: str, decision_id: uuid.UUID, typed: tuple[uuid.UUID, Form[Reported]] | None
) -> list[Offer]:
    if not actor.may("meeting.answer"):
        return []
    form = typed[1] if typed and typed[0] == decision_id else reporting_form().blank(version=0)
    act: Act[Any] = _REPORT
    return [Offer(act, f"{place}/decisions/{decision_id}/report", form, open=True)]


ROUTES = (from_above_page, one_from_above, do_report)
