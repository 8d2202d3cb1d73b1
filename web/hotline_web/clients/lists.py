"""The systems of a government as a list."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from hotline_platform.access.model import ApiClient
from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import N_
from hotline_tenants.network.units import UnitTree
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, ListSpec, Source
from hotline_web.pieces import State, Tab

CLIENTS, WEBHOOKS = "/interfaces/clients", "/interfaces/webhooks"

ALIVE = State(N_("May come in"), "on_time", "circle-check")
ENDED = State(N_("Access ended"), "neutral", "ban")

SPEC = ListSpec(
    (
        Column("name", N_("Name of the system"), "link", sortable=True),
        Column("role", N_("Acts as")),
        Column("unit", N_("Unit"), hide_on_phone=True),
        Column("used", N_("Last used"), "moment", sortable=True),
        Column("since", N_("Since"), "moment", sortable=True, hide_on_phone=True),
        Column("state", N_("State"), "state"),
    ),
    default_sort="-since",
    empty=Empty(
        N_("No other system works here"),
        N_("A district's or a department's own system can register, sign, reply and follow events through the API."),
        "plug-connected", N_("Let a system in"), f"{CLIENTS}/new",
    ),
)  # fmt: skip

_COLUMNS: tuple[Any, ...] = (
    ApiClient.id, ApiClient.name, ApiClient.role, ApiClient.unit_id, ApiClient.last_used_at, ApiClient.created_at,
    ApiClient.ended_at,
)  # fmt: skip


def tabs(current: str) -> tuple[Tab, ...]:
    """Both ways in which systems talk with this one."""
    return (
        Tab(N_("Systems that ask"), CLIENTS, current == CLIENTS),
        Tab(N_("Systems that are told"), WEBHOOKS, current == WEBHOOKS),
    )


def client_source(tenant: int) -> Source:
    """Every system that was ever let in."""
    expressions: dict[str, ColumnElement[Any]] = {
        "name": ApiClient.name.expression, "used": ApiClient.last_used_at.expression,
        "since": ApiClient.created_at.expression,
    }  # fmt: skip
    wanted = select(*_COLUMNS).where(ApiClient.tenant_id == tenant)
    return Source(wanted, ApiClient.id.expression, expressions, nullable=frozenset({"used"}))


def client_cells(row: RowMapping, units: UnitTree, language: Language) -> dict[str, object]:
    """What a row shows."""
    unit = units.find(row["unit_id"])
    return {
        "name": row["name"], "role": ROLE_NAMES[row["role"]], "unit": unit.name(language) if unit else None,
        "used": row["last_used_at"], "since": row["created_at"], "state": ENDED if row["ended_at"] else ALIVE,
    }  # fmt: skip
