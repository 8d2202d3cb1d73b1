"""One change: what it is, what it would do, and deciding on it, taking it back, putting back what was."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.jobs.later import later
from hotline_tenants.changes.deciding import approve, refuse, why_not_approve
from hotline_tenants.changes.jobs import reckon_effect
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.proposing import LONGEST_REASON, withdraw
from hotline_tenants.changes.putting_back import put_back
from hotline_tenants.changes.reading import change_of
from hotline_tenants.clocks.rules import rules_at
from hotline_tenants.network.units import unit_tree
from hotline_web.answers import back, page, reader_language
from hotline_web.changes import cases, lists, proposal, settings
from hotline_web.changes.effect import effect_of
from hotline_web.changes.lists import LIST, SEE
from hotline_web.changes.words import lines_of, misfits, name_of, state_of
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.pieces import Fact, Link
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]
APPROVE, PROPOSE = {"permission": "settings.approve"}, {"permission": "settings.propose"}
ONE = f"{LIST}/{{change_id:uuid}}"


@dataclass(frozen=True)
class Refusing:
    answer: str


@dataclass(frozen=True)
class PuttingBack:
    side: str
    effective_on: dt.date
    reason: str


REFUSING = FormSpec(
    Refusing, (Field("answer", N_("Why not"), "textarea", max_length=LONGEST_REASON, rows=3),)
)
PUTTING_BACK = FormSpec(
    PuttingBack,
    (
        Field("side", N_("What is put back"), "radio",
              choices=(Choice("before", N_("What was before it"), N_("As if this change had not been.")),
                       Choice("after", N_("What it says"), N_("Where something else holds by now.")))),
        Field("effective_on", N_("In force from the day"), "date"),
        Field("reason", N_("Why"), "textarea", max_length=LONGEST_REASON, rows=3),
    ),
)  # fmt: skip


@get(ONE, opt=SEE)
async def change_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One change with everything that is known of it."""
    return await _page(request, db, actor, change_id)


@post(f"{ONE}/approval", opt=APPROVE, status_code=200)
async def do_approve(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Approve somebody else's proposal."""
    try:
        await approve(db, actor, change_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _page(request, db, actor, change_id, refused=refusal, status=422)
    return back(f"{LIST}/{change_id}", N_("The change is approved. It holds from its day on."))


@post(f"{ONE}/refusal", opt=APPROVE, status_code=200)
async def do_refuse(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Refuse it, with a reason."""
    form = REFUSING.read(await request.form())
    try:
        await refuse(db, actor, change_id, answer=form.complete.answer, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _page(
            request, db, actor, change_id, typed={"refusal": form.refused(refusal)}, status=422
        )
    return back(f"{LIST}/{change_id}", N_("The change is refused. Who proposed it reads why."))


@post(f"{ONE}/withdrawal", opt=PROPOSE, status_code=303)
async def do_withdraw(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Redirect:
    """Take one's own proposal back."""
    await withdraw(db, actor, change_id, at=moment(request))
    return back(f"{LIST}/{change_id}", N_("The proposal is taken back."))


@post(f"{ONE}/putting-back", opt=PROPOSE, status_code=200)
async def do_put_back(
    request: AnyRequest, db: GivenDb, actor: GivenActor, change_id: FromPath[uuid.UUID]
) -> Response[Any]:
    """Propose an earlier version once more."""
    form = PUTTING_BACK.read(await request.form())
    try:
        given = form.complete
        made = await put_back(
            db, actor, change_id, "before" if given.side == "before" else "after", effective_on=given.effective_on,
            reason=given.reason, at=moment(request),
        )  # fmt: skip
    except Refused as refusal:
        await db.abandon()
        typed = {"putting-back": form.refused(refusal)}
        return await _page(request, db, actor, change_id, typed=typed, refused=refusal, status=422)
    return back(f"{LIST}/{made}", N_("The earlier version is proposed once more."))


@post(f"{ONE}/reckoning", opt=SEE, status_code=303)
async def reckon_anew(db: GivenDb, change_id: FromPath[uuid.UUID]) -> Redirect:
    """Have the effect of a proposal reckoned as of now."""
    change = await change_of(db, change_id)
    if change.state != "proposed":
        raise Refused(N_("What was seen when it was decided stays."))
    later(db, reckon_effect, wake=True, change_id=str(change_id))
    return back(f"{LIST}/{change_id}", N_("It is being reckoned anew. Look again in a moment."), "note")


async def _page(
    request: AnyRequest, db: Db, actor: Actor, change_id: uuid.UUID, *, typed: Mapping[str, Form[Any]] | None = None,
    refused: Refused | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    db.cache.forget("time_rules", db.tenant)
    change, now = await change_of(db, change_id), moment(request)
    here = registry(request).get(actor.tenant)
    reader = Reader(reader_language(request), here.zone, now)
    rules = {rule.code: rule for rule in await rules_at(db, now)}
    items = [
        (name_of(item["of"], rules, reader.language), lines_of(item, here, reader), f"{LIST}?of={item['of']}")
        for item in change.items
    ]
    waiting, own = change.state == "proposed", change.proposed_by == actor.account_id
    tomorrow = now.astimezone(here.zone).date() + dt.timedelta(days=1)
    return page(
        request, "changes/change.html", status=status, change=change, state=state_of(change, now), items=items, misfits=misfits(_elsewhere(refused), rules, reader.language),
        facts=await _facts(db, change), url=f"{LIST}/{change.id}", refused=refused, own=own,
        may_approve=waiting and not own and actor.may("settings.approve"), may_withdraw=waiting and own,
        may_put_back=change.state == "approved" and actor.may("settings.propose"),
        why_not=await why_not_approve(db, change) if waiting else None,
        foreseen=change.four_eyes and not change.from_above, effect=effect_of(change, rules, await unit_tree(db), reader.language),
        refusing=(typed or {}).get("refusal") or REFUSING.blank(),
        putting_back=(typed or {}).get("putting-back") or PUTTING_BACK.blank(side="before", effective_on=tomorrow),
        open=set(typed or ()),
    )  # fmt: skip


def _elsewhere(refused: Refused | None) -> Mapping[str, Message]:
    """What is wrong with the settings themselves: it has no field on this page."""
    own = {each.name for spec in (REFUSING, PUTTING_BACK) for each in spec.fields}
    return {name: why for name, why in (refused.fields if refused else {}).items() if name not in own}


async def _facts(db: Db, change: Change) -> list[Fact]:
    people = await names_of(db, (change.proposed_by, change.decided_by))
    above = N_("The government above")
    facts = [
        Fact(N_("In force from the day"), change.effective_from or change.effective_on),
        Fact(N_("Proposed by"), above if change.from_above else people.get(change.proposed_by)),
        Fact(N_("Proposed"), change.proposed_at),
    ]
    if change.puts_back is not None:
        facts.append(Fact(N_("Puts back"), Link(N_("Change no. %(number)s", number=change.puts_back), LIST)))
    if change.decided_at is not None and change.four_eyes and not change.from_above:
        decided = people.get(change.decided_by) if change.decided_by else None
        facts += [Fact(N_("Decided by"), decided), Fact(N_("Decided on"), change.decided_at)]
    return facts


ROUTES = (
    *settings.ROUTES, *proposal.ROUTES, *lists.ROUTES, *cases.ROUTES, change_page, do_approve, do_refuse, do_withdraw,
    do_put_back, reckon_anew,
)  # fmt: skip
