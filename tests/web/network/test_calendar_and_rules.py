"""The working calendar and the time rules on their pages."""

import datetime as dt
import re
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.years import CalendarYear, SpecialDay, from_package
from hotline_platform.jobs.model import Job
from hotline_tenants.clocks.model import Closure
from hotline_tenants.watching.jobs import recompute_clocks
from hotline_web.network.calendar import holidays
from tests.conftest import House
from tests.web.browsing import browsing
from tests.web.people.keeping import recorded

SOON = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)
CLOSED = {"day": SOON.isoformat(), "reason_zh": "办公楼检修", "reason_en": ""}


async def closures(house: House) -> list[dt.date]:
    async with house.acting("network_officer") as (db, _):
        rows = await db.execute(select(Closure.day).where(Closure.tenant_id == db.tenant))
        return list(rows.scalars())


async def test_everybody_reads_the_calendar_and_sees_which_year_is_missing(house: House) -> None:
    async with browsing(house, "housing_officer") as browser:
        page = await browser.get("/calendar?year=2026")
        assert page.status_code == 200
        assert "春节" in page.text
        assert "/calendar/closures" not in page.text
        missing = await browser.get("/calendar?year=2027")
        nonsense = await browser.get("/calendar?year=99999999999")
    assert "尚未载入" in missing.text
    assert nonsense.status_code == 200


def test_a_festival_shows_its_days_off_in_runs_and_what_is_worked_for_them() -> None:
    spring = next(one for one in holidays(from_package(2026)) if one.day.zh == "春节")
    assert spring.runs == ((dt.date(2026, 2, 15), dt.date(2026, 2, 23)),)
    assert spring.days == 9
    assert spring.made_up == (dt.date(2026, 2, 14), dt.date(2026, 2, 28))


def test_a_festival_in_two_pieces_has_two_runs() -> None:
    off = SpecialDay(DayKind.HOLIDAY, "节", "Festival")
    year = CalendarYear(2026, {dt.date(2026, 6, day): off for day in (3, 4, 9)})
    (festival,) = holidays(year)
    assert festival.runs == ((dt.date(2026, 6, 3), dt.date(2026, 6, 4)), (dt.date(2026, 6, 9),) * 2)
    assert festival.days == 3


async def decided(house: House, answer: Any) -> None:
    """The head of the duty room approves what the page has led to."""
    place = answer.headers["location"]
    assert place.startswith("/settings/changes/"), answer.text
    async with browsing(house, "duty_head") as browser:
        await browser.get(place)
        assert (await browser.post(f"{place}/approval")).status_code == 303


async def test_a_day_is_closed_when_a_second_person_agrees_and_due_moments_are_reckoned_again(
    house: House,
) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/calendar")
        answer = await browser.post("/calendar/closures", **CLOSED)
        assert await closures(house) == [], "nothing is closed by proposing it"
        page = (await browser.get(f"/calendar?year={SOON.year}")).text
        assert answer.headers["location"] in page
        assert "办公楼检修" in (await browser.get(answer.headers["location"])).text
        await decided(house, answer)
        assert "办公楼检修" in (await browser.get(f"/calendar?year={SOON.year}")).text
    assert await closures(house) == [SOON]
    async with house.acting("network_officer") as (db, _):
        jobs = await db.execute(select(Job.arguments).where(Job.actor == recompute_clocks.actor_name))
        (arguments,) = jobs.scalars()
    assert (arguments["tenant"], arguments["first"], arguments["last"]) == (
        house.cast.city,
        CLOSED["day"],
        CLOSED["day"],
    )
    assert await recorded(house, house.cast.city, "closure_added") == [(None, {"day": CLOSED["day"]})]


async def test_a_wrong_closure_keeps_what_was_typed_and_proposes_nothing(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/calendar")
        for wrong in ("soon", "2026-03-04", (SOON + dt.timedelta(days=2000)).isoformat()):
            answer = await browser.post("/calendar/closures", **{**CLOSED, "day": wrong})
            assert answer.status_code == 422, wrong
            assert 'value="办公楼检修"' in answer.text
            assert 'href="#closure-day"' in answer.text
        blank = await browser.post("/calendar/closures", **{**CLOSED, "reason_zh": " "})
        assert 'href="#closure-reason_zh"' in blank.text
        await decided(house, await browser.post("/calendar/closures", **CLOSED))
        twice = await browser.post("/calendar/closures", **{**CLOSED, "reason_zh": "再次检修"})
    assert twice.status_code == 422
    assert 'value="再次检修"' in twice.text
    assert await closures(house) == [SOON]


async def test_a_closed_day_is_worked_after_all_by_two_people(house: House) -> None:
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/calendar")
        await decided(house, await browser.post("/calendar/closures", **CLOSED))
        assert f'value="{SOON.isoformat()}"' in (await browser.get(f"/calendar?year={SOON.year}")).text
        past = await browser.post("/calendar/openings", day="2026-03-04")
        assert past.status_code == 422
        await decided(house, await browser.post("/calendar/openings", day=SOON.isoformat()))
        again = await browser.post("/calendar/openings", day=SOON.isoformat())
        assert again.status_code == 422
        assert (await browser.post("/calendar/openings", day="soon")).status_code == 422
    assert await closures(house) == []


async def test_only_those_who_propose_settings_close_a_day(house: House) -> None:
    for login in ("dispatcher", "network_officer"):
        async with browsing(house, login) as browser:
            page = await browser.get("/calendar")
            assert "/calendar/closures" not in page.text
            for place in ("/calendar/closures", "/calendar/openings"):
                assert (await browser.post(place, **CLOSED)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/calendar")).status_code == 303
    assert await closures(house) == []


@pytest.mark.parametrize("login", ["network_officer", "duty_head", "tenant_admin"])
async def test_the_rules_in_force_are_read_in_words(house: House, login: str) -> None:
    async with browsing(house, login) as browser:
        page = (await browser.get("/time-rules")).text
        await browser.post("/language", language="en", next="/")
        english = (await browser.get("/time-rules")).text
    assert "15 分钟" in page
    assert "7 个工作日" in page
    assert "第 1 版" in page
    assert re.search(r">\s*1 working day\s*<", english)
    assert "4 working hours" in english
    names = ("Rework", "Extra urgent", "Urgent", "Mailbox, letter", "Inquiry", "Help, suggestion")
    places = [english.index(f"<strong>{name}") for name in names]
    assert places == sorted(places), "the most particular first"


async def test_who_reads_no_figures_and_keeps_no_catalogue_reads_no_rules(house: House) -> None:
    async with browsing(house, "housing_officer") as browser:
        assert (await browser.get("/time-rules")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/time-rules")).status_code == 303
