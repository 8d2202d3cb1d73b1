"""The page of one campaign: its plan, what can be done now, the draw, the results side by side, findings, ledger."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from litestar import Request
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.cases.words import CHANNELS, TYPES
from hotline_tenants.circulars.model import Circular
from hotline_tenants.circulars.reaching import known_to
from hotline_tenants.inspection.asking import DRAW, work_on
from hotline_tenants.inspection.drawing import METHOD
from hotline_tenants.inspection.finding import findings_of
from hotline_tenants.inspection.model import Campaign, CampaignEntry, Item
from hotline_tenants.inspection.reaching import team_of
from hotline_tenants.inspection.recording import CAMPAIGNS as LEDGER
from hotline_tenants.inspection.results import Results, results_of
from hotline_tenants.inspection.running import sheets_missing
from hotline_tenants.inspection.sampling import strata_of
from hotline_tenants.inspection.words import ITEM_KINDS, MARKS
from hotline_web.acts import Typed, offers
from hotline_web.answers import page
from hotline_web.cases.known import Known, known_for
from hotline_web.inspection.acts import ACTS, On
from hotline_web.inspection.lists import called
from hotline_web.inspection.words import ENTRIES, STRATA, WORK_STATES, state_pill
from hotline_web.ledgers import entries_of, history_of
from hotline_web.pieces import Fact
from hotline_web.points.showing import names_of

AnyRequest = Request[Any, Any, Any]


async def show_campaign(
    request: AnyRequest, db: Db, actor: Actor, campaign: Campaign, *, typed: Typed | None = None, status: int = 200
) -> Response[str]:  # fmt: skip
    """Render it as it is now. `typed` is a form that did not pass."""
    known, team = await known_for(request, db), await team_of(db, campaign.id)
    drawn = campaign.drawn_at is not None
    missing = await sheets_missing(db, campaign.id) if drawn else 0
    entries = await entries_of(db, LEDGER, campaign.id)
    work = await work_on(db, campaign, DRAW) if campaign.state == "planned" else None
    names = await names_of(db, [*team, *([work.asked_by] if work else [])])
    results = await results_of(db, campaign) if drawn else None
    on = On(campaign, actor, missing, actor.account_id in team, work is not None and work.goes_on)
    return page(
        request, "inspection/show.html", status=status, campaign=campaign, state=state_pill(campaign.state),
        facts=list(_facts(campaign, known, [names.get(one, "") for one in sorted(team)])),
        work=work, who=names, work_words=WORK_STATES, offers=offers(ACTS, on, campaign.state, typed), missing=missing, sheet=_sheet(campaign, results), results=results,
        places=_places(results, known) if results else (),
        strata=[
            (known.unit(one.unit_id), STRATA[one.kind], one.population, one.sampled)
            for one in await strata_of(db, campaign.id)
        ],
        findings=await _findings(db, campaign, known), marks=MARKS,
        events=await history_of(request, db, entries, ENTRIES, facts=_told), scores=on.in_team and campaign.state == "running",
        may_draft=actor.may("inspection.keep"), report=await _report(db, actor, campaign),
        may_report=campaign.state == "finished" and actor.may("circular.write"),
    )  # fmt: skip


async def _report(db: Db, actor: Actor, campaign: Campaign) -> uuid.UUID | None:
    """Its report, for whoever may know of it now."""
    wanted = known_to(actor).where(Circular.campaign_id == campaign.id, Circular.state != "discarded")
    return (await db.execute(wanted.with_only_columns(Circular.id))).scalar_one_or_none()


def _facts(campaign: Campaign, known: Known, team: Sequence[str]) -> Iterator[Fact]:
    yield Fact(N_("Closings"), f"{campaign.first_on:%Y-%m-%d} – {campaign.last_on:%Y-%m-%d}")
    yield Fact(N_("Governments and units"), [known.unit(uuid.UUID(one)) for one in campaign.places])
    yield Fact(N_("Types of demand"), [TYPES[one] for one in campaign.types] or N_("all"))
    yield Fact(N_("Channels"), [CHANNELS[one] for one in campaign.channels] or N_("all"))
    yield Fact(N_("Cases to draw"), campaign.size)
    yield Fact(N_("Mystery calls to draw"), campaign.calls)
    yield Fact(N_("At least of each stratum"), campaign.least)
    yield Fact(N_("Of a hundred, scored by two inspectors"), campaign.twice)
    yield Fact(N_("Team"), list(team))
    if campaign.seed is not None:
        yield Fact(N_("Drawn as of"), campaign.drawn_at)
        yield Fact(N_("Seed of the lot"), campaign.seed)
        yield Fact(N_("Method"), METHOD)


def _sheet(campaign: Campaign, results: Results | None) -> list[dict[str, Any]]:
    """The lines of the score sheet with what they came to."""
    found = {one.code: one for one in results.lines} if results else {}
    return [
        {"name": line["name"], "of": ITEM_KINDS[line["of"]], "weight": line["weight"], "result": found.get(line["code"])}
        for line in campaign.sheet
        if (line["of"] == "case" and campaign.size) or (line["of"] == "call" and campaign.calls)
    ]  # fmt: skip


def _places(results: Results, known: Known) -> list[dict[str, Any]]:
    """Every place with its handling units under it."""
    return [
        {
            "name": known.unit(unit_id), "mean": mean,
            "handlers": [
                (called(results.named[unit_id, code], known.language), one) for code, one in sorted(results.handlers[unit_id].items())
            ],
        }
        for unit_id, mean in sorted(results.places.items(), key=lambda one: known.unit(one[0]))
    ]  # fmt: skip


async def _findings(db: Db, campaign: Campaign, known: Known) -> list[dict[str, Any]]:
    found = await findings_of(db, campaign.id)
    rows = await db.execute(
        select(Item.id, Item.number).where(
            Item.tenant_id == db.tenant, Item.id.in_([one.item_id for one in found])
        )
    )
    numbers = {row.id: row.number for row in rows}
    return [
        {"unit": known.unit(one.unit_id), "number": numbers[one.item_id], "words": one.words, "at": one.found_at,
         "url": f"/inspection/{campaign.id}/items/{one.item_id}"}
        for one in found
    ]  # fmt: skip


def _told(entry: CampaignEntry) -> Sequence[Fact]:
    if entry.act == "draw":
        return (
            Fact(N_("Items"), entry.data["items"]),
            Fact(N_("Digest of the sample"), entry.data["sample"][:16]),
        )
    return (Fact(N_("Number"), entry.data["number"]),) if entry.act == "find" else ()
