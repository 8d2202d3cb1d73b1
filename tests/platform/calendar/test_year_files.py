"""A year's file as an administrator loads it: read whole, or refused with every mistake named."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_platform.calendar.days import DayKind
from hotline_platform.calendar.year_files import BadCell, YearFileRefused, read_year_file
from hotline_platform.calendar.years import SpecialDay

GOOD = """日期,类型,名称
2027-01-01,休,元旦
2027/1/2,休,元旦
2027年1月3日,休,元旦
2027-02-20,班,春节
2027-05-01,休,劳动节
2027-10-01,休,国庆节
2027-10-02,休,国庆节
2027-10-03,休,国庆节
"""


def refused(text: str | bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(YearFileRefused) as refusal:
        read_year_file(text, 2027)
    assert all(str(cell.right) for cell in refusal.value.cells)
    return [(cell.row, cell.column, cell.value) for cell in refusal.value.cells]


def test_a_good_file_is_read_in_both_encodings_from_bytes_text_and_path(tmp_path: Path) -> None:
    path = tmp_path / "2027.csv"
    path.write_text(GOOD, encoding="utf-8-sig")
    year = read_year_file(GOOD, 2027)
    assert (year.year, len(year.days)) == (2027, 8)
    assert year.days[dt.date(2027, 1, 3)] == SpecialDay(DayKind.HOLIDAY, "元旦", "New Year's Day")
    assert year.days[dt.date(2027, 2, 20)].kind is DayKind.MAKE_UP
    assert read_year_file(path, 2027) == year
    assert read_year_file(GOOD.encode("gbk"), 2027) == year
    assert read_year_file(GOOD.encode("utf-8"), 2027) == year
    assert read_year_file("\ufeff" + GOOD.replace("\n", "\r\n"), 2027) == year


def test_english_headings_other_orders_and_empty_rows_are_read_alike() -> None:
    rows = [line.split(",") for line in GOOD.splitlines()[1:]]
    kinds = {"休": "holiday", "班": "Workday"}
    text = "name,name_en,date,kind\n\n" + "".join(
        f"{name},,{date},{kinds[kind]}\n" for date, kind, name in rows
    )
    assert read_year_file(text + ",,,\n", 2027) == read_year_file(GOOD, 2027)


def test_a_name_in_english_may_be_given() -> None:
    text = GOOD.replace("名称", "名称,英文名称").replace("班,春节", "班,泼水节,Water Festival")
    assert read_year_file(text, 2027).days[dt.date(2027, 2, 20)][1:] == ("泼水节", "Water Festival")


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("2027-02-30,休,春节", "date", "2027-02-30"),
        ("2027-13-01,休,春节", "date", "2027-13-01"),
        ("45000,休,春节", "date", "45000"),
        (",休,春节", "date", ""),
        ("2026-12-31,休,元旦", "date", "2026-12-31"),
        ("2027-01-01,休,元旦", "date", "2027-01-01"),  # stands in row 2 already
        ("2027-02-08,放假,春节", "kind", "放假"),
        ("2027-02-08,,春节", "kind", ""),
        ("2027-02-08,班,春节", "kind", "班"),  # a Monday
        ("2027-02-08,休,", "name", ""),
        ("2027-02-08,休", "name", ""),
    ],
)
def test_a_bad_row_refuses_the_file_and_is_named(row: str, column: str, value: str) -> None:
    assert len(read_year_file(GOOD, 2027).days) == 8
    assert refused(GOOD + row + "\n") == [(10, column, value)]


def test_all_mistakes_are_told_at_once_with_what_would_be_right() -> None:
    text = GOOD.replace("2027/1/2,休", "2027/1/2,?").replace("2027-10-02", "2027-10-01")
    with pytest.raises(YearFileRefused) as refusal:
        read_year_file(text, 2027)
    kind, date = refusal.value.cells
    assert (kind.row, kind.column, kind.value, str(kind.right)) == (
        3,
        "kind",
        "?",
        "Write holiday or workday, 休 or 班.",
    )
    assert str(date.right) == "The date stands in row 7 already. Keep one of the two."
    assert list(refusal.value.fields) == ["row 3 kind", "row 8 date"]
    assert "Mistakes in the file: 2" in str(refusal.value)


def test_a_file_without_the_holidays_of_every_year_is_no_whole_year() -> None:
    assert refused(GOOD.replace("2027-10-02,休,国庆节\n", "")) == [(0, "date", "2027-10-02")]
    assert len(refused("date,kind,name\n")) == 5


def test_a_make_up_day_on_a_fixed_holiday_is_refused() -> None:
    assert refused(GOOD.replace("2027-05-01,休", "2027-05-01,班")) == [
        (0, "date", "2027-05-01")
    ]  # a Saturday


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        ("", [(1, "date", ""), (1, "kind", ""), (1, "name", "")]),
        (
            "日期;类型;名称\n2027-01-01;休;元旦\n",
            [(1, column, "日期;类型;名称") for column in ("date", "kind", "name")],
        ),
        ("日期,日期,类型,名称\n", [(1, "date", "日期")]),
        (b"\xff\xfe\x00", [(0, "", "")]),
        ("x" * 100_001, [(0, "", "")]),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    content: str | bytes, mistakes: list[tuple[int, str, str]]
) -> None:
    assert refused(content) == mistakes


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200) | st.text(max_size=80).map(lambda tail: GOOD + tail))
def test_whatever_is_uploaded_is_read_or_refused_and_never_breaks(content: bytes | str) -> None:
    try:
        mistakes: tuple[BadCell, ...] = ()
        days = len(read_year_file(content, 2027).days)
    except YearFileRefused as refusal:
        mistakes, days = refusal.cells, 0
    assert bool(mistakes) is not bool(days)
