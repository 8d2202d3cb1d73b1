"""Rectification notices as a list: those that we issue, or those that we got."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from hotline_platform.errors import N_
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.words import STATES
from hotline_web.acts import choices
from hotline_web.cases.known import Known
from hotline_web.cases.showing import limit
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link
from hotline_web.rectification.words import state_pill

NOTICES = ListSpec(
    (
        Column("title", N_("Subject"), "link", width="wide"), Column("number", N_("Number"), hide_on_phone=True),
        Column("unit", N_("Government")), Column("state", N_("State"), "state"),
        Column("left", N_("Time left"), "left", sortable=True),
        Column("drafted", N_("Begun"), "moment", sortable=True, hide_on_phone=True),
    ),
    default_sort="-drafted",
    filters=(Filter("state", N_("State"), choices=choices(STATES)), Filter("number", N_("Number"), "text"),
             Filter("drafted", N_("Begun"), "dates", quiet=True)),
    empty=Empty(N_("No notice yet"),
                N_("What an inspection finds is put right by a notice with a deadline; it stands here until it is looked back on."),
                "clipboard-check"),
)  # fmt: skip


def notices(tenant: int) -> Source:
    """Every notice of a government, drafts too."""
    columns: tuple[Any, ...] = (
        Rectification.id.label("notice_id"), Rectification.title, Rectification.number, Rectification.state,
        Rectification.side, Rectification.unit_id, Rectification.due_at, Rectification.drafted_at,
    )  # fmt: skip
    expressions: dict[str, ColumnElement[Any]] = {
        "left": Rectification.due_at.expression, "drafted": Rectification.drafted_at.expression,
        "state": Rectification.state.expression,
    }  # fmt: skip
    return Source(
        select(*columns).where(Rectification.tenant_id == tenant), Rectification.id.expression, expressions,
        {"number": lambda value: Rectification.number.contains(value, autoescape=True)},
    )  # fmt: skip


def notice_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of one notice; the time left counts while something is asked."""
    asked = row["state"] == "issued"
    return {
        "title": Link(row["title"], f"/rectifications/{row['notice_id']}"), "number": row["number"] or "–",
        "unit": known.unit(row["unit_id"]) if row["side"] == "upper" else N_("From the government above"),
        "state": state_pill(row["state"]), "drafted": row["drafted_at"],
        "left": limit(N_("Report due"), row["due_at"], known.calendar, known.now) if asked else None,
    }  # fmt: skip
