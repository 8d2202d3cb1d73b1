"""The moment alone, for very many clocks, is the very moment of the limit with its explanation."""

import datetime as dt
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hotline_platform.calendar.working_time import Calendar
from hotline_tenants.clocks.model import Clock
from hotline_tenants.clocks.recomputing import Frozen, due_again, limit_again, original_of
from hotline_tenants.clocks.rules import DEFAULT_RULES

CALENDAR = Calendar(
    turns=((dt.date(2026, 4, 1), ((dt.time(8), dt.time(12)), (dt.time(13), dt.time(17, 30)))),)
)
"""Its hours become longer in the middle of what is drawn."""

RULES = {(rule.code, rule.version): rule for rule in DEFAULT_RULES}
FLOORS = [rule for rule in DEFAULT_RULES if rule.urgency]
MARCH = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
moments = st.integers(0, 60 * 86400).map(lambda seconds: MARCH + dt.timedelta(seconds=seconds))
spans = st.sampled_from(["5wd", "1wd", "8wh", "90wmin", "24h", "30min"])


def step(why: str, span: str, begin: dt.datetime, until: dt.datetime | None) -> dict[str, Any]:
    if why == "deferral":
        return {"why": why, "until": begin.isoformat()}
    ends = {"no_later_than": until.isoformat()} if until else {}
    return {"why": why, "span": span, "begin": begin.isoformat(), **ends}


steps = st.builds(
    step, st.sampled_from(["extension", "pause", "suspension", "outage", "deferral"]), spans, moments,
    st.none() | moments,
)  # fmt: skip


@given(
    rule=st.sampled_from(DEFAULT_RULES), floor=st.none() | st.sampled_from(FLOORS), kind=st.sampled_from(["desk", "sign", "contact", "reply"]),
    start=moments, added=st.lists(steps, max_size=3), nested=st.none() | moments, ceiling=st.none() | moments,
)  # fmt: skip
def test_both_ways_of_reckoning_come_to_one_moment(
    rule: Any, floor: Any, kind: str, start: dt.datetime, added: list[dict[str, Any]], nested: dt.datetime | None,
    ceiling: dt.datetime | None,
) -> None:  # fmt: skip
    if rule.limit(kind) is None:
        return
    told: dict[str, Any] = {"added": added} | ({"nested": nested.isoformat()} if nested else {})
    if floor is not None:
        told["rules"] = [[rule.code, rule.version], [floor.code, floor.version]]
    clock = Clock(
        kind=kind, started_at=start, rule_code=rule.code, rule_version=rule.version, explanation=told
    )
    frozen = Frozen.of(clock)
    original = original_of(CALENDAR, frozen, RULES, no_later_than=ceiling)
    wanted = limit_again(CALENDAR, clock, original, no_later_than=ceiling).due_at
    assert due_again(CALENDAR, frozen, RULES, no_later_than=ceiling) == wanted
