"""The points of a government as a list: every unit of the tree, with its standing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select
from sqlalchemy.orm import aliased

from hotline_platform.errors import N_
from hotline_tenants.network.model import Unit
from hotline_tenants.points.lifecycle import FACTS, NOWHERE
from hotline_tenants.points.model import Point
from hotline_tenants.points.standing import Standing
from hotline_tenants.points.words import STATES
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.network.words import KIND
from hotline_web.pieces import Link
from hotline_web.points.showing import state_pill

APPROVING = "approving"
"""The form that receives the ticked points."""

_STATE: ColumnElement[str] = func.coalesce(Point.state, NOWHERE)


@dataclass(frozen=True)
class Points:
    """The list with what its rows are made with. `ticks` where this person may approve what was applied for."""

    language: Language
    ticks: bool

    @property
    def spec(self) -> ListSpec:
        """Its columns and filters."""
        return ListSpec(
            (
                Column("unit", N_("Unit"), "link", width="wide"),
                Column("kind", N_("Kind"), hide_on_phone=True),
                Column("above", N_("Stands under"), hide_on_phone=True),
                Column("code", N_("Code"), sortable=True),
                Column("state", N_("State"), "state"),
                Column("telephone", N_("Telephone number")),
                Column("liaison", N_("Liaison officer")),
                Column("missing", N_("Still missing"), "long", hide_on_phone=True),
            ),
            default_sort="code",
            filters=(
                Filter("state", N_("State"), choices=tuple(Choice(key, name) for key, name in STATES.items())),
                Filter("kind", N_("Kind"), choices=tuple(Choice(key, name) for key, name in KIND.items())),
                Filter("name", N_("Name or code"), "text"),
            ),
            empty=Empty(
                N_("No unit yet"),
                N_("A point is a unit's standing in the network: establish units, or take the divisions over from a file."),
                "affiliate", N_("Files of divisions"), "/network/divisions",
            ),
            select_into=APPROVING if self.ticks else None,
        )  # fmt: skip

    def source(self, tenant: int) -> Source:
        """Every open unit but the government above, with its point where it has one."""
        above = aliased(Unit)
        columns: tuple[Any, ...] = (
            Unit.id.label("unit_id"), Unit.code, Unit.name_zh, Unit.name_en, Unit.kind, Point.telephone,
            _STATE.label("state"), above.name_zh.label("above_zh"), above.name_en.label("above_en"),
        )  # fmt: skip
        wanted = (
            select(*columns)
            .outerjoin(Point, and_(Point.tenant_id == tenant, Point.unit_id == Unit.id))
            .outerjoin(above, and_(above.tenant_id == tenant, above.id == Unit.parent_id))
            .where(Unit.tenant_id == tenant, Unit.kind != "superior", Unit.closed_at.is_(None))
        )
        return Source(
            wanted, Unit.id.expression,
            {"code": Unit.code.expression, "kind": Unit.kind.expression, "state": _STATE},
            {"name": _named},
        )  # fmt: skip

    def cells(self, row: RowMapping, standings: Mapping[uuid.UUID, Standing]) -> Mapping[str, Any]:
        """The cells of one row."""
        standing = standings.get(row["unit_id"], Standing())
        english = self.language == "en"
        return {
            "unit": Link(row["name_en"] if english else row["name_zh"], point_url(row["unit_id"])),
            "kind": KIND[row["kind"]], "above": row["above_en"] if english else row["above_zh"], "code": row["code"],
            "state": state_pill(row["state"]), "telephone": row["telephone"] or None,
            "liaison": standing.liaison or None, "missing": _missing(row, standing),
        }  # fmt: skip


def point_url(unit_id: uuid.UUID) -> str:
    """The page of a point."""
    return f"/network/points/{unit_id}"


def _missing(row: RowMapping, standing: Standing) -> Sequence[object] | None:
    if row["state"] in (NOWHERE, "refused", "closed", "applied"):
        return None
    return [FACTS[fact] for fact in standing.holes(row["kind"])] or None


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        Unit.code.startswith(text, autoescape=True), Unit.name_zh.contains(text, autoescape=True),
        Unit.name_en.icontains(text, autoescape=True),
    )  # fmt: skip
