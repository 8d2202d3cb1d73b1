"""One roster: who has which post day by day, who stands on it, and what those who keep it can do."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Request, get
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.masking import mask_phone
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.ladders.testing import latest_tests
from hotline_tenants.network.units import unit_tree
from hotline_tenants.rosters.on_duty import on_duty, shifts_between
from hotline_tenants.rosters.people import able_at, people_at
from hotline_tenants.rosters.places import place_for
from hotline_tenants.rosters.reading import names_of, waiting_swaps
from hotline_web.answers import page, reader_language
from hotline_web.entering import moment
from hotline_web.forms import Choice, Form
from hotline_web.given import GivenActor, GivenDb
from hotline_web.messages.words import message_state
from hotline_web.pieces import State, Tab
from hotline_web.rosters.filling import people_choices
from hotline_web.rosters.forms import NUMBER, person_form, shift_form
from hotline_web.rosters.showing import bounds, days, period
from hotline_web.rosters.words import POSTS, place_key, place_name, unit_of

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "roster.read"}
WORDS = {"week": N_("Week"), "month": N_("Month")}


@dataclass(frozen=True)
class ShownPerson:
    """Somebody on the roster. `phone` is masked unless it was asked for; `gone` holds no role here any more."""

    id: uuid.UUID
    name: str
    phone: str
    clear: bool
    gone: bool
    test: State | None
    tested_at: dt.datetime | None


@dataclass(frozen=True)
class Open:
    """What did not pass, shown again open: forms by their name (`renumber` by the person); a number to be shown."""

    forms: Mapping[str, Form[Any]] = field(default_factory=dict)
    person_id: uuid.UUID | None = None
    phone: str | None = None
    refusal: Message | None = None


@get("/rosters/{key:str}", opt=READ)
async def roster_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, key: FromPath[str]
) -> Response[str]:
    """A week or a month of one roster."""
    return await show_roster(request, db, actor, unit_of(key))


async def show_roster(
    request: AnyRequest, db: Db, actor: Actor, unit_id: uuid.UUID | None, *, opened: Open | None = None,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    """Render a roster as it is now."""
    await place_for(db, actor, unit_id)
    opened = opened or Open()
    now, language, calendar = moment(request), reader_language(request), await calendar_of(db)
    query, url = request.query_params, f"/rosters/{place_key(unit_id)}"
    shown = period(query.get("from", ""), query.get("span", "week"), calendar.local_date(now))
    first, last = bounds(shown, calendar)
    listed = await people_at(db, unit_id)
    keeps = actor.may("roster.keep")
    swaps = await waiting_swaps(db, unit_id, at=now)
    names = await names_of(db, [one for swap, _ in swaps for one in (swap.from_person_id, swap.to_person_id)])
    return page(
        request, "rosters/roster.html", status=status, name=place_name(await unit_tree(db), unit_id, language), url=url,
        unit_id=unit_id, period=shown, tabs=_tabs(url, shown.first.isoformat(), shown.span), posts=POSTS, keeps=keeps,
        days=days(shown, await shifts_between(db, unit_id, first, last), calendar, now, language),
        holding=await on_duty(db, unit_id, at=now), people=await _people(db, unit_id, listed, opened),
        swaps=[(swap, shift, names) for swap, shift in swaps],
        forms=await _forms(db, unit_id, listed, opened) if keeps else {},
        may_show=keeps or actor.may("assignment.told"), refusal=opened.refusal, whole=actor.unit_id is None,
        opened=opened,
    )  # fmt: skip


def _tabs(url: str, first: str, span: str) -> tuple[Tab, ...]:
    return tuple(
        Tab(WORDS[each], f"{url}?from={first}&span={each}", each == span) for each in ("week", "month")
    )


async def _people(
    db: Db, unit_id: uuid.UUID | None, listed: Sequence[Any], opened: Open
) -> list[ShownPerson]:
    holding = {one.id for one in await able_at(db, unit_id)}
    tests = await latest_tests(db, [one.account_id for one in listed])
    found = []
    for one in listed:
        clear = opened.phone is not None and one.id == opened.person_id
        test = tests.get(one.account_id)
        found.append(
            ShownPerson(
                one.id, one.name, opened.phone or "" if clear else mask_phone(one.phone), clear,
                one.account_id not in holding, message_state(test.state) if test else None,
                test.written_at if test else None,
            )
        )  # fmt: skip
    return found


async def _forms(
    db: Db, unit_id: uuid.UUID | None, listed: Sequence[Any], opened: Open
) -> dict[str, Form[Any]]:
    """Every form of the page, those that did not pass as they were sent."""
    standing = {one.account_id for one in listed}
    able = [Choice(str(one.id), one.name) for one in await able_at(db, unit_id) if one.id not in standing]
    blank: dict[str, Form[Any]] = {
        "shift": shift_form(people_choices(listed)).blank(post="duty"),
        "person": person_form(able).blank(),
        "number": NUMBER.blank(),
    }
    return blank | dict(opened.forms)


ROUTES = (roster_page,)
