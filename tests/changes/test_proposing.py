"""A change is proposed by one, approved by another, holds from its day on and not before."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_platform.identifiers import new_id
from hotline_tenants.changes.deciding import approve, refuse
from hotline_tenants.changes.proposing import propose, withdraw
from hotline_tenants.changes.reading import change_of
from tests.changes.making import WHY, approved, limits, proposed, rule, today
from tests.conftest import House

RULE = "rule.general"


async def test_a_rule_holds_from_its_day_on_and_not_before(house: House) -> None:
    before = await rule(house)
    change = await proposed(house, {RULE: await limits(house, reply="4wd")}, days=2)
    assert await rule(house) == before
    await approved(house, change)
    house.now = dt.datetime(2026, 3, 3, 15, 59, 59, tzinfo=dt.UTC)
    assert await rule(house) == before, "a second before midnight in the city"
    house.later(seconds=1)
    assert await rule(house) == {**before, "reply": "4wd"}


async def test_nobody_approves_what_they_proposed_themselves(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")}, login="duty_head")
    with pytest.raises(Refused, match="Somebody else"):
        await approved(house, change)
    async with house.acting("tenant_admin") as (db, actor):
        with pytest.raises(NotAllowed):
            await approve(db, actor, change, at=house.now)


@pytest.mark.parametrize(
    ("subject", "other", "days", "reason", "field"),
    [
        (RULE, {"reply": "0wd"}, 1, WHY, f"{RULE}.reply"),
        (RULE, {"reply": None}, 1, WHY, f"{RULE}.reply"),
        (RULE, {"reply": "soon"}, 1, WHY, f"{RULE}.reply"),
        (RULE, {"extensions": 0}, 1, WHY, f"{RULE}.extensions"),
        (RULE, {"extensions": 9}, 1, WHY, f"{RULE}.extensions"),
        ("rule.unknown", {}, 1, WHY, "rule.unknown"),
        ("value.unknown", {}, 1, WHY, "value.unknown"),
        (RULE, {"reply": "4wd"}, -1, WHY, "effective_on"),
        (RULE, {"reply": "4wd"}, 800, WHY, "effective_on"),
        (RULE, {"reply": "4wd"}, 1, "  ", "reason"),
        ("rule.urgent", {"reply": "25h"}, 1, WHY, "rule.urgent.reply"),
        ("rule.extra_urgent", {"sign": "20min"}, 1, WHY, "rule.extra_urgent.sign"),
    ],
)
async def test_what_cannot_be_is_refused_at_its_field(
    house: House, subject: str, other: dict[str, Any], days: int, reason: str, field: str
) -> None:
    code = subject.removeprefix("rule.")
    known = await limits(house, code if code in ("urgent", "extra_urgent") else "general", **other)
    on = today(house) + dt.timedelta(days=days)
    async with house.acting("tenant_admin") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await propose(db, actor, {subject: known}, effective_on=on, reason=reason, at=house.now)
    assert list(refusal.value.fields) == [field]


async def test_what_is_so_already_is_no_change(house: House) -> None:
    with pytest.raises(Refused, match="Nothing would change"):
        await proposed(house, {RULE: await limits(house, reply="5 WD", sign="240wmin")})


async def test_a_form_that_is_sent_twice_is_one_proposal(house: House) -> None:
    wanted = {RULE: await limits(house, reply="4wd")}
    await proposed(house, wanted)
    with pytest.raises(Refused, match=r"no\. 1"):
        await proposed(house, wanted)
    await proposed(house, wanted, login="duty_head")


async def test_a_proposal_that_another_has_overtaken_is_not_approved(house: House) -> None:
    first = await proposed(house, {RULE: await limits(house, reply="4wd")})
    second = await proposed(house, {RULE: await limits(house, reply="3wd")})
    other = await proposed(house, {"rule.complaint": await limits(house, "complaint", reply="6wd")})
    await approved(house, second)
    with pytest.raises(Refused, match=r"no\. 2 has overtaken"):
        await approved(house, first)
    await approved(house, other)


async def test_nothing_comes_in_between_what_is_agreed(house: House) -> None:
    await approved(house, await proposed(house, {RULE: await limits(house, reply="4wd")}, days=10))
    with pytest.raises(Refused) as refusal:
        await proposed(house, {RULE: await limits(house, reply="3wd")}, days=9)
    assert list(refusal.value.fields) == ["effective_on"]
    await proposed(house, {RULE: await limits(house, reply="3wd")}, days=10)


async def test_an_approval_that_comes_too_late_is_none(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")})
    house.later(days=2)
    with pytest.raises(Refused, match="is over"):
        await approved(house, change)


async def test_two_approvals_at_once_make_one_version(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")})
    found = await asyncio.gather(
        approved(house, change), approved(house, change), return_exceptions=True
    )  # fmt: skip
    assert [type(one) for one in found if one] == [Stale]
    assert found.count(None) == 1


async def test_approving_and_taking_back_at_once_is_one_of_both(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")}, days=0)

    async def taken_back() -> None:
        async with house.acting("tenant_admin") as (db, actor):
            await withdraw(db, actor, change, at=house.now)

    found = await asyncio.gather(approved(house, change), taken_back(), return_exceptions=True)
    assert [type(one) for one in found if one] == [Stale]
    async with house.acting("duty_head") as (db, _):
        state = (await change_of(db, change)).state
    assert ((await rule(house))["reply"] == "4wd") is (state == "approved")


async def test_a_refused_proposal_says_why_and_a_stranger_takes_none_back(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")})
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(Refused) as refusal:
            await refuse(db, actor, change, answer=" ", at=house.now)
        assert list(refusal.value.fields) == ["answer"]
        with pytest.raises(NotAllowed):
            await withdraw(db, actor, change, at=house.now)
        await refuse(db, actor, change, answer="先试行", at=house.now)
    with pytest.raises(Stale):
        await approved(house, change)


async def test_another_governments_change_is_not_there(house: House) -> None:
    change = await proposed(house, {RULE: await limits(house, reply="4wd")})
    async with house.acting("east_head") as (db, actor):
        for missing in (change, new_id()):
            with pytest.raises(NotFound):
                await approve(db, actor, missing, at=house.now)
            with pytest.raises(NotFound):
                await refuse(db, actor, missing, answer="不", at=house.now)


async def test_who_has_no_business_with_settings_proposes_nothing(house: House) -> None:
    wanted = {RULE: await limits(house, reply="4wd")}
    for login in ("operator", "dispatcher", "inspector", "auditor"):
        with pytest.raises(NotAllowed):
            await proposed(house, wanted, login=login)
