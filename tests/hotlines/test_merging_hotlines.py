"""Another hotline comes into 12345: planned, running in parallel, merged, closed; each step somebody else's yes."""

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.notices.model import Notice
from hotline_tenants.hotlines import approving, planning
from hotline_tenants.hotlines.recording import HOTLINES
from hotline_tenants.hotlines.verifying import hotline_faults
from hotline_tenants.hotlines.watching import watch
from hotline_web.ledgers import entries_of
from tests.conftest import House
from tests.hotlines.desk import AGREED, MARKET, MERGED, RUNNING, UNTIL, does, merged, planned, running, seen
from tests.supervision.desk import staffed


async def faults(house: House) -> list[str]:
    async with house.database.transaction(at(house.cast.city), "reader") as db:
        return [str(one) async for one in hotline_faults(db, "9901")]


async def told(house: House, login: str) -> list[str]:
    async with house.acting(login) as (db, actor):
        wanted = select(Notice.kind).where(
            Notice.tenant_id == db.tenant, Notice.account_id == actor.account_id,
            Notice.subject_kind == "merged_hotline",
        )  # fmt: skip
        return list(await db.scalars(wanted.order_by(Notice.id)))


async def refused(house: House, login: str, verb: Any, *given: Any, **more: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        await does(house, login, verb, *given, **more)
    return set(refusal.value.fields)


async def test_a_hotline_comes_in_step_by_step_and_the_ledger_tells_who_approved_each(house: House) -> None:
    hotline_id = await merged(house)
    house.now = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)
    await does(house, "duty_head", approving.close_number, hotline_id, closed_on=UNTIL)
    hotline = await seen(house, hotline_id)
    assert (hotline.state, hotline.merged_on, hotline.closed_on) == ("closed", MERGED, UNTIL)
    async with house.acting("network_officer") as (db, _):
        entries = await entries_of(db, HOTLINES, hotline_id)
    assert [(one.act, one.role) for one in reversed(entries)] == [
        ("plan", "network_officer"), ("start", "duty_head"), ("complete", "duty_head"), ("close_number", "duty_head"),
    ]  # fmt: skip
    assert await told(house, "duty_head") == ["hotline_planned"]
    assert await told(house, "network_officer") == ["hotline_approved"] * 3
    assert await faults(house) == []


async def test_a_step_waits_for_what_it_needs(house: House) -> None:
    hotline_id = await planned(house, agreed_on=None, basis="", seats=None)
    with pytest.raises(Refused, match="when and by which document"):
        await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING)
    known = replace(MARKET, seats=None)
    await does(house, "network_officer", planning.change, hotline_id, given=known, reason="协议已签")
    await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING)
    given: dict[str, Any] = {"merged_on": MERGED, "fate": "redirected", "redirected_until": UNTIL}
    with pytest.raises(Refused, match="how many seats"):
        await does(house, "duty_head", approving.complete, hotline_id, **given)
    await does(house, "network_officer", planning.change, hotline_id, given=MARKET, reason="座席已移交")
    await does(house, "duty_head", approving.complete, hotline_id, **given)
    async with house.acting("network_officer") as (db, _):
        newest = (await entries_of(db, HOTLINES, hotline_id))[1]
    assert newest.data["changes"] == {"seats": [None, 12]}
    assert newest.data["reason"] == "座席已移交"


async def test_days_that_do_not_go_together_are_named_at_their_field(house: House) -> None:
    hotline_id = await planned(house)
    tomorrow, before = dt.date(2026, 3, 3), AGREED - dt.timedelta(days=1)
    for wrong in (tomorrow, before):
        assert await refused(house, "duty_head", approving.start, hotline_id, running_from=wrong) == {
            "running_from"
        }
    await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING)

    async def complete(**given: Any) -> set[str]:
        asked = {"merged_on": MERGED, "fate": "redirected", "redirected_until": UNTIL, **given}
        return await refused(house, "duty_head", approving.complete, hotline_id, **asked)

    assert await complete(merged_on=AGREED) == {"merged_on"}
    assert await complete(redirected_until=None) == {"redirected_until"}
    assert await complete(redirected_until=RUNNING) == {"redirected_until"}
    assert await complete(fate="kept", redirected_until=None) == {"fate"}, "merged whole keeps no number"
    assert await complete(fate="lost") == {"fate"}
    assert (await seen(house, hotline_id)).state == "running"


