"""The tables of inspection campaigns. All of it is the inspecting government's own: what is inspected lies below and is
named by its number there.
"""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry


class Campaign(TenantObject, Base):
    """One campaign as planned. `places` are the units it is about: governments below and units of our own; of the
    closings from `first_on` to `last_on`, `size` are drawn, at least `least` of each stratum, besides `calls` mystery
    calls. Of a hundred items `twice` are scored by two. `sheet` are the lines of the score sheet.

    `seed` and `drawn_at` are what the sample hangs on: with both, anybody draws it again. `version`, `events` and
    `head` are those of a case: acts of people, the length and the last hash of its chain.
    """

    __tablename__ = "inspection_campaigns"
    __table_args__ = (
        CheckConstraint("state in ('planned', 'drawn', 'running', 'finished', 'dropped')", name="state"),
        CheckConstraint("started_by <> planned_by", name="four_eyes"),
        CheckConstraint("(drawn_at is null) = (seed is null)", name="drawn"),
        Index("ix_inspection_campaigns_planned", "tenant_id", "planned_at", "id"),
        Index("uq_inspection_campaigns_form_id", "tenant_id", "form_id", unique=True),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    title: Mapped[str]
    state: Mapped[str]
    places: Mapped[list[Any]]
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    types: Mapped[list[Any]]
    channels: Mapped[list[Any]]
    size: Mapped[int]
    calls: Mapped[int]
    least: Mapped[int]
    twice: Mapped[int]
    sheet: Mapped[list[Any]]
    form_id: Mapped[uuid.UUID]
    planned_at: Mapped[dt.datetime]
    planned_by: Mapped[uuid.UUID | None]
    seed: Mapped[str | None]
    drawn_at: Mapped[dt.datetime | None]
    started_at: Mapped[dt.datetime | None]
    started_by: Mapped[uuid.UUID | None]
    finished_at: Mapped[dt.datetime | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class _OfCampaign(TenantOwned):
    campaign_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


def _owner() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
    )


class DrawAsked(TenantObject, Base):
    """A draw that a person asked for and a job does: the sample of a campaign (`draw`), or the same once more to compare
    (`redraw`). The row stays: `found` is what a comparison found, `refused` why nothing was drawn.
    """

    __tablename__ = "inspection_draws"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
        ),
        CheckConstraint("deed in ('draw', 'redraw')", name="deed"),
        CheckConstraint("found is null or refused is null", name="outcome"),
        Index("ix_inspection_draws_campaign", "tenant_id", "campaign_id", "deed", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    campaign_id: Mapped[uuid.UUID]
    deed: Mapped[str]
    asked_at: Mapped[dt.datetime]
    asked_by: Mapped[uuid.UUID]
    asked_as: Mapped[str]
    job_id: Mapped[uuid.UUID]
    done_at: Mapped[dt.datetime | None]
    found: Mapped[dict[str, Any] | None]
    refused: Mapped[dict[str, Any] | None]


class TeamMember(_OfCampaign, Base):
    """Somebody who scores in a campaign."""

    __tablename__ = "inspection_members"
    __table_args__ = (_owner(),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class Stratum(_OfCampaign, Base):
    """How many there were of a kind in a place as of the draw, and how many of them are in the sample."""

    __tablename__ = "inspection_strata"
    __table_args__ = (_owner(), CheckConstraint("sampled between 0 and population", name="sampled"))
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    population: Mapped[int]
    sampled: Mapped[int]


class Item(TenantObject, Base):
    """One thing of the sample: a case, or a telephone to be called. `unit_id` is the place of our own tree that it was
    drawn for, `other_tenant_id` the government in which it lies (our own for units of ours), `subject_id` the case or
    the unit there; `handler` is who handled it, as that unit was called then.
    """

    __tablename__ = "inspection_items"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("kind in ('case', 'call')", name="kind"),
        UniqueConstraint("tenant_id", "campaign_id", "subject_id"),
        Index("ix_inspection_items_place", "tenant_id", "campaign_id", "place", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    campaign_id: Mapped[uuid.UUID]
    place: Mapped[int]
    kind: Mapped[str]
    unit_id: Mapped[uuid.UUID]
    other_tenant_id: Mapped[int]
    subject_id: Mapped[uuid.UUID]
    number: Mapped[str]
    stratum: Mapped[str]
    handler: Mapped[dict[str, Any]]
    twice: Mapped[bool]


class Sheet(TenantOwned, Base):
    """The marks of one inspector on one item: by line of the campaign's sheet. An item that is scored by two has a
    second place for a sheet; nobody fills in both. `score` is in hundredths of a point, None where no line applies.
    """

    __tablename__ = "inspection_sheets"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "item_id"], ["inspection_items.tenant_id", "inspection_items.id"]),
        UniqueConstraint("tenant_id", "item_id", "saved_by"),
        CheckConstraint("slot in (1, 2)", name="slot"),
        CheckConstraint("score between 0 and 10000", name="score"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    item_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    marks: Mapped[dict[str, Any]]
    score: Mapped[int | None]
    note: Mapped[str]
    saved_at: Mapped[dt.datetime]
    saved_by: Mapped[uuid.UUID]
    version: Mapped[int]


class Finding(TenantObject, Base):
    """What was found wrong, at an item of the sample. The entry `seq` of the campaign carries the digest of its words."""

    __tablename__ = "inspection_findings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "item_id"], ["inspection_items.tenant_id", "inspection_items.id"]),
        Index("ix_inspection_findings_campaign", "tenant_id", "campaign_id", "unit_id", "id"),
        Index("ix_inspection_findings_item", "tenant_id", "item_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    campaign_id: Mapped[uuid.UUID]
    item_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    words: Mapped[str]
    salt: Mapped[bytes]
    seq: Mapped[int]
    found_at: Mapped[dt.datetime]
    found_by: Mapped[uuid.UUID | None]


class CampaignEntry(_OfCampaign, Entry, Base):
    """One thing that happened."""

    __tablename__ = "inspection_entries"
    __table_args__ = (_owner(),)
