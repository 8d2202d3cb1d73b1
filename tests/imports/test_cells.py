"""What people type into cells, and what becomes of it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from hotline_tenants.imports.cells import count_of, line_of, moment_of, number_of, text_of
from hotline_tenants.imports.problems import PROBLEMS, Wrong

ZONE = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 3, 2, 1, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2019, 2, 28, 3, 25, 5, tzinfo=dt.UTC)
MIDNIGHT = dt.datetime(2019, 2, 27, 16, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2019/2/28 11:25:05", MORNING),
        ("  2019-02-28 11:25:05\n", MORNING),
        ("2019-02-28T11:25:05", MORNING),
        ("2019.2.28 11:25:05", MORNING),
        ("2019年2月28日 11时25分05秒", MORNING),
        ("2019年2月28日上午11:25:05", MORNING),
        ("２０１９／２／２８　１１：２５：０５", MORNING),
        ("20190228112505", MORNING),
        ("2019-02-28 11:25:05.000", MORNING),
        ("2019-02-28T03:25:05Z", MORNING),
        ("2019-02-28 04:25:05+01:00", MORNING),
        ("2019/2/28 11:25", MORNING.replace(second=0)),
        ("2019/2/28 下午1:05", dt.datetime(2019, 2, 28, 5, 5, tzinfo=dt.UTC)),
        ("2019/2/28 12:05 AM", dt.datetime(2019, 2, 27, 16, 5, tzinfo=dt.UTC)),
        ("2019-02-28", MIDNIGHT),
        ("2019/2/28", MIDNIGHT),
        ("20190228", MIDNIGHT),
        (20190228.0, MIDNIGHT),
        (dt.datetime(2019, 2, 28, 11, 25, 5), MORNING),  # noqa: DTZ001 - a date cell knows no zone
        (dt.date(2019, 2, 28), MIDNIGHT),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_government(typed: object, meant: dt.datetime) -> None:
    assert moment_of(typed, ZONE, NOW) == meant


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "empty"),
        (None, "empty"),
        ("yesterday", "no_moment"),
        ("28/2/2019", "no_moment"),
        ("2019-02-28 11:25 and more", "no_moment"),
        ("2019-02-30", "no_such_day"),
        ("2019-13-01", "no_such_day"),
        ("2019-02-28 25:00", "no_such_day"),
        ("20190230", "no_such_day"),
        (43524.4757, "serial"),
        ("2026-03-02 09:01", "future"),
        ("9999-12-31", "future"),
        ("1979-12-31", "too_early"),
        ("0001-01-01", "too_early"),
        (dt.time(12, 0), "no_moment"),
        (True, "no_moment"),
    ],
)
def test_what_is_no_moment_is_never_guessed(typed: object, problem: str) -> None:
    with pytest.raises(Wrong) as caught:
        moment_of(typed, ZONE, NOW)
    assert caught.value.problem == problem
    assert problem in PROBLEMS


@pytest.mark.parametrize(
    ("typed", "number"),
    [("188006", "188006"), (188006.0, "188006"), (" 188 006 ", "188 006"), ("ＷＸ－７", "WX-7"), (None, "")],
)
def test_a_number_is_the_same_however_the_cell_is_formatted(typed: object, number: str) -> None:
    assert number_of(typed) == number


@pytest.mark.parametrize("typed", [1.234567890123e17, "1.23457E+17"])
def test_a_number_that_the_spreadsheet_has_rounded_is_not_taken_for_another(typed: object) -> None:
    with pytest.raises(Wrong) as caught:
        number_of(typed)
    assert caught.value.problem == "digits_lost"


@pytest.mark.parametrize(
    ("typed", "count"), [("0", 0), (12.0, 12), (" １２ ", 12), ("1,024", 1024), ("", None), (None, None)]
)
def test_a_count_is_a_whole_number_or_nothing(typed: object, count: int | None) -> None:
    assert count_of(typed) == count


@pytest.mark.parametrize("typed", ["-1", "many", 1.5, "9" * 12])
def test_what_is_no_count_is_said(typed: object) -> None:
    with pytest.raises(Wrong) as caught:
        count_of(typed)
    assert caught.value.problem == "no_count"


def test_text_keeps_its_lines_and_loses_what_nobody_typed() -> None:
    typed = "\n\t\t\t\t\t\n\t\t\t\t\t路灯\x00不亮。\u200b  \r\n\r\n\r\n\r\n　请修复_x000D_\n谢谢\ud800\n\t\t"
    assert text_of(typed) == "路灯不亮。\n\n请修复\n谢谢"
    assert line_of(typed) == "路灯不亮。 请修复 谢谢"


def test_a_number_in_a_text_cell_is_written_as_people_do() -> None:
    assert (text_of(12.0), text_of(1.5), text_of(True)) == ("12", "1.5", "True")
