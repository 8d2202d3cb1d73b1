"""A migration that changes rows finds those of every government, and makes of them what the new code would have."""

import datetime as dt
import uuid

import pytest
from psycopg.types.json import Jsonb

from hotline_platform.embedded import Embedded
from tests.migrations.before import FIRST, SECOND, before

pytestmark = pytest.mark.long

BOTH = (FIRST, SECOND)
EARLY, LATE = "2026-03-02T01:00Z", "2026-03-05T01:00Z"


def test_a_clock_that_was_held_is_held_for_the_review(server: Embedded) -> None:
    with before(server, "0008") as old:
        held = [old.put("clocks", tenant, kind="reply", held_at=EARLY) for tenant in BOTH]
        running = old.put("clocks", kind="reply")
        old.upgrade()
        assert old.of("clocks", "hold") == dict.fromkeys(held, "review") | {running: None}


def test_what_was_set_for_how_long_data_are_kept_stands_among_the_settings(server: Embedded) -> None:
    with before(server, "0018") as old:
        old.put("retention", kind="person", days=400)
        old.put("retention", kind="content", days=900)
        old.put("retention", SECOND, kind="person", days=30)
        old.put("time_rules", code="own")
        old.upgrade()
        settings = dict(old.rows("SELECT id, settings FROM tenants"))
        assert settings == {FIRST: {"person_days": 400, "content_days": 900}, SECOND: {"person_days": 30}}
        assert old.rows("SELECT inherited FROM time_rules") == [(True,)]


def test_supervision_begins_at_the_end_of_each_feed(server: Embedded) -> None:
    with before(server, "0019") as old:
        for tenant, last in ((FIRST, 3), (SECOND, 5)):
            for position in range(1, last + 1):
                old.put("feed_entries", tenant, position=position)
        old.upgrade()
        places = old.rows("SELECT tenant_id, name, position FROM supervision_places ORDER BY 1")
        assert places == [(FIRST, "feed", 3), (SECOND, "feed", 5)]


def test_numbers_of_papers_go_on_where_they_were(server: Embedded) -> None:
    with before(server, "0027") as old:
        old.put("supervision_numbers", kind="written", year=2026, last=17)
        old.put("supervision_numbers", SECOND, kind="notice", year=2025, last=2)
        old.upgrade()
        registers = old.rows("SELECT tenant_id, series, year, first, count FROM paper_registers ORDER BY 1")
        assert registers == [(FIRST, "written", 2026, 18, 0), (SECOND, "notice", 2025, 3, 0)]


def test_topics_of_a_day_are_the_cases_less_the_deltas_that_wait(server: Embedded) -> None:
    category, area = uuid.uuid4(), uuid.uuid4()
    march, april = dt.date(2026, 3, 2), dt.date(2026, 4, 1)
    with before(server, "0028") as old:
        for tenant, day, many in ((FIRST, march, 3), (FIRST, april, 1), (SECOND, march, 2)):
            for number in range(many):
                old.put(
                    "cases", tenant, number=f"{day}-{number}", origin="live", state="accepted",
                    category_id=category, area_id=area, registered_on=day,
                )  # fmt: skip
        old.put(
            "figure_deltas", day=march, measure="registered", origin="live", category_id=category, amount=1
        )
        old.upgrade()
        topics = old.rows("SELECT tenant_id, day, area_id, amount FROM figures_topic_day ORDER BY 1, 2, 4")
        nowhere = uuid.UUID(int=0)
        assert topics == [
            (FIRST, march, nowhere, -1), (FIRST, march, area, 3), (FIRST, april, area, 1), (SECOND, march, area, 2),
        ]  # fmt: skip


def test_only_an_archived_government_that_was_merged_or_divided_hands_on(server: Embedded) -> None:
    with before(server, "0040b") as old:
        for number, (kind, done) in enumerate((("merge", EARLY), ("move", EARLY), ("merge", None)), start=3):
            old.put("tenants", id=number, code=f"88000{number}", tier="city", status="archived")
            old.put("boundary_plans", kind=kind, source_id=number, target_id=FIRST, done_at=done)
        old.upgrade()
        hands_on = dict(old.rows("SELECT id, hands_on FROM tenants"))
        assert hands_on == {FIRST: False, SECOND: False, 3: True, 4: False, 5: False}


