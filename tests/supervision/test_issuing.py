"""Signing and issuing: who signs, what number a letter bears, and what changes for its cases from then on."""

import datetime as dt
import uuid

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused
from hotline_tenants.rulings import extending, returning
from hotline_tenants.supervision import drafting, issuing
from tests.cases.test_the_main_road import only_assignment
from tests.clocks.test_noticing import clocks_of
from tests.conftest import House
from tests.supervision.desk import at_once, drafted, issued, late_case, looked_at, staffed


@pytest.fixture
async def desk(house: House) -> House:
    return await staffed(house)


async def test_who_signs_is_not_who_drafts_and_the_unit_sees_nothing_before(desk: House) -> None:
    letter = await drafted(desk)
    with pytest.raises(NotFound):
        await looked_at(desk, "housing_leader", letter)
    async with desk.acting("supervisor") as (db, actor):
        with pytest.raises(Refused, match="signed before"):
            await issuing.issue(db, actor, letter, version=None, at=desk.now)
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
        with pytest.raises(NotAllowed):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await issuing.hand_back(db, actor, letter, reason="写明时限", version=None, at=desk.now)
    async with desk.acting("supervisor") as (db, actor):
        new = drafting.Draft(
            form="written", title="路灯", requirement="请于三日内修复。", unit_id=desk.cast.units["C-HOUSING"],
            due_at=desk.now + dt.timedelta(days=3),
        )  # fmt: skip
        await drafting.edit(db, actor, letter, new, version=None, at=desk.now)
        await issuing.submit(db, actor, letter, version=None, at=desk.now)
    async with desk.acting("duty_head") as (db, actor):
        await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
    assert (await looked_at(desk, "housing_leader", letter))[0].state == "issued"
    for stranger in ("water_leader", "operator", "east_head"):
        with pytest.raises(NotFound):
            await looked_at(desk, stranger, letter)


async def test_two_sign_one_letter_at_once_and_it_gets_one_number(desk: House) -> None:
    letter = await drafted(desk)
    async with desk.acting("supervisor") as (db, actor):
        await issuing.submit(db, actor, letter, version=None, at=desk.now)

    async def signs(login: str) -> str:
        async with desk.acting(login) as (db, actor):
            return await issuing.sign_issue(db, actor, letter, version=2, at=desk.now)

    outcomes = await at_once(signs("duty_head"), signs("leader"))
    assert sorted(type(one).__name__ for one in outcomes) == ["Stale", "str"]


async def test_numbers_have_no_gaps_though_letters_are_issued_at_once_and_one_fails(desk: House) -> None:
    letters = [await drafted(desk) for _ in range(6)]
    for letter in letters:
        async with desk.acting("supervisor") as (db, actor):
            await issuing.submit(db, actor, letter, version=None, at=desk.now)

    async def signs(letter: uuid.UUID, *, breaks: bool) -> None:
        async with desk.acting("duty_head") as (db, actor):
            await issuing.sign_issue(db, actor, letter, version=None, at=desk.now)
            if breaks:
                raise ConnectionAbortedError

    for part in (letters[:3], letters[3:]):
        await at_once(*(signs(letter, breaks=letter == letters[1]) for letter in part))
    await at_once(signs(letters[1], breaks=False))
    numbers = [(await looked_at(desk, "supervisor", letter))[0].number for letter in letters]
    assert sorted(map(str, numbers)) == [f"临江督〔2026〕{n}号" for n in range(1, 7)]


async def test_the_next_year_begins_with_one_and_a_district_has_numbers_of_its_own(desk: House) -> None:
    first = await issued(desk)
    desk.now = dt.datetime(2026, 12, 31, 16, 30, tzinfo=dt.UTC)  # half past midnight on the first of January
    second = await issued(desk, cases=())
    numbers = [(await looked_at(desk, "supervisor", one))[0].number for one in (first, second)]
    assert numbers == ["临江督〔2026〕1号", "临江督〔2027〕1号"]
    own = await drafted(desk, form="phone", login="east_supervisor", unit="E-BRIDGE")
    async with desk.acting("east_supervisor") as (db, actor):
        assert await issuing.issue(db, actor, own, version=None, at=desk.now) == "东湖督办〔2027〕1号"


async def test_a_second_letter_about_the_same_is_the_second_rung(desk: House) -> None:
    case_id = await late_case(desk)
    first, second = [await issued(desk, cases=(case_id,)) for _ in range(2)]
    assert (await looked_at(desk, "supervisor", first))[0].level == "written"
    assert (await looked_at(desk, "supervisor", second))[0].level == "second_written"


async def test_from_its_issue_the_unit_can_neither_return_nor_extend_and_its_limit_comes_nearer(
    desk: House,
) -> None:
    case_id = await late_case(desk)
    before = await clocks_of(desk, desk.cast.city, case_id)
    _, assignment = await only_assignment(desk, "dispatcher", case_id)
    letter = await issued(desk, cases=(case_id,))
    after = await clocks_of(desk, desk.cast.city, case_id)
    _, now = await only_assignment(desk, "dispatcher", case_id)
    assert (now.situation, now.rule_code) == ("supervision", "supervision")
    assert before["reply"].due_at > after["reply"].due_at == now.due_at
    assert after["sign"].due_at < before["sign"].due_at
    assert (now.reply_due_at, now.reply_due_on) == (assignment.reply_due_at, assignment.reply_due_on)
    evidence = "现场核实不属本单位职责，照片见附件。"
    async with desk.acting("housing_officer") as (db, actor):
        with pytest.raises(Refused, match="under supervision"):
            await returning.ask(
                db, actor, case_id, now.id, reason="other_duty", evidence=evidence, version=None, at=desk.now
            )
    async with desk.acting("housing_officer") as (db, actor):
        with pytest.raises(Refused):
            await extending.ask(
                db, actor, case_id, now.id, reason="works", evidence=evidence, version=None, at=desk.now
            )
    assert (await looked_at(desk, "supervisor", letter))[0].state == "issued"


async def test_a_limit_that_is_past_stays_past(desk: House) -> None:
    case_id = await late_case(desk)
    desk.later(days=12)
    before = await clocks_of(desk, desk.cast.city, case_id)
    await issued(desk, cases=(case_id,))
    after = await clocks_of(desk, desk.cast.city, case_id)
    assert after["reply"].due_at == before["reply"].due_at < desk.now
