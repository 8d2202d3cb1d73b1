"""The people of a government as a list: one row for each role that somebody holds or held."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_, Message
from hotline_tenants.network.units import UnitTree
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link, State

STATES: dict[str, State] = {
    "active": State(N_("Active"), "on_time", "circle-check"),
    "first_password": State(N_("Must change the password"), "near", "key"),
    "locked": State(N_("Locked out"), "overdue", "lock"),
    "closed": State(N_("Account closed"), "neutral", "ban"),
    "ended": State(N_("Role ended"), "neutral", "door-exit"),
}


def people_list(units: UnitTree, language: Language, *, ended: bool) -> ListSpec:
    """The list as declared; its filters know the units of this government."""
    roles = tuple(Choice(role, name) for role, name in ROLE_NAMES.items())
    staffed = tuple(Choice(str(unit.id), unit.name(language)) for unit in units if unit.kind != "government")
    states = tuple(Choice(key, STATES[key].label) for key in ("active", "first_password", "locked", "closed"))
    last = (
        Column("until", N_("Ended"), "moment", sortable=True)
        if ended
        else Column("state", N_("State"), "state")
    )
    return ListSpec(
        (
            Column("name", N_("Name"), "link", sortable=True),
            Column("login", N_("Sign-in name"), sortable=True),
            Column("role", N_("Role")),
            Column("unit", N_("Unit")),
            Column("since", N_("Since"), "moment", sortable=True, hide_on_phone=True),
            last,
        ),
        default_sort="-until" if ended else "login",
        filters=(
            Filter("who", N_("Name or sign-in name"), "text"),
            Filter("role", N_("Role"), choices=roles),
            Filter("unit", N_("Unit"), choices=staffed),
            *(() if ended else (Filter("state", N_("State"), choices=states),)),
        ),
        empty=_EMPTY[ended],
    )


_EMPTY = {
    False: Empty(N_("Nobody works here yet"), N_("Whom you add appears here with their role."), "users"),
    True: Empty(N_("No role has ended"), N_("Who leaves a role stays on record here."), "door-exit"),
}


_COLUMNS: tuple[Any, ...] = (
    Membership.account_id, Membership.role, Membership.unit_id, Membership.granted_at, Membership.ended_at,
    Account.login, Account.name, Account.must_change_password, Account.locked_until, Account.disabled_at,
)  # fmt: skip


def people_source(tenant: int, now: dt.datetime, *, ended: bool) -> Source:
    """Where the rows come from; accounts carry no tenant, so the memberships name it."""
    living = Membership.ended_at.is_not(None) if ended else Membership.ended_at.is_(None)
    wanted = (
        select(*_COLUMNS)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.tenant_id == tenant, living)
    )
    expressions: dict[str, ColumnElement[Any]] = {
        "name": Account.name.expression, "login": Account.login.expression, "role": Membership.role.expression,
        "since": Membership.granted_at.expression, "until": Membership.ended_at.expression,
    }  # fmt: skip
    return Source(
        wanted,
        Membership.id.expression,
        expressions,
        {"who": _who, "unit": _in_unit, "state": lambda value: _in_state(value, now)},
        frozenset({"until"}),
    )


def person_state(row: RowMapping | Mapping[str, Any], now: dt.datetime) -> State:
    """How a person's account stands in one of their roles; the first that keeps them out."""
    if row["ended_at"] is not None:
        return STATES["ended"]
    if row["disabled_at"] is not None:
        return STATES["closed"]
    if row["locked_until"] is not None and row["locked_until"] > now:
        return STATES["locked"]
    return STATES["first_password" if row["must_change_password"] else "active"]


def person_cells(row: RowMapping, units: UnitTree, language: Language, now: dt.datetime) -> dict[str, object]:
    """What a row shows."""
    unit = units.find(row["unit_id"])
    return {
        "name": Link(row["name"], f"/people/{row['account_id']}"), "login": row["login"],
        "role": role_name(row["role"]), "unit": unit.name(language) if unit else None, "since": row["granted_at"],
        "until": row["ended_at"], "state": person_state(row, now),
    }  # fmt: skip


def role_name(role: str) -> Message | str:
    """A role in words; one that the matrix no longer knows as it was written."""
    return ROLE_NAMES.get(role, role)


def _who(value: str) -> ColumnElement[bool]:
    return or_(
        Account.name.contains(value, autoescape=True), Account.login.contains(value.lower(), autoescape=True)
    )


def _in_unit(value: str) -> ColumnElement[bool]:
    return Membership.unit_id == uuid.UUID(value)


def _in_state(value: str, now: dt.datetime) -> ColumnElement[bool]:
    open_, locked = Account.disabled_at.is_(None), Account.locked_until > now
    free = or_(Account.locked_until.is_(None), Account.locked_until <= now)
    conditions = {
        "closed": Account.disabled_at.is_not(None),
        "locked": open_ & locked,
        "first_password": open_ & free & Account.must_change_password,
        "active": open_ & free & ~Account.must_change_password,
    }
    return conditions[value]