def test_what_a_supervision_is_about_is_a_set_of_cases_and_a_card_keeps_its_own(server: Embedded) -> None:
    with before(server, "0075") as old:
        cases = {tenant: old.put("cases", tenant, origin="live", state="accepted") for tenant in BOTH}
        letters = {
            tenant: old.put("supervisions", tenant, form="written", level="written", subject="case", side="own", number="1",
                            case_id=cases[tenant], assignment_id=uuid.uuid4())
            for tenant in BOTH
        }  # fmt: skip
        old.put("supervised_cases", supervision_id=letters[FIRST], case_id=cases[FIRST])  # said already
        card = old.put(
            "supervisions", form="system", level="red", subject="case", side="own", rule="reply_overdue",
            case_id=cases[FIRST], assignment_id=uuid.uuid4(),
        )  # fmt: skip
        about_a_unit = old.put(
            "supervisions", form="phone", level="phone", subject="unit", side="own", unit_id=uuid.uuid4()
        )
        old.upgrade()
        about = old.rows("SELECT tenant_id, supervision_id, case_id FROM supervised_cases ORDER BY 1")
        assert about == [(tenant, letters[tenant], cases[tenant]) for tenant in BOTH]
        kept = old.of("supervisions", "case_id")
        assert kept == {card: cases[FIRST], letters[FIRST]: None, letters[SECOND]: None, about_a_unit: None}
        aimed = old.of("supervisions", "assignment_id IS NOT NULL")
        assert [one for one, at_one in aimed.items() if at_one] == [card]


def test_a_month_that_is_not_published_is_watched_until_its_objections_are_decided(server: Embedded) -> None:
    march, april = dt.date(2026, 3, 1), dt.date(2026, 4, 1)
    with before(server, "0082") as old:
        for tenant in BOTH:
            old.put("evaluation_publications", tenant, month=march, decide_until=EARLY, published_at=EARLY)
            old.put("evaluation_publications", tenant, month=april, decide_until=LATE, indicators=Jsonb([]))
        old.upgrade()
        watched = old.rows("SELECT tenant_id, month, next_at FROM evaluation_publications ORDER BY 1, 2")
        until = dt.datetime.fromisoformat(LATE)
        assert watched == [
            (tenant, month, next_at) for tenant in BOTH for month, next_at in ((march, None), (april, until))
        ]


def test_rules_of_rosters_are_settings_and_what_can_never_be_filed_is_settled(server: Embedded) -> None:
    with before(server, "0090") as old:
        limits = {"extra_urgent_minutes": 5, "urgent_minutes": 10, "warn_days": 3}
        first = uuid.UUID(int=1)
        old.put("roster_rules", id=first, **limits | {"warn_days": 9})
        old.put("roster_rules", id=uuid.UUID(int=2), **limits | {"urgent_minutes": 8})  # the latest counts
        old.put("roster_rules", SECOND, **limits)
        street, committee, closed = (
            old.put("units", kind=kind, code=code)
            for kind, code in (("street", "S"), ("committee", "C"), ("street", "T"))
        )
        for unit, state in ((street, "open"), (committee, "open"), (closed, "closed")):
            old.put("points", unit_id=unit, state=state, opened_at=EARLY)
        changed = [
            old.put("point_changes", unit_id=unit, due_at=LATE, subject="leader")
            for unit in (street, committee, closed)
        ]
        elsewhere = old.put("point_changes", SECOND, unit_id=committee, due_at=LATE, subject="leader")
        old.upgrade()
        assert dict(old.rows("SELECT id, settings FROM tenants")) == {FIRST: {"urgent_step": 8}, SECOND: {}}
        settled = old.of("point_changes", "settled_at IS NOT NULL")
        assert settled == dict(zip((*changed, elsewhere), (False, True, True, False), strict=True))
        limited = old.of("point_changes", "due_at IS NOT NULL")
        assert limited == dict(zip((*changed, elsewhere), (True, False, True, True), strict=True))


def test_a_supervision_knows_when_it_was_last_looked_back_on(server: Embedded) -> None:
    with before(server, "0095") as old:
        given = {"form": "phone", "level": "phone", "subject": "unit", "side": "own"}
        looked, other = (old.put("supervisions", tenant, **given) for tenant in BOTH)
        for at, act, seq in ((EARLY, "look_back", 1), (LATE, "look_back", 2), ("2026-06-01Z", "close", 3)):
            old.put("supervision_entries", supervision_id=looked, act=act, at=at, seq=seq)
        old.put(
            "supervision_entries", supervision_id=other, act="look_back", at=LATE
        )  # of the first government
        old.upgrade()
        assert old.of("supervisions", "looked_back_at") == {
            looked: dt.datetime.fromisoformat(LATE),
            other: None,
        }
