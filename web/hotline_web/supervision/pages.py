"""The ledger of supervision, the ladder, and what a unit is asked; the first two also as Excel files where they are lists."""

from typing import Any

from litestar import Request, get
from litestar.response import File, Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.supervision import queries
from hotline_tenants.supervision.ladder import RUNGS, next_rung, times_up
from hotline_tenants.supervision.reminding import steps_due
from hotline_tenants.supervision.thresholds import thresholds_of
from hotline_web.answers import page
from hotline_web.cases.known import known_for
from hotline_web.cases.supervised import rung_pill, title_of
from hotline_web.downloads import download
from hotline_web.given import GivenActor, GivenDb
from hotline_web.listing import ListQuery, Source, count, fetch
from hotline_web.pieces import Tab
from hotline_web.supervision.lists import ASKED, OWN_CARDS, TABS, cells, ledger, ledger_source, source

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "supervision.read"}
ASKED_OF_US = {"permission": "supervision.asked"}
COUNTED_UP_TO = 1000
SHOWN_ON_A_RUNG = 8
TITLE = N_("Supervision")
UNIT_TABS = {
    "open": N_("To be reported"),
    "reported": N_("With the supervisor"),
    "cards": N_("Cards"),
    "done": N_("Done"),
}


@get("/supervision", opt=READ)
async def ledger_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """The ledger, by what is to be done; without a choice the first tab where this person has something to do."""
    known = await known_for(request, db)
    waiting = await queries.count_tabs(db, [tab for tab in TABS if tab != "all"])
    tab = _tab(request, actor, waiting)
    spec = ledger(tab, known.units, known.language)
    query = ListQuery.from_url("/supervision", request.query_params, spec, known.calendar.zone)
    rows = ledger_source(actor.tenant, tab, known, await thresholds_of(db))
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: cells(row, known), lambda row: f"/supervision/{row['supervision_id']}")
    tabs = tuple(
        Tab(name, f"/supervision?tab={key}", key == tab, waiting.get(key))
        for key, name in TABS.items()
        if key in ("open", "cards", "all") or waiting.get(key)
    )
    return page(
        request, "supervision/list.html", page=shown, title=TITLE, tabs=tabs, export="/supervision.xlsx",
        may_draft=actor.may("supervision.issue"),
    )  # fmt: skip


@get("/supervision.xlsx", opt=READ)
async def ledger_sheet(request: AnyRequest, db: GivenDb, actor: GivenActor) -> File:
    """The same as an Excel file."""
    known = await known_for(request, db)
    tab = _tab(request, actor, {})
    spec = ledger(tab, known.units, known.language)
    query = ListQuery.from_url("/supervision", request.query_params, spec, known.calendar.zone)
    rows = ledger_source(actor.tenant, tab, known, await thresholds_of(db))
    return await download(request, db, actor, TITLE, query, rows, lambda row: cells(row, known))


def _tab(request: AnyRequest, actor: Actor, waiting: dict[str, int]) -> str:
    wanted = request.query_params.get("tab")
    if wanted in TABS:
        return str(wanted)
    first = ("to_sign", "results") if actor.may("supervision.sign") else ("to_review",)
    return next((tab for tab in (*first, "from_above") if waiting.get(tab)), "open")


@get("/supervision/ladder", opt=READ)
async def ladder_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Where every supervised matter stands, and which has stood on its rung for long enough."""
    known, thresholds = await known_for(request, db), await thresholds_of(db)
    counts, due = await queries.count_ladder(db, RUNGS), await steps_due(db, at=known.now)
    times = times_up(known.calendar, thresholds, known.now)
    rungs = []
    for level, rung in RUNGS.items():
        found = (
            (await db.execute(queries.on_ladder(actor.tenant, level).limit(SHOWN_ON_A_RUNG))).mappings().all()
        )
        following = next_rung(level)
        step = RUNGS[following] if following else None
        matters = [
            {
                "url": f"/supervision/{row['supervision_id']}", "number": row["number"], "title": title_of(row),
                "case": row["case_title"], "unit": known.unit(row["unit_id"]), "since": row["level_at"],
                "due": level in times and row["level_at"] <= times[level],
            }
            for row in found
        ]  # fmt: skip
        rungs.append(
            {
                "pill": rung_pill(level), "height": rung.height, "count": counts[level], "matters": matters,
                "next": step.name if step else None, "days": thresholds[step.code] if step and step.code else None,
                "due": due.get(level, 0),
                "more": f"/supervision?tab={'cards' if rung.form is None else 'open'}&level={level}",
                "counts": rung.form is not None or level == "red",
            }
        )  # fmt: skip
    return page(request, "supervision/ladder.html", rungs=rungs[::-1], any=any(counts.values()))


@get("/asked", opt=ASKED_OF_US)
async def asked_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What is asked of one's own unit, the most pressing first, and the cards that it has."""
    known = await known_for(request, db)
    tab = request.query_params.get("tab")
    tab = tab if tab in UNIT_TABS else "open"
    rows = _asked(actor, tab)
    query = ListQuery.from_url(
        "/asked", request.query_params, OWN_CARDS if tab == "cards" else ASKED, known.calendar.zone
    )
    found = await fetch(db, rows, query, await count(db, rows, query, COUNTED_UP_TO))
    shown = found.shown(lambda row: cells(row, known), lambda row: f"/supervision/{row['supervision_id']}")
    tabs = await _unit_tabs(db, actor, tab)
    return page(
        request, "supervision/list.html", page=shown, title=N_("Supervision of my unit"), tabs=tabs, export=None,
        may_draft=False,
    )  # fmt: skip


def _asked(actor: Actor, tab: str) -> Source:
    assert actor.unit_id is not None
    if tab == "cards":
        return source(queries.cards_of(actor.tenant, actor))
    states = ("done", "lifted") if tab == "done" else (tab,)
    return source(queries.asked(actor.tenant, actor.unit_id, *states), task=True)


async def _unit_tabs(db: Db, actor: Actor, tab: str) -> tuple[Tab, ...]:
    counted = {}
    for key in ("open", "cards"):
        query = ListQuery("/asked", ASKED, "left", 50)
        counted[key] = (await count(db, _asked(actor, key), query, COUNTED_UP_TO)).number
    return tuple(
        Tab(name, f"/asked?tab={key}", key == tab, counted.get(key)) for key, name in UNIT_TABS.items()
    )


ROUTES = (ledger_page, ledger_sheet, ladder_page, asked_page)
