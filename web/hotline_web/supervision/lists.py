"""The ledger of supervision and what a unit is asked, as lists: columns, filters, rows."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, false, func, not_

from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitTree
from hotline_tenants.supervision.ladder import RUNGS, times_up
from hotline_tenants.supervision.model import Supervision, SupervisionTask
from hotline_tenants.supervision.queries import of_tab, overdue, step_due
from hotline_tenants.supervision.words import FORMS, RULES, STATES
from hotline_web.cases.known import Known
from hotline_web.cases.showing import limit
from hotline_web.cases.supervised import rung_pill, state_pill, title_of
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.supervision.words import task_pill

NUMBER = Column("number", N_("Number"), "link")
TITLE = Column("title", N_("Subject"), "long", width="wide")
FORM = Column("form", N_("Form"), hide_on_phone=True)
UNIT = Column("unit", N_("Unit"))
RUNG = Column("rung", N_("Rung"), "state")
STATE = Column("state", N_("State"), "state")
LOOK_BACK = Column("look_back", N_("Look-back on"), "date", sortable=True)
LEFT = Column("left", N_("Time left"), "left", sortable=True)
OPENED = Column("opened", N_("Begun"), "moment", sortable=True)
CASE = Column("case", N_("Demand"), "long", hide_on_phone=True)

TABS: dict[str, Message] = {
    "open": N_("Under way"),
    "cards": N_("Cards"),
    "to_sign": N_("To be signed"),
    "to_review": N_("To be reviewed"),
    "objections": N_("Objections"),
    "look_backs": N_("Look-backs"),
    "results": N_("Before the leader"),
    "from_above": N_("From above"),
    "cards_above": N_("Cards from above"),
    "drafts": N_("Drafts"),
    "all": N_("All"),
}
EMPTY: dict[str, Empty] = {
    "open": Empty(
        N_("Nothing is under way"),
        N_("What is issued appears here until it is closed, the most pressing first."),
    ),
    "cards": Empty(
        N_("No card is open"),
        N_("Rules open cards by themselves and close them when the missing act was done."),
    ),
    "cards_above": Empty(
        N_("No card from above is open"),
        N_("Cards of the government above about this one appear here; it can object to each of them once."),
    ),
    "look_backs": Empty(
        N_("No look-back waits"),
        N_("What was closed with a day for looking back stands here until somebody has looked."),
    ),
    "to_sign": Empty(N_("Nothing is to be signed"), N_("Drafts that are put before the signer appear here.")),
    "to_review": Empty(
        N_("No report waits"),
        N_("Reports of units and districts appear here, and what is ready to be closed."),
    ),
}
SORTS = {
    "look_backs": "look_back",
    **dict.fromkeys(("cards", "cards_above", "all", "drafts", "to_sign", "objections"), "-opened"),
}
DEFAULT_EMPTY = Empty(N_("Nothing here"), N_("What belongs here appears by itself."))


def ledger(tab: str, units: UnitTree, language: Language) -> ListSpec:
    """The list of one tab. Cards have no deadline of their own: the newest stand first."""
    handling = tuple(Choice(str(unit.id), unit.name(language)) for unit in units.handling())
    filters = (
        Filter("number", N_("Number"), "text"),
        Filter("unit", N_("Unit"), choices=handling),
        Filter("form", N_("Form"), choices=_choices(FORMS)),
        *(
            ()
            if tab in ("cards", "cards_above")
            else (Filter("overdue", N_("Overdue"), "yes_no", quiet=True),)
        ),
        Filter("level", N_("Rung"), "choices", tuple(Choice(key, rung.name) for key, rung in RUNGS.items())),
        Filter("step", N_("Next rung due"), "yes_no", quiet=True),
        Filter("rule", N_("Rule"), choices=_choices(RULES), quiet=True),
        Filter("state", N_("State"), choices=_choices(STATES), quiet=True),
        Filter("opened", N_("Begun"), "dates", quiet=True),
    )
    if tab == "cards":
        columns: tuple[Column, ...] = (NUMBER, RUNG, TITLE, CASE, UNIT, OPENED)
    elif tab == "cards_above":
        columns = (NUMBER, RUNG, TITLE, CASE, OPENED)
    elif tab == "look_backs":
        columns = (NUMBER, TITLE, FORM, UNIT, LOOK_BACK)
    else:
        columns = (NUMBER, TITLE, FORM, UNIT, RUNG, STATE, OPENED, LEFT)
    return ListSpec(
        columns, default_sort=SORTS.get(tab, "left"), filters=filters,
        empty=EMPTY.get(tab, DEFAULT_EMPTY),
    )  # fmt: skip


ASKED = ListSpec(
    (NUMBER, TITLE, Column("what", N_("What is asked"), "long", hide_on_phone=True), FORM, STATE, LEFT),
    default_sort="left",
    filters=(Filter("form", N_("Form"), choices=tuple(Choice(key, name) for key, name in FORMS.items())),),
    empty=Empty(
        N_("Nothing is asked of your unit"), N_("Letters, instructions and cards to your unit appear here.")
    ),
)
OWN_CARDS = ListSpec(
    (NUMBER, RUNG, TITLE, CASE, OPENED), default_sort="-opened",
    empty=Empty(N_("No card is open"), N_("A card closes by itself when the act that is missing was done.")),
)  # fmt: skip


def ledger_source(tenant: int, tab: str, known: Known, thresholds: Mapping[str, int]) -> Source:
    """Where the rows of one tab come from; what is overdue, or due to climb, is so at the moment of the page."""
    found, late = source(of_tab(tenant, tab)), overdue(known.now)
    step = step_due(tenant, times_up(known.calendar, thresholds, known.now))
    return replace(
        found,
        conditions={
            **found.conditions,
            "overdue": lambda value: late if value else ~func.coalesce(late, false()),
            "step": lambda value: step if value else not_(step),
        },
    )


def source(select: Select[Any], *, task: bool = False) -> Source:
    """Where the rows come from."""
    due = SupervisionTask.due_at if task else Supervision.due_at
    expressions: dict[str, ColumnElement[Any]] = {
        "opened": Supervision.opened_at.expression, "left": due.expression, "form": Supervision.form.expression,
        "level": Supervision.level.expression, "rule": Supervision.rule.expression,
        "state": Supervision.state.expression, "look_back": Supervision.look_back_on.expression,
    }  # fmt: skip
    row_id = (SupervisionTask.id if task else Supervision.id).expression
    return Source(
        select, row_id, expressions,
        {
            "number": lambda value: Supervision.number.contains(value, autoescape=True),
            "unit": lambda value: Supervision.unit_id == uuid.UUID(value),
        },
        frozenset() if task else frozenset({"left"}),
    )  # fmt: skip


def cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """What a row shows."""
    found: dict[str, object] = {
        "number": row["number"] or N_("Draft"), "title": title_of(row), "form": FORMS[row["form"]],
        "unit": known.unit(row["unit_id"]), "rung": rung_pill(row["level"]), "state": state_pill(row["state"]),
        "opened": row["opened_at"], "case": row["case_title"] or "", "look_back": row["look_back_on"],
        "left": limit(N_("Report due"), row["due_at"], known.calendar, known.now),
    }  # fmt: skip
    if "task_state" in row:
        found["state"], found["what"] = task_pill(row["task_state"]), row["what"]
        found["left"] = limit(N_("Report due"), row["task_due_at"], known.calendar, known.now)
    return found


def _choices(words: Mapping[str, Message]) -> tuple[Choice, ...]:
    return tuple(Choice(key, word) for key, word in words.items())
