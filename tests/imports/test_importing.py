"""Taking over history: what becomes of a row, on both sides of a border."""

import asyncio
import datetime as dt
from pathlib import Path

import pytest

from hotline_platform.errors import Stale
from hotline_tenants.cases.model import Assignment, Case, CaseEvent, CasePerson, CaseText, Remark, Reply
from hotline_tenants.cases.queries import waiting_for_dispatch
from hotline_tenants.figures.measures import pace_bucket
from hotline_tenants.imports.mapping import SHIPPED, load_map
from hotline_tenants.imports.model import ImportRun
from hotline_tenants.imports.running import OWN, import_cases
from hotline_tenants.referrals.model import Referral
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.imports.looking import (
    case_with,
    everything_is_proved,
    figures,
    nothing_stirs,
    refusals,
    reviews,
    rows_of,
)
from tests.imports.making import (
    MESSAGES,
    delimited,
    groups,
    message,
    messages_file,
    replies_file,
    reply,
    taken_over,
)

WRITTEN = dt.datetime(2025, 2, 28, 3, 25, 5, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2025, 3, 3, 1, 0, tzinfo=dt.UTC)


async def test_a_message_that_names_a_district_is_proposed_for_referral_to_it(
    house: House, tmp_path: Path
) -> None:
    run = await taken_over(house, messages_file(tmp_path, message("1001")))
    assert groups(run) == (1, 0, 0, 0)
    assert run.by_unit == {str(house.cast.units[EAST]): 1}
    case = await case_with(house, house.cast.city, "1001")
    assert (case.state, case.origin, case.source) == ("registered", "imported", "messages")
    assert (case.proposed_unit_id, case.lead_unit_id) == (house.cast.units[EAST], None)
    assert (case.registered_at, case.registered_on, case.due_at) == (WRITTEN, dt.date(2025, 2, 28), None)
    assert await rows_of(house, house.cast.east, Case) == []
    await nothing_stirs(house)
    await everything_is_proved(house)


async def test_the_mark_of_the_caller_is_no_name_and_counts_are_facts_of_the_registration(
    house: House, tmp_path: Path
) -> None:
    await taken_over(
        house, messages_file(tmp_path, message("1001", caller="A0009", against="2", **{"for": "7"}))
    )
    (event,) = await rows_of(house, house.cast.city, CaseEvent)
    (person,) = await rows_of(house, house.cast.city, CasePerson)
    (remark,) = await rows_of(house, house.cast.city, Remark)
    assert (event.act, event.role, event.account_id, event.at) == ("register", "system", None, WRITTEN)
    assert {name: event.data[name] for name in ("against", "for", "source", "source_number")} == {
        "against": 2, "for": 7, "source": "messages", "source_number": "1001",
    }  # fmt: skip
    assert (person.name, person.phone, person.phone_key) == ("", "", None)
    assert (remark.kind, remark.body) == ("caller", "A0009")
    assert "A0009" not in str(event.data)


async def test_a_reply_becomes_the_districts_answer_with_its_time(house: House, tmp_path: Path) -> None:
    run = await taken_over(house, replies_file(tmp_path, reply("2001")), "replies")
    assert (groups(run), run.answered) == ((1, 0, 0, 0), 1)
    case = await case_with(house, house.cast.city, "2001")
    assert (case.state, case.ending, case.closed_at, case.due_at) == ("closed", "imported", ANSWERED, None)
    (assignment,) = await rows_of(house, house.cast.city, Assignment)
    assert (assignment.unit_id, assignment.governs_tenant_id) == (house.cast.units[EAST], house.cast.east)
    assert (assignment.state, assignment.lead, assignment.origin) == ("accepted", True, "imported")
    assert (assignment.dispatched_at, assignment.replied_at) == (WRITTEN, ANSWERED)
    assert assignment.pace == pace_bucket(2.9)
    assert {getattr(assignment, f"{kind}_due_at") for kind in ("sign", "contact", "reply")} == {None}
    (answer,) = await rows_of(house, house.cast.city, Reply)
    assert (answer.public, answer.verdict, answer.signed_off_at) == (
        "您好，路灯已经修复。",
        "accepted",
        ANSWERED,
    )
    events = await rows_of(house, house.cast.city, CaseEvent)
    assert [(event.act, event.at) for event in events] == [
        ("register", WRITTEN), ("dispatch", WRITTEN), ("replied", ANSWERED), ("close", ANSWERED),
    ]  # fmt: skip
    await nothing_stirs(house)
    await everything_is_proved(house)