async def test_doubled_lines_go_on_side_by_side(house: House) -> None:
    hotline_id = await running(house, form="doubled")
    asked = {"merged_on": MERGED, "fate": "redirected", "redirected_until": UNTIL}
    assert await refused(house, "duty_head", approving.complete, hotline_id, **asked) == {"fate"}
    await does(
        house,
        "duty_head",
        approving.complete,
        hotline_id,
        merged_on=MERGED,
        fate="kept",
        redirected_until=None,
    )
    with pytest.raises(Refused, match="nothing to close"):
        await does(house, "duty_head", approving.close_number, hotline_id, closed_on=MERGED)


async def test_a_number_is_not_closed_while_its_callers_are_redirected(house: House) -> None:
    hotline_id = await merged(house)
    asked = {"closed_on": UNTIL - dt.timedelta(days=8)}
    assert await refused(house, "duty_head", approving.close_number, hotline_id, **asked) == {"closed_on"}
    assert await refused(house, "duty_head", approving.close_number, hotline_id, closed_on=UNTIL) == {
        "closed_on"
    }


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"line": "一二三一五"}, "line"), ({"line": "12345"}, "line"), ({"line": ""}, "line"), ({"name": " "}, "name"),
        ({"authority": ""}, "authority"), ({"form": "half"}, "form"), ({"seats": -1}, "seats"),
        ({"agreed_on": dt.date(2026, 3, 3)}, "agreed_on"), ({"knowledge": "much"}, "knowledge"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_named_at_its_field(house: House, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await planned(house, **wrong)
    assert set(refusal.value.fields) == {field}


async def test_a_number_stands_once_though_two_write_it_at_once_and_one_given_up_makes_room(
    house: House,
) -> None:
    found = await asyncio.gather(planned(house), planned(house), return_exceptions=True)
    assert sorted(type(one).__name__ for one in found) == ["Refused", "UUID"]
    (hotline_id,) = [one for one in found if not isinstance(one, BaseException)]
    with pytest.raises(Refused):
        await planned(house)
    assert await refused(house, "duty_head", approving.give_up, hotline_id, reason=" ") == {"reason"}
    await does(house, "duty_head", approving.give_up, hotline_id, reason="主管部门未同意")
    assert await planned(house) != hotline_id
    with pytest.raises(Refused):
        await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING)


async def test_roles_districts_and_older_pages(house: House) -> None:
    hotline_id = await planned(house)
    for login, verb, given in (
        ("operator", approving.give_up, {"reason": "x"}),
        ("network_officer", approving.start, {"running_from": RUNNING}),
        ("inspector", planning.change, {"given": MARKET, "reason": "x"}),
    ):
        with pytest.raises(NotAllowed):
            await does(house, login, verb, hotline_id, **given)
    with pytest.raises(NotAllowed):
        await planned(house, "duty_head")
    with pytest.raises(NotFound):
        await seen(house, hotline_id, "east_head")
    with pytest.raises(Stale):
        await does(house, "duty_head", approving.start, hotline_id, running_from=RUNNING, version=0)
    assert (await seen(house, hotline_id, "inspector")).state == "planned", "who oversees the network reads"


async def test_its_people_hear_once_that_redirection_ends(house: House) -> None:
    await merged(house)
    house.now = dt.datetime(2026, 2, 20, 1, 0, tzinfo=dt.UTC)
    found = []
    for _ in range(3):
        async with house.acting("network_officer") as (db, _actor):
            found.append(await watch(db, at=house.now))
        house.later(days=5)
    assert found == [0, 0, 1]
    async with house.acting("network_officer") as (db, _actor):
        assert await watch(db, at=house.later(days=1)) == 0
    assert (await told(house, "duty_head"))[-1] == "hotline_redirect_ends"
    assert await faults(house) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE merged_hotlines SET seats = 99", "does not say what its last entry carries"),
        ("UPDATE merged_hotlines SET state = 'closed'", "does not say what its last entry carries"),
        ("UPDATE merged_hotline_entries SET role = 'leader' WHERE seq = 2", "does not match its hash"),
        ("DELETE FROM merged_hotline_entries WHERE seq = 2", "events are missing"),
    ],
)
async def test_a_hand_laid_on_the_ledger_is_found(
    house: House, superuser: psycopg.Connection, statement: str, what: str
) -> None:
    await merged(house)
    assert await faults(house) == []
    superuser.execute(statement.encode())
    assert any(what in one for one in await faults(house))


async def test_who_wrote_it_approves_nothing_even_with_two_roles(house: House) -> None:
    await staffed(house)
    hotline_id = await planned(house)
    writer = house.cast.actors["network_officer"]
    house.cast.actors["same_person"] = replace(house.cast.actors["duty_head"], account_id=writer.account_id)
    with pytest.raises(Refused, match="somebody else approves"):
        await does(house, "same_person", approving.start, hotline_id, running_from=RUNNING)
