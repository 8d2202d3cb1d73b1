"""What assignments of earlier months count for in the rates of what went wrong is what their history says."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

import pytest

from hotline_platform.embedded import Embedded
from hotline_tenants.figures.ledger import counted
from tests.migrations.before import FIRST, SECOND, Before, before

pytestmark = pytest.mark.long

NEW = ("return_asked", "reworked", "deferred", "supervised")
MEASURES = {
    "return_cohort", "return_asked", "misdispatched", "lead_cohort", "reworked", "objection_upheld", "ran_over",
    "supervised",
}  # fmt: skip
ISSUED = "2026-02-20T01:00Z"
MONTHS = [
    (FIRST, dt.date(2026, 1, 20)), (FIRST, dt.date(2026, 2, 10)), (SECOND, dt.date(2026, 2, 10)),
]  # fmt: skip
UNIT, OTHER_UNIT = uuid.uuid4(), uuid.uuid4()


class History:
    """Assignments of one government, each with what happened to it."""

    def __init__(self, old: Before, tenant: int, day: dt.date) -> None:
        self._old, self.tenant, self._day = old, tenant, day

    def case(self, **given: Any) -> uuid.UUID:
        return self._old.put(
            "cases", self.tenant, number=str(uuid.uuid4()), origin="live", state="accepted", **given
        )

    def assignment(self, case: uuid.UUID | None = None, **given: Any) -> uuid.UUID:
        usual = {
            "state": "accepted", "lead": True, "round": 1, "origin": "live", "unit_id": UNIT, "reply_due_on": self._day,
            "due_at": f"{self._day}T08:00Z", "dispatched_at": f"{self._day}T01:00Z", "first_solved": "yes",
        }  # fmt: skip
        return self._old.put("assignments", self.tenant, case_id=case or self.case(), **usual | given)

    def ruling(self, assignment: uuid.UUID, kind: str, state: str, tenant: int | None = None) -> None:
        self._old.put(
            "rulings", tenant or self.tenant, assignment_id=assignment, kind=kind, state=state, level="first"
        )

    def clock(self, assignment: uuid.UUID, **given: Any) -> None:
        usual = {"kind": "reply", "due_at": f"{self._day}T08:00Z"}
        self._old.put("clocks", self.tenant, assignment_id=assignment, **usual | given)

    def supervision(
        self, case: uuid.UUID, *, task: str = "open", unit: uuid.UUID = UNIT, **given: Any
    ) -> None:
        usual = {"form": "written", "level": "written", "subject": "case", "side": "own", "issued_at": ISSUED}
        supervision = self._old.put("supervisions", self.tenant, number=str(uuid.uuid4()), **usual | given)
        self._old.put("supervised_cases", self.tenant, supervision_id=supervision, case_id=case)
        self._old.put("supervision_tasks", self.tenant, supervision_id=supervision, unit_id=unit, state=task)

    def card(self, case: uuid.UUID, assignment: uuid.UUID | None, **given: Any) -> None:
        usual = {
            "form": "system", "level": "red", "subject": "case", "side": "own", "rule": "reply_overdue",
            "issued_at": ISSUED, "unit_id": UNIT,
        }  # fmt: skip
        self._old.put("supervisions", self.tenant, case_id=case, assignment_id=assignment, **usual | given)


def test_each_assignment_is_what_its_history_says(server: Embedded) -> None:
    with before(server, "0080") as old:
        expected: dict[str, set[uuid.UUID]] = {name: set() for name in (*NEW, "overdue_at")}
        for tenant, day in MONTHS:
            _returns_and_deferrals(History(old, tenant, day), expected)
            _rework(History(old, tenant, day), expected)
            _limits(History(old, tenant, day), expected)
            _supervision(History(old, tenant, day), expected)
        old.upgrade()
        for name in NEW:
            assert {one for one, said in old.of("assignments", name).items() if said} == expected[name], name
        overdue = {one for one, at in old.of("assignments", "overdue_at").items() if at is not None}
        assert overdue == expected["overdue_at"]


def test_each_month_counts_what_the_acts_themselves_would_have_counted(server: Embedded) -> None:
    with before(server, "0080") as old:
        ignored: dict[str, set[uuid.UUID]] = {name: set() for name in (*NEW, "overdue_at")}
        for tenant, day in MONTHS:
            history = History(old, tenant, day)
            for happen in (_returns_and_deferrals, _rework, _limits, _supervision):
                happen(history, ignored)
            history.assignment(false_closed_on=day)
            history.assignment(origin="imported")
            history.assignment(reply_due_on=None)
            history.assignment(lead=False)
            history.assignment(state="withdrawn")
        old.upgrade()
        wanted = Counter(
            (row["tenant_id"], *one[:5])
            for row in old.dicts("SELECT * FROM assignments")
            for one in counted("assignment", row)
            if one[0] in MEASURES
        )
        found = old.rows(
            "SELECT tenant_id, measure, day, origin, unit_id, category_id, amount FROM figure_deltas"
            " WHERE measure <> 'solved_valid'"
        )
        joined = old.rows(
            "SELECT tenant_id, day, amount FROM figure_deltas WHERE measure = 'solved_valid' ORDER BY 1, 2"
        )
        assert joined == [(*month, 1) for month in MONTHS], (
            "callers of what was deferred, who were not asked yet"
        )
        assert {row[:6]: row[6] for row in found} == wanted
        assert {one[1] for one in wanted} == MEASURES, "the history has something of every kind"
        assert {(tenant, day) for tenant, _, day, *_ in wanted} == {*MONTHS}


def _returns_and_deferrals(history: History, expected: dict[str, set[uuid.UUID]]) -> None:
    elsewhere = SECOND if history.tenant == FIRST else FIRST
    for state in ("granted", "refused"):
        asked = history.assignment(state="returned" if state == "granted" else "handling")
        history.ruling(asked, "return", state)
        expected["return_asked"].add(asked)
    deferred = history.assignment(first_solved=None)
    history.ruling(deferred, "deferral", "granted")
    expected["deferred"].add(deferred)
    history.ruling(history.assignment(), "deferral", "refused")
    history.ruling(history.assignment(), "return", "asked", tenant=elsewhere)


def _rework(history: History, expected: dict[str, set[uuid.UUID]]) -> None:
    case = history.case()
    expected["reworked"].add(history.assignment(case))
    history.assignment(case, lead=False)
    history.assignment(case, round=2)
    lead = history.case()
    expected["reworked"].add(history.assignment(lead))
    merged = history.case(merged_into_id=lead)
    history.assignment(merged)  # its caller was not content with the joint answer
    history.assignment(history.case(merged_into_id=history.case()), state="withdrawn")


def _limits(history: History, expected: dict[str, set[uuid.UUID]]) -> None:
    late, running, submitted_late = (history.assignment() for _ in range(3))
    history.clock(late, outcome="missed", stopped_at="2026-03-01Z")
    history.clock(running)
    history.clock(submitted_late, hold="review", held_at="2026-03-01Z")
    expected["overdue_at"] |= {late, running, submitted_late}
    in_time, waiting, asked, signed_late = (history.assignment() for _ in range(4))
    history.clock(in_time, outcome="met", stopped_at="2026-01-01Z")
    history.clock(waiting, next_at="2026-03-01Z")
    history.clock(asked, hold="caller", held_at="2026-01-01Z")
    history.clock(signed_late, kind="sign", outcome="missed", stopped_at="2026-03-01Z")


def _supervision(history: History, expected: dict[str, set[uuid.UUID]]) -> None:
    case = history.case()
    former, latest = sorted(
        (uuid.uuid4(), uuid.uuid4())
    )  # as numbers are given, the later one has the greater
    history.assignment(case, id=former)
    history.assignment(case, id=latest, round=2)
    expected["reworked"].add(former)
    history.supervision(case)
    expected["supervised"].add(latest)
    carded = history.case()
    expected["supervised"].add(one := history.assignment(carded))
    history.card(carded, one)
    of_the_unit = history.case()
    expected["supervised"].add(history.assignment(of_the_unit))
    history.assignment(of_the_unit, unit_id=OTHER_UNIT, lead=False)
    history.card(of_the_unit, None)
    for given in (
        {"task": "lifted"}, {"unit": OTHER_UNIT}, {"outcome": "void"}, {"issued_at": None}, {"side": "lower"},
        {"issued_at": "2026-01-01Z"},
    ):  # fmt: skip
        left = history.case()
        history.assignment(left)
        history.supervision(left, **given)
    warned = history.case()
    history.card(warned, history.assignment(warned), level="yellow")
