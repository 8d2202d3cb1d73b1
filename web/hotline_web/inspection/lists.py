"""Campaigns, and the sample of one, as lists."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select

from hotline_platform.errors import N_
from hotline_tenants.inspection.model import Campaign, Item, Sheet
from hotline_tenants.inspection.words import ITEM_KINDS, STATES
from hotline_web.acts import choices
from hotline_web.cases.known import Known
from hotline_web.i18n import Language, translate
from hotline_web.inspection.words import STRATA, sheets_pill, state_pill
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source

CAMPAIGNS = ListSpec(
    (
        Column("title", N_("Campaign"), "link", width="wide"), Column("state", N_("State"), "state"),
        Column("period", N_("Closings")), Column("items", N_("Sample"), "number"),
        Column("planned", N_("Planned"), "moment", sortable=True, hide_on_phone=True),
    ),
    default_sort="-planned",
    filters=(Filter("state", N_("State"), choices=choices(STATES)), Filter("planned", N_("Planned"), "dates", quiet=True)),
    empty=Empty(N_("No campaign yet"),
                N_("A campaign draws closings of governments below and of units by lot; inspectors score them on one sheet."),
                "clipboard-search"),
)  # fmt: skip

SAMPLE = ListSpec(
    (
        Column("place", N_("Place in the draw"), "number", sortable=True), Column("number", N_("Number"), "link"),
        Column("unit", N_("Inspected"), hide_on_phone=True), Column("handler", N_("Handled by")),
        Column("stratum", N_("Stratum")), Column("sheets", N_("Sheets"), "state"),
        Column("score", N_("Score"), "text"),
    ),
    default_sort="place",
    filters=(Filter("kind", N_("Kind"), choices=choices(ITEM_KINDS)), Filter("stratum", N_("Stratum"), choices=choices(STRATA)),
             Filter("number", N_("Number"), "text")),
    empty=Empty(N_("Nothing was drawn yet"), N_("The sample appears here when it is drawn."), "dice-5"),
)  # fmt: skip


def campaigns(tenant: int) -> Source:
    """Every campaign with the size of its sample."""
    columns: tuple[Any, ...] = (
        Campaign.id.label("campaign_id"), Campaign.title, Campaign.state, Campaign.first_on, Campaign.last_on,
        Campaign.planned_at, (Campaign.size + Campaign.calls).label("items"),
    )  # fmt: skip
    wanted = select(*columns).where(Campaign.tenant_id == tenant)
    expressions: dict[str, ColumnElement[Any]] = {
        "planned": Campaign.planned_at.expression,
        "state": Campaign.state.expression,
    }
    return Source(wanted, Campaign.id.expression, expressions)


def sample(tenant: int, campaign_id: uuid.UUID) -> Source:
    """The items of a campaign with what their sheets come to."""
    made = (
        select(Sheet.item_id, func.count().label("made"), func.avg(Sheet.score).label("score"))
        .where(Sheet.tenant_id == tenant)
        .join(Item, (Item.tenant_id == Sheet.tenant_id) & (Item.id == Sheet.item_id))
        .where(Item.tenant_id == tenant, Item.campaign_id == campaign_id)
        .group_by(Sheet.item_id)
        .subquery()
    )
    wanted = (
        select(
            Item.id.label("item_id"), Item.place, Item.number, Item.kind, Item.unit_id, Item.handler, Item.stratum,
            Item.twice, func.coalesce(made.c.made, 0).label("made"), made.c.score,
        )
        .outerjoin(made, made.c.item_id == Item.id)
        .where(Item.tenant_id == tenant, Item.campaign_id == campaign_id)
    )  # fmt: skip
    expressions: dict[str, ColumnElement[Any]] = {
        "place": Item.place.expression,
        "kind": Item.kind.expression,
        "stratum": Item.stratum.expression,
    }
    return Source(
        wanted, Item.id.expression, expressions,
        {"number": lambda value: Item.number.contains(value, autoescape=True)},
    )  # fmt: skip


def campaign_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of one campaign."""
    return {
        "title": row["title"], "state": state_pill(row["state"]),
        "period": f"{row['first_on']:%Y-%m-%d} – {row['last_on']:%Y-%m-%d}", "items": row["items"],
        "planned": row["planned_at"],
    }  # fmt: skip


def sample_cells(row: RowMapping, known: Known) -> Mapping[str, object]:
    """The cells of one item."""
    return {
        "place": row["place"], "number": row["number"], "unit": known.unit(row["unit_id"]),
        "handler": called(row["handler"], known.language), "stratum": STRATA[row["stratum"]],
        "sheets": sheets_pill(row["made"], twice=row["twice"]), "score": points_text(row["score"]),
    }  # fmt: skip


def called(handler: Mapping[str, Any], language: Language) -> str:
    """Who handled it, as that unit was called when it was drawn; none did where the desk answered at once."""
    return str(
        handler.get("en" if language == "en" else "zh") or translate(language, N_("Answered directly"))
    )


def points_text(score: Any) -> str:
    """Hundredths of a point, as points."""
    return "–" if score is None else f"{float(score) / 100:.1f}"
