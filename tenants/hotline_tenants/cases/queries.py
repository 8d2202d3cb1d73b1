"""Selections for lists: columns only, the tenant named, an index behind every order.

What hangs on a row is joined from outside, so that counting rows never reads it.
"""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from hotline_tenants.cases.model import Assignment, Case, CaseText
from hotline_tenants.cases.reaching import WITHHELD, not_about

_OTHER = aliased(Case)
_MERGED = (
    select(func.count()).select_from(_OTHER)
    .where(_OTHER.tenant_id == Case.tenant_id, _OTHER.merged_into_id == Case.id)
)  # fmt: skip

CASE_COLUMNS: tuple[Any, ...] = (
    Case.id.label("case_id"), Case.number, Case.state, Case.type, Case.channel, Case.urgency, Case.category_id,
    Case.area_id, Case.lead_unit_id, Case.proposed_unit_id, Case.registered_at, Case.due_at, Case.attempts,
    Case.superior_number, Case.repeats, Case.merged_into_id, _MERGED.scalar_subquery().label("merged"), CaseText.title,
)  # fmt: skip

ASSIGNMENT_COLUMNS: tuple[Any, ...] = (
    Assignment.id.label("assignment_id"), Assignment.state.label("assignment_state"), Assignment.unit_id,
    Assignment.lead, Assignment.situation, Assignment.due_at.label("reply_due_at"), Assignment.sign_due_at,
    Assignment.replied_at, Assignment.assigned_to, *CASE_COLUMNS[:-1],
    func.coalesce(CaseText.struck_title, CaseText.title).label("title"),
)  # fmt: skip


def cases(tenant: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Cases of one tenant with their titles."""
    return (
        select(*CASE_COLUMNS)
        .select_from(Case)
        .outerjoin(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == Case.id))
        .where(Case.tenant_id == tenant, Case.origin != WITHHELD, *conditions)
    )


def waiting_for_dispatch(tenant: int) -> Select[Any]:
    """What the dispatcher has to do. Imported history waits in a place of its own; it has no due moment, and an index
    in that order need not be read beyond those that have one.
    """
    return cases(
        tenant,
        _in_state(Case.state, "registered", "accepted"),
        Case.origin == "live",
        Case.due_at.is_not(None),
    )


def waiting_for_callback(tenant: int) -> Select[Any]:
    """What the callback officer has to do: an order from above is called back there."""
    return cases(tenant, Case.state == "reviewed", Case.referred.is_(False))


def assignments(tenant: int, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Assignments of one tenant with their cases."""
    return (
        select(*ASSIGNMENT_COLUMNS)
        .select_from(Assignment)
        .outerjoin(Case, and_(Case.tenant_id == tenant, Case.id == Assignment.case_id))
        .outerjoin(CaseText, and_(CaseText.tenant_id == tenant, CaseText.case_id == Assignment.case_id))
        .where(Assignment.tenant_id == tenant, Assignment.origin != WITHHELD, *conditions)
    )


INBOX_TABS: dict[str, tuple[str, ...]] = {
    "sign": ("dispatched",),
    "handle": ("signed", "handling"),
    "sign_off": ("signing_off",),
    "review": ("replied",),
    "done": ("accepted",),
}
"""The tabs of a unit's inbox and the states of assignments behind them."""


def inbox(tenant: int, unit_id: uuid.UUID, tab: str) -> Select[Any]:
    """The assignments of one unit in the states of a tab."""
    own = Assignment.unit_id == unit_id, _in_state(Assignment.state, *INBOX_TABS[tab])
    return assignments(tenant, *own, not_about(tenant, unit_id))


def inbox_counts(tenant: int, unit_id: uuid.UUID, up_to: int = 100) -> Select[Any]:
    """One row: how much waits in each tab of a unit's inbox, counted up to a number; what is done is not counted."""
    mine = Assignment.tenant_id == tenant, Assignment.unit_id == unit_id
    return select(
        *(
            select(func.count())
            .select_from(select(Assignment.id).where(*mine, _in_state(Assignment.state, *states)).limit(up_to).subquery())
            .scalar_subquery()
            .label(tab)
            for tab, states in INBOX_TABS.items()
            if tab != "done"
        )
    )  # fmt: skip


def waiting_for_review(tenant: int) -> Select[Any]:
    """Replies that the reviewer has to judge."""
    return assignments(tenant, _in_state(Assignment.state, "replied"))


def _in_state(column: Any, *states: str) -> ColumnElement[bool]:
    """The states stand in the statement itself: only so does a plan that is kept use an index on some states only."""
    condition: ColumnElement[bool] = column.in_(bindparam(None, states, expanding=True, literal_execute=True))
    return condition
