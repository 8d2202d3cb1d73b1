"""How a due moment came about, told step by step."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

from hotline_platform.calendar.explaining import Explanation, explain
from hotline_platform.calendar.spans import Span
from hotline_platform.calendar.working_time import Calendar
from hotline_platform.calendar.years import from_package

CALENDAR = Calendar((from_package(2026),))


def explained(start: str, span: str) -> Explanation:
    moment = dt.datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    limit = Span.parse(span)
    return explain(CALENDAR.after(moment, limit), limit, moment)


def test_working_days_tell_the_day_left_out_the_holiday_and_the_close() -> None:
    assert explained("2026-02-14 10:00", "1wd").to_json() == [
        {"key": "start", "at": "2026-02-14T02:00:00+00:00", "span": "1wd"},
        {"key": "day_left_out", "at": "2026-02-14T02:00:00+00:00"},
        {
            "key": "skipped",
            "from": "2026-02-15",
            "to": "2026-02-23",
            "days": 9,
            "why": "holiday",
            "zh": "春节",
            "en": "Spring Festival",
        },
        {"key": "end", "at": "2026-02-24T09:30:00+00:00", "by": "close"},
    ]


def test_working_hours_tell_when_counting_begins() -> None:
    steps = explained("2026-03-06 20:00", "1wh").steps
    assert [step.key for step in steps] == ["start", "begins", "skipped", "end"]
    assert steps[1].params["at"] == "2026-03-09T00:30:00+00:00"
    assert (steps[2].params["from"], steps[2].params["to"], steps[2].params["why"]) == (
        "2026-03-07",
        "2026-03-08",
        "weekend",
    )
    assert steps[3].params["by"] == "work"


def test_work_that_begins_at_once_needs_no_word_about_it() -> None:
    assert [step.key for step in explained("2026-03-06 10:00", "1wh").steps] == ["start", "end"]


def test_clock_time_is_start_and_end() -> None:
    steps = explained("2026-03-08 23:50", "15min").steps
    assert [step.key for step in steps] == ["start", "end"]
    assert steps[-1].params == {"at": "2026-03-08T16:05:00+00:00", "by": "clock"}


def test_days_apart_or_of_another_reason_are_told_apart() -> None:
    runs = [step.params for step in explained("2026-04-30 10:00", "10wd").steps if step.key == "skipped"]
    assert [(run["from"], run["to"], run["why"]) for run in runs] == [
        ("2026-05-01", "2026-05-05", "holiday"),
        ("2026-05-10", "2026-05-10", "weekend"),  # Saturday the 9th is worked
        ("2026-05-16", "2026-05-17", "weekend"),
    ]


def test_an_assumed_year_is_a_step_of_its_own() -> None:
    steps = explained("2026-12-31 10:00", "2wd").steps
    assert [step.params for step in steps if step.key == "assumed"] == [{"year": 2027}]


def test_an_explanation_survives_being_stored() -> None:
    told = explained("2026-12-31 10:00", "5wd")
    stored = json.dumps(told.to_json(), ensure_ascii=False)
    assert len(stored) < 1_000
    assert Explanation.from_json(json.loads(stored)) == told