async def test_the_district_has_an_order_of_its_own_with_the_citys_number_on_it(
    house: House, tmp_path: Path
) -> None:
    await taken_over(house, replies_file(tmp_path, reply("2001")), "replies")
    case = await case_with(house, house.cast.city, "2001")
    (assignment,) = await rows_of(house, house.cast.city, Assignment)
    order = await case_with(house, house.cast.east, "2001")
    assert (order.superior_number, order.referred, order.origin) == (case.number, True, "imported")
    assert (order.state, order.closed_at, order.registered_at) == ("closed", ANSWERED, WRITTEN)
    (text,) = await rows_of(house, house.cast.east, CaseText)
    assert text.title == "东湖区花桥路的路灯不亮"
    assert "您好，路灯已经修复。" in [one.body for one in await rows_of(house, house.cast.east, Remark)]
    (upper,) = await rows_of(house, house.cast.city, Referral)
    (lower,) = await rows_of(house, house.cast.east, Referral)
    assert (upper.side, upper.case_id, upper.other_case_id) == ("upper", case.id, order.id)
    assert (lower.side, lower.case_id, lower.other_case_id) == ("lower", order.id, case.id)
    assert {upper.assignment_id, lower.assignment_id} == {assignment.id}
    assert await rows_of(house, house.cast.west, Case) == []


async def test_imported_history_stands_apart_in_every_figure(house: House, tmp_path: Path) -> None:
    rows = [
        reply("2001"),
        reply("2002", answered="2025/3/30"),
        reply("2003", title="西岭县停水", text="停水了"),
    ]
    await taken_over(house, replies_file(tmp_path, *rows), "replies")
    east, west = house.cast.units[EAST], house.cast.units[WEST]
    found = await figures(house, house.cast.city)
    assert {unit: found["answered", unit] for unit in (east, west)} == {east: 2, west: 1}
    assert {unit: found["dispatched", unit] for unit in (east, west)} == {east: 2, west: 1}
    assert (found["pace_02", east], found["pace_08", east], found["pace_02", west]) == (1, 1, 1)
    assert (found["registered", None], found["closed", None]) == (3, 3)
    assert not [measure for measure, _ in found if "cohort" in measure or "timely" in measure]
    assert await figures(house, house.cast.city, "live") == {}
    assert (await figures(house, house.cast.east))["closed", None] == 2


async def test_a_row_without_a_single_district_waits_for_a_person_and_counts_for_none(
    house: House, tmp_path: Path
) -> None:
    rows = [
        message("1", title="停水了", text="三天停水"),
        message("2", title="从东湖区到西岭县", text="公交太少"),
        message("3", title="公交太少", text="从望海市到东湖区"),
    ]
    own = tmp_path / "own.toml"
    own.write_text((SHIPPED / "messages.toml").read_text().replace("[A-Z]市|", "望海市|"))
    run = await taken_over(house, messages_file(tmp_path, *rows), load_map(str(own)))
    assert (groups(run), run.by_reason) == ((0, 0, 0, 3), {"none": 1, "several": 1, "elsewhere": 1})
    waiting = await reviews(house)
    assert [one.reason for one in waiting] == ["none", "several", "elsewhere"]
    assert [one.cell for one in waiting] == ["A2", "A3", "A4"]
    assert waiting[1].districts == [str(house.cast.units[EAST]), str(house.cast.units[WEST])]
    assert waiting[2].elsewhere == ["望海市"]
    assert await rows_of(house, house.cast.city, Case) == []
    assert await figures(house, house.cast.city) == {}


async def test_the_desk_of_live_work_is_not_buried_under_imported_demands(
    house: House, tmp_path: Path
) -> None:
    await taken_over(house, messages_file(tmp_path, message("1001")))
    async with house.acting("dispatcher") as (db, _):
        assert (await db.execute(waiting_for_dispatch(db.tenant))).all() == []


async def test_a_second_run_takes_nothing_over(house: House, tmp_path: Path) -> None:
    file = messages_file(
        tmp_path, message("1"), message("2", title="停水", text="停水"), message("", title="没有编号")
    )
    first = await taken_over(house, file)
    second = await taken_over(house, file)
    assert (groups(first), groups(second)) == ((1, 0, 1, 1), (0, 2, 1, 0))
    assert first.id != second.id
    assert len(await rows_of(house, house.cast.city, Case)) == len(await reviews(house)) == 1


