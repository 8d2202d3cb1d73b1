"""The entries of the dispatch catalogue as a list."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, DateTime, RowMapping, cast, func, or_, select

from hotline_platform.errors import N_
from hotline_tenants.network.classification import Classification
from hotline_tenants.network.model import CatalogueEntry
from hotline_tenants.network.units import UnitTree
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link, State

_UNTIL: ColumnElement[dt.datetime | None] = func.coalesce(
    CatalogueEntry.ended_at, cast(CatalogueEntry.effective_until, DateTime(timezone=True))
)
"""When it ended, or from when on another one follows it."""

_COLUMNS: tuple[Any, ...] = (
    CatalogueEntry.id, CatalogueEntry.category_id, CatalogueEntry.area_id, CatalogueEntry.unit_id,
    CatalogueEntry.basis_zh, CatalogueEntry.basis_en, CatalogueEntry.effective_from, _UNTIL.label("until"),
)  # fmt: skip
_PURPOSE = N_("It names the unit responsible for a category in an area; dispatchers see what it proposes.")

STANDING = State(N_("In force"), "on_time")
COMING = State(N_("To come"), "accent", "calendar-event")


@dataclass(frozen=True)
class Entries:
    """The entries in force and to come, or those that have ended, with what their rows are made with."""

    units: UnitTree
    categories: Classification
    language: Language
    ended: bool
    today: dt.date

    @property
    def spec(self) -> ListSpec:
        """Its columns and filters, with the units, areas and first-level categories of this government."""
        firsts = tuple(Choice(str(one.id), one.name(self.language)) for one in self.categories.below())
        handling = tuple(Choice(str(one.id), one.name(self.language)) for one in self.units.handling())
        areas = tuple(Choice(str(one.id), one.name(self.language)) for one in self.units.areas())
        return ListSpec(
            (
                Column("category", N_("Category"), "link", width="wide"),
                Column("area", N_("Area")),
                Column("unit", N_("Responsible unit")),
                Column("basis", N_("Legal basis"), "long", hide_on_phone=True),
                Column("from", N_("Effective from"), "date", sortable=True),
                Column("until", N_("Ended"), "moment", sortable=True) if self.ended else Column("state", N_("State"), "state"),
            ),
            default_sort="-until" if self.ended else "-from",
            filters=(
                Filter("first", N_("First level"), choices=firsts),
                Filter("unit", N_("Responsible unit"), choices=handling),
                Filter("area", N_("Area"), choices=areas),
            ),
            empty=Empty(
                N_("No responsibility has ended") if self.ended else N_("The catalogue is empty"), _PURPOSE, "map-pin"
            ),
        )  # fmt: skip

    def source(self, tenant: int) -> Source:
        """Where the rows come from."""
        over = or_(CatalogueEntry.ended_at.is_not(None), CatalogueEntry.effective_until <= self.today)
        expressions: dict[str, ColumnElement[Any]] = {
            "from": CatalogueEntry.effective_from.expression, "until": _UNTIL,
        }  # fmt: skip
        return Source(
            select(*_COLUMNS).where(
                CatalogueEntry.tenant_id == tenant, over if self.ended else over.is_not(True)
            ),
            CatalogueEntry.id.expression,
            expressions,
            {
                "first": self._under,
                "unit": lambda value: CatalogueEntry.unit_id == uuid.UUID(value),
                "area": lambda value: CatalogueEntry.area_id == uuid.UUID(value),
            },
            frozenset({"until"}),
        )

    def cells(self, row: RowMapping) -> dict[str, object]:
        """What a row shows."""
        area = self.units.find(row["area_id"])
        return {
            "category": Link(
                self.categories.path(row["category_id"], self.language), f"/catalogue/{row['id']}"
            ),
            "area": area.name(self.language) if area else N_("Everywhere"),
            "unit": self.units.get(row["unit_id"]).name(self.language),
            "basis": row["basis_en"] if self.language == "en" else row["basis_zh"],
            "from": row["effective_from"],
            "until": row["until"],
            "state": COMING if row["effective_from"] > self.today else STANDING,
        }

    def _under(self, value: str) -> ColumnElement[bool]:
        """In the category of the first level or anywhere below it."""
        first = uuid.UUID(value)
        seconds = [one.id for one in self.categories.below(first)]
        thirds = [one.id for second in seconds for one in self.categories.below(second)]
        return CatalogueEntry.category_id.in_([first, *seconds, *thirds])
