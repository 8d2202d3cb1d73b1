"""Rectification notices as a list: those that we issue, or those that we got."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_
from hotline_tenants.network.units import UnitTree
from hotline_tenants.rectification.model import Rectification
from hotline_tenants.rectification.reaching import known_to
from hotline_tenants.rectification.watching import look_back_due, overdue
from hotline_tenants.rectification.words import STATES
from hotline_web.acts import choices
from hotline_web.cases.known import Known
from hotline_web.cases.showing import limit
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link
from hotline_web.rectification.words import state_pill


def listed(units: UnitTree, language: Language, *, of_unit: bool = False) -> ListSpec:
    """The list, whose filters name those that may have got a notice; a unit reads its own and is asked for no unit."""
    return ListSpec(
    (
        Column("title", N_("Subject"), "link", width="wide"), Column("number", N_("Number"), hide_on_phone=True),
        Column("unit", N_("Sent to")), Column("state", N_("State"), "state"),
        Column("left", N_("Time left"), "left", sortable=True),
        Column("drafted", N_("Begun"), "moment", sortable=True, hide_on_phone=True),
    ),
    default_sort="-drafted",
    filters=(Filter("state", N_("State"), choices=choices(STATES)),
             *(() if of_unit else (Filter("unit", N_("Sent to"), choices=_asked(units, language)),)),
             Filter("overdue", N_("Overdue"), "yes_no"), Filter("look_back", N_("Look-back due"), "yes_no", quiet=True),
             Filter("number", N_("Number"), "text"),
             Filter("drafted", N_("Begun"), "dates", quiet=True)),
    empty=Empty(N_("No notice yet"),
                N_("What an inspection finds is put right by a notice with a deadline; it stands here until it is looked back on."),
                "clipboard-check"),
)  # fmt: skip


def _asked(units: UnitTree, language: Language) -> tuple[Choice, ...]:
    return tuple(Choice(str(unit.id), unit.name(language)) for unit in units.handling())


def notices(actor: Actor, known: Known) -> Source:
    """Every notice of a government, drafts too, or those to one's own unit; what is overdue or due is so at the moment of the page."""
    at, today = known.now, known.calendar.local_date(known.now)
    columns: tuple[Any, ...] = (
        Rectification.id.label("notice_id"), Rectification.title, Rectification.number, Rectification.state,
        Rectification.side, Rectification.unit_id, Rectification.due_at, Rectification.drafted_at,
    )  # fmt: skip
    expressions: dict[str, ColumnElement[Any]] = {
        "left": Rectification.due_at.expression, "drafted": Rectification.drafted_at.expression,
        "state": Rectification.state.expression,
    }  # fmt: skip
    return Source(
        select(*columns).where(Rectification.tenant_id == actor.tenant, known_to(actor.tenant, actor)), Rectification.id.expression, expressions,
        {
            "number": lambda value: Rectification.number.contains(value, autoescape=True),
            "unit": lambda value: Rectification.unit_id == uuid.UUID(value),
            "overdue": lambda value: overdue(at).is_(value),
            "look_back": lambda value: look_back_due(today).is_(value),
        },
    )  # fmt: skip


def notice_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of one notice; the time left counts while something is asked."""
    asked = row["state"] == "issued"
    return {
        "title": Link(row["title"], f"/rectifications/{row['notice_id']}"), "number": row["number"] or "–",
        "unit": known.unit(row["unit_id"]) if row["side"] != "lower" else N_("From the government above"),
        "state": state_pill(row["state"]), "drafted": row["drafted_at"],
        "left": limit(N_("Report due"), row["due_at"], known.calendar, known.now) if asked else None,
    }  # fmt: skip