async def test_the_same_number_with_other_words_is_refused_and_never_lost(
    house: House, tmp_path: Path
) -> None:
    rows = [message("1"), message("1"), message("1", text="东湖区停水"), message("1", written="2025/3/1")]
    run = await taken_over(house, messages_file(tmp_path, *rows))
    assert groups(run) == (1, 1, 2, 0)
    assert await refusals(house) == [("A4", "留言编号", "other_content"), ("A5", "留言编号", "other_content")]
    again = await taken_over(house, messages_file(tmp_path, message("1", title="东湖区停电"), name="b.xlsx"))
    assert groups(again) == (0, 0, 1, 0)


async def test_an_answer_that_differs_is_refused_and_never_lost(house: House, tmp_path: Path) -> None:
    rows = [reply("1"), reply("2", title="停水", text="停水")]
    await taken_over(house, replies_file(tmp_path, *rows), "replies")
    changed = [reply("1", answer="还没有修好"), reply("2", title="停水", text="停水", answer="还没有修好")]
    again = await taken_over(house, replies_file(tmp_path, *changed, name="b.xlsx"), "replies")
    assert groups(again) == (0, 0, 2, 0)


async def test_a_district_takes_over_its_own_history_without_a_queue(house: House, tmp_path: Path) -> None:
    file = replies_file(tmp_path, reply("1", title="停水", text="停水"))
    run = await import_cases(
        house.database, house.cast.east, load_map("replies"), file, now=lambda: house.now
    )
    assert (groups(run), run.by_unit) == ((1, 0, 0, 0), {OWN: 1})
    case = await case_with(house, house.cast.east, "1")
    assert (case.state, case.referred) == ("closed", False)
    assert ("answered", None) not in await figures(house, house.cast.east)
    await everything_is_proved(house)


async def test_every_size_of_batch_leads_to_the_same_end(house: House, tmp_path: Path) -> None:
    rows = [
        message(str(number)) if number % 3 else message(str(number), title="停水", text="停水")
        for number in range(20)
    ]
    run = await taken_over(house, messages_file(tmp_path, *rows), batch=7)
    assert groups(run) == (13, 0, 0, 7)
    assert run.rows_read == run.rows_total == 20
    assert run.finished_at is not None
    assert len({case.number for case in await rows_of(house, house.cast.city, Case)}) == 13


async def test_a_csv_in_gbk_goes_the_same_way(house: House, tmp_path: Path) -> None:
    file = delimited(tmp_path / "a.csv", [MESSAGES, message("1001")], encoding="gbk")
    assert groups(await taken_over(house, file)) == (1, 0, 0, 0)


async def test_a_run_that_was_cut_off_goes_on_where_it_stopped(house: House, tmp_path: Path) -> None:
    rows = [
        message("1"),
        message("2", title="停水", text="停水"),
        message("3", written="?"),
        *map(message, "4567"),
    ]
    file = messages_file(tmp_path, *rows)

    def stop(run: ImportRun) -> None:
        if run.rows_read == 4:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await taken_over(house, file, batch=2, progress=stop)
    (half,) = await rows_of(house, house.cast.city, ImportRun)
    assert (groups(half), half.finished_at) == ((2, 0, 1, 1), None)
    done = await taken_over(house, file, batch=3)
    assert (done.id, groups(done), done.rows_read) == (half.id, (5, 0, 1, 1), 7)
    assert len(await rows_of(house, house.cast.city, Case)) == 5
    assert len(await refusals(house)) == 1


async def test_of_two_at_the_same_file_one_goes_on_and_the_other_is_told(
    house: House, tmp_path: Path
) -> None:
    file = messages_file(tmp_path, *(message(str(number)) for number in range(12)))
    ends = await asyncio.gather(
        taken_over(house, file, batch=2), taken_over(house, file, batch=2), return_exceptions=True
    )
    finished = [one for one in ends if isinstance(one, ImportRun)]
    assert len([one for one in ends if isinstance(one, Stale)]) == 1
    assert [groups(one) for one in finished] == [(12, 0, 0, 0)]
    assert len(await rows_of(house, house.cast.city, Case)) == 12
