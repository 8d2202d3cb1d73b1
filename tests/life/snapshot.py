"""What is stored of every case in every tenant, read from outside: past policies, grants and the code under test."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row
from psycopg.sql import SQL, Identifier

_READ = {
    "cases": "tenant_id, id, number, superior_number, state, ending, origin, referred, round, urgency, lead_unit_id, "
    "about_unit_id, merged_into_id, due_at, version, events, head",
    "assignments": "tenant_id, id, case_id, unit_id, lead, state, round, governs_tenant_id, dispatched_at, due_at, "
    "contacted_at, assigned_to, guards, final",
    "clocks": "tenant_id, id, case_id, assignment_id, kind, due_at, next_at, hold, stopped_at, outcome",
    "rulings": "tenant_id, id, case_id, assignment_id, kind, level, state",
    "referrals": "tenant_id, id, side, case_id, assignment_id, other_tenant_id, other_case_id, superior_due_at",
    "callbacks": "tenant_id, id, case_id, round, contacted",
}  # fmt: skip
_MEETINGS = """
    SELECT case_id, jsonb_array_elements_text(data -> 'units')::uuid AS unit_id FROM case_events
    WHERE act = 'designate' ORDER BY case_id, seq
"""
_COUNTED = (
    "case_events", "remarks", "replies", "notices", "jobs", "figure_deltas", "precedents", "case_texts", "query_codes",
)  # fmt: skip
_EMPTIED = ("cases", "clocks", "rulings", "referrals", "precedents", "notices", "jobs", "figure_deltas",
            "announcements", "feed_entries", "figures_category_month", "figures_topic_day", "figures_tenant_day", "figures_tenant_month",
            "figures_unit_day", "figures_unit_month", "query_codes")  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """The rows of one moment, each list in the order in which they were made; `counts` of what else an act writes."""

    cases: Sequence[Any] = ()
    assignments: Sequence[Any] = ()
    clocks: Sequence[Any] = ()
    rulings: Sequence[Any] = ()
    referrals: Sequence[Any] = ()
    callbacks: Sequence[Any] = ()
    meetings: Sequence[Any] = ()
    counts: Sequence[Any] = ()
    _of: dict[uuid.UUID, list[Any]] = field(default_factory=dict, compare=False)

    def case(self, case_id: uuid.UUID) -> Any:
        """One case by its id."""
        return next(one for one in self.cases if one.id == case_id)

    def assignments_of(self, case_id: uuid.UUID) -> list[Any]:
        """The assignments of one case, oldest first."""
        if not self._of:
            for one in self.assignments:
                self._of.setdefault(one.case_id, []).append(one)
        return self._of.get(case_id, [])


def look(connection: psycopg.Connection[Any]) -> Snapshot:
    """Read everything."""
    rows: dict[str, Any] = {}
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        for table, columns in _READ.items():
            rows[table] = cursor.execute(f"SELECT {columns} FROM {table} ORDER BY id").fetchall()
        rows["meetings"] = cursor.execute(_MEETINGS).fetchall()
        counts = ", ".join(f"(SELECT count(*) FROM {table}) AS {table}" for table in _COUNTED)
        rows["counts"] = cursor.execute(f"SELECT {counts}").fetchall()
    return Snapshot(**rows)


def empty(connection: psycopg.Connection[Any]) -> None:
    """No case was ever there; who and what the city consists of stays."""
    tables = SQL(", ").join(Identifier(table) for table in _EMPTIED)
    connection.execute(SQL("TRUNCATE {} CASCADE").format(tables))
