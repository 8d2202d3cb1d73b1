"""A person decides what a machine must not guess; it becomes what it would have been."""

import asyncio
import uuid
from pathlib import Path

import pytest

from hotline_platform.errors import NotAllowed, NotFound, Refused, Stale
from hotline_tenants.cases.model import Assignment, Case, CaseEvent, Remark
from hotline_tenants.imports.deciding import Decision, decide
from hotline_tenants.imports.model import ImportReview
from tests.cast import EAST
from tests.conftest import House
from tests.imports.looking import case_with, everything_is_proved, figures, nothing_stirs, reviews, rows_of
from tests.imports.making import groups, message, messages_file, replies_file, reply, taken_over


async def one_waiting(house: House, tmp_path: Path, *, answered: bool) -> ImportReview:
    """A row that names no district."""
    if answered:
        row = reply("2001", title="路灯不亮", text="门前的路灯不亮")
        await taken_over(house, replies_file(tmp_path, row), "replies")
    else:
        row = message("1001", title="路灯不亮", text="门前的路灯不亮", caller="A0009")
        await taken_over(house, messages_file(tmp_path, row))
    (waiting,) = await reviews(house)
    return waiting


async def decided(
    house: House, waiting: ImportReview, kind: str, unit: str | None = None, *, login: str = "dispatcher",
    version: int | None = 1,
) -> ImportReview:  # fmt: skip
    async with house.acting(login) as (db, actor):
        decision = Decision(kind=kind, unit_id=house.cast.units[unit] if unit else None)
        return await decide(db, actor, waiting.id, decision, version=version, at=house.now)


async def test_a_reply_decided_to_be_a_districts_is_its_answer_on_both_sides(
    house: House, tmp_path: Path
) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    review = await decided(house, waiting, "district", EAST)
    case = await case_with(house, house.cast.city, "2001")
    order = await case_with(house, house.cast.east, "2001")
    assert (review.state, review.case_id, review.decided_by) == (
        "district", case.id, house.cast.actors["dispatcher"].account_id,
    )  # fmt: skip
    assert (case.state, case.ending, order.superior_number) == ("closed", "imported", case.number)
    assert (await figures(house, house.cast.city))["answered", house.cast.units[EAST]] == 1
    (assignment,) = await rows_of(house, house.cast.city, Assignment)
    assert (assignment.dispatched_at, assignment.replied_at) == (review.written_at, review.answered_at)
    await nothing_stirs(house)
    await everything_is_proved(house)


async def test_who_decided_and_when_stands_in_the_history_of_the_case(house: House, tmp_path: Path) -> None:
    await decided(house, await one_waiting(house, tmp_path, answered=True), "district", EAST)
    events = await rows_of(house, house.cast.city, CaseEvent)
    assert [event.act for event in events] == ["register", "dispatch", "replied", "close", "place_decided"]
    assert [event.role for event in events] == ["system"] * 4 + ["dispatcher"]
    assert (events[-1].at, events[-1].data["unit"]) == (house.now, str(house.cast.units[EAST]))


async def test_a_message_decided_to_be_a_districts_is_proposed_for_it(house: House, tmp_path: Path) -> None:
    await decided(house, await one_waiting(house, tmp_path, answered=False), "district", EAST)
    case = await case_with(house, house.cast.city, "1001")
    assert (case.state, case.proposed_unit_id) == ("registered", house.cast.units[EAST])
    await everything_is_proved(house)


async def test_a_reply_decided_to_be_the_citys_own_counts_for_no_district(
    house: House, tmp_path: Path
) -> None:
    await decided(house, await one_waiting(house, tmp_path, answered=True), "own")
    case = await case_with(house, house.cast.city, "2001")
    assert (case.state, case.ending, case.lead_unit_id) == ("closed", "imported", None)
    remarks = await rows_of(house, house.cast.city, Remark)
    assert ("answer", "您好，路灯已经修复。") in [(one.kind, one.body) for one in remarks]
    found = await figures(house, house.cast.city)
    assert {unit for _, unit in found} == {None}
    assert await rows_of(house, house.cast.east, Case) == []
    await everything_is_proved(house)


async def test_what_is_left_out_is_no_case_and_can_be_decided_anew(house: House, tmp_path: Path) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    left = await decided(house, waiting, "left_out")
    assert (left.case_id, left.body) == (None, "门前的路灯不亮")
    assert await rows_of(house, house.cast.city, Case) == []
    again = await decided(house, waiting, "own", version=left.version)
    assert again.case_id == (await case_with(house, house.cast.city, "2001")).id


async def test_the_words_stand_in_one_place_only_once_they_are_a_case(house: House, tmp_path: Path) -> None:
    review = await decided(house, await one_waiting(house, tmp_path, answered=False), "own")
    assert (review.title, review.body, review.caller, review.answer) == ("", "", "", "")


async def test_a_decided_row_is_there_already_for_every_later_import(house: House, tmp_path: Path) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    row = reply("2001", title="路灯不亮", text="门前的路灯不亮")
    for number, kind in enumerate(("left_out", "own"), 1):
        await decided(house, waiting, kind, version=number)
        run = await taken_over(house, replies_file(tmp_path, row), "replies")
        assert groups(run) == (0, 1, 0, 0)


async def test_of_two_people_who_decide_at_once_one_wins_and_the_other_is_told(
    house: House, tmp_path: Path
) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    ends = await asyncio.gather(
        decided(house, waiting, "district", EAST), decided(house, waiting, "own"), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in ends) == ["ImportReview", "Stale"]
    assert len(await rows_of(house, house.cast.city, Case)) == 1


async def test_a_stale_page_decides_nothing(house: House, tmp_path: Path) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    await decided(house, waiting, "left_out")
    with pytest.raises(Stale):
        await decided(house, waiting, "own", version=waiting.version)
    assert await rows_of(house, house.cast.city, Case) == []


@pytest.mark.parametrize(
    ("kind", "unit", "field"),
    [("district", None, "unit_id"), ("district", "C-WATER", "unit_id"), ("own", EAST, "unit_id"), ("guess", None, "kind")],
)  # fmt: skip
async def test_an_impossible_decision_is_refused_at_its_field(
    house: House, tmp_path: Path, kind: str, unit: str | None, field: str
) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    with pytest.raises(Refused) as caught:
        await decided(house, waiting, kind, unit)
    assert list(caught.value.fields) == [field]
    await decided(house, waiting, "district", EAST)


async def test_only_who_may_import_decides_and_only_at_home(house: House, tmp_path: Path) -> None:
    waiting = await one_waiting(house, tmp_path, answered=True)
    with pytest.raises(NotAllowed):
        await decided(house, waiting, "own", login="reviewer")
    with pytest.raises(NotFound):
        await decided(house, waiting, "own", login="east_dispatcher")
    waiting.id, known = uuid.uuid4(), waiting.id
    with pytest.raises(NotFound):
        await decided(house, waiting, "own")
    waiting.id = known
    await decided(house, waiting, "own")
