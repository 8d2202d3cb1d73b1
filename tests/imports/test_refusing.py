"""Every kind of wrong cell: named by sheet, address, heading and value, and the rest of the file goes its way."""

import datetime as dt
from pathlib import Path

import pytest

from hotline_tenants.cases.model import Case
from hotline_tenants.imports.model import ImportRefusal
from hotline_tenants.imports.problems import PROBLEMS
from tests.conftest import House
from tests.imports.looking import refusals, rows_of
from tests.imports.making import (
    MESSAGES,
    groups,
    message,
    messages_file,
    replies_file,
    reply,
    taken_over,
    workbook,
)

WRONG_MESSAGES: list[tuple[dict[str, object], list[tuple[str, str, str]]]] = [
    ({"number": ""}, [("A3", "留言编号", "empty")]),
    ({"number": 1.234567890123e17}, [("A3", "留言编号", "digits_lost")]),
    ({"number": "9" * 65}, [("A3", "留言编号", "too_long")]),
    ({"caller": "A" * 101}, [("B3", "留言用户", "too_long")]),
    ({"title": " \t "}, [("C3", "留言主题", "empty")]),
    ({"title": "东湖区" * 67}, [("C3", "留言主题", "too_long")]),
    ({"written": None}, [("D3", "留言时间", "empty")]),
    ({"written": "昨天"}, [("D3", "留言时间", "no_moment")]),
    ({"written": 43524.5}, [("D3", "留言时间", "serial")]),
    ({"written": "2025/2/29"}, [("D3", "留言时间", "no_such_day")]),
    ({"written": "2026/3/3"}, [("D3", "留言时间", "future")]),
    ({"written": "1925/2/28"}, [("D3", "留言时间", "too_early")]),
    ({"text": ""}, [("E3", "留言详情", "empty")]),
    ({"text": "东湖区" * 6_667}, [("E3", "留言详情", "too_long")]),
    ({"against": "几个"}, [("F3", "反对数", "no_count")]),
    ({"for": "-3"}, [("G3", "点赞数", "no_count")]),
    (
        {"title": "", "written": "?", "for": "x"},
        [("C3", "留言主题", "empty"), ("D3", "留言时间", "no_moment"), ("G3", "点赞数", "no_count")],
    ),
]
WRONG_REPLIES: list[tuple[dict[str, object], list[tuple[str, str, str]]]] = [
    ({"answer": ""}, [("F3", "答复意见", "empty")]),
    ({"answered": ""}, [("G3", "答复时间", "empty")]),
    ({"answered": "2025/2/28 11:25:04"}, [("G3", "答复时间", "before_question")]),
    ({"answered": "soon"}, [("G3", "答复时间", "no_moment")]),
]


@pytest.mark.parametrize(("changed", "said"), WRONG_MESSAGES)
async def test_a_wrong_cell_of_a_message_refuses_its_row_only(
    house: House, tmp_path: Path, changed: dict[str, object], said: list[tuple[str, str, str]]
) -> None:
    file = messages_file(tmp_path, message("1"), message(**({"number": "2"} | changed)), message("3"))
    assert groups(await taken_over(house, file)) == (2, 0, 1, 0)
    assert await refusals(house) == said
    assert {case.source_number for case in await rows_of(house, house.cast.city, Case)} == {"1", "3"}


@pytest.mark.parametrize(("changed", "said"), WRONG_REPLIES)
async def test_a_wrong_cell_of_a_reply_refuses_its_row_only(
    house: House, tmp_path: Path, changed: dict[str, object], said: list[tuple[str, str, str]]
) -> None:
    file = replies_file(tmp_path, reply("1"), reply("2", **changed), reply("3"))
    assert groups(await taken_over(house, file, "replies")) == (2, 0, 1, 0)
    assert await refusals(house) == said


async def test_merged_cells_and_error_values_are_empty_cells_with_an_address(
    house: House, tmp_path: Path
) -> None:
    rows = [MESSAGES, message("1"), message("2"), message("3")]
    file = workbook(tmp_path / "a.xlsx", {"汇总": rows}, merged=[(2, 4, 3, 4)])
    assert groups(await taken_over(house, file)) == (2, 0, 1, 0)
    (one,) = await rows_of(house, house.cast.city, ImportRefusal)
    assert (one.sheet, one.cell, one.problem) == ("汇总", "E4", "empty")


async def test_a_long_wrong_value_is_shortened_in_the_report(house: House, tmp_path: Path) -> None:
    await taken_over(house, messages_file(tmp_path, message("1", written="不知道" * 100)))
    (one,) = await rows_of(house, house.cast.city, ImportRefusal)
    assert len(one.value) == 60
    assert one.value.endswith("…")


async def test_date_cells_of_both_calendars_are_taken_over(house: House, tmp_path: Path) -> None:
    moment = dt.datetime(2025, 2, 28, 11, 25, 5)  # noqa: DTZ001 - a date cell knows no zone
    for number, epoch in (("1", False), ("2", True)):
        file = workbook(
            tmp_path / f"{number}.xlsx", {"表": [MESSAGES, message(number, written=moment)]}, epoch_1904=epoch
        )
        assert groups(await taken_over(house, file)) == (1, 0, 0, 0)
    cases = await rows_of(house, house.cast.city, Case)
    assert {case.registered_at for case in cases} == {dt.datetime(2025, 2, 28, 3, 25, 5, tzinfo=dt.UTC)}


def test_every_problem_is_met_by_one_of_these_tests() -> None:
    met = {problem for _, said in (*WRONG_MESSAGES, *WRONG_REPLIES) for _, _, problem in said}
    assert met | {"other_content"} == set(PROBLEMS)
