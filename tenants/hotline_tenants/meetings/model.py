"""The tables of joint meetings: a meeting, who is invited, what is on its agenda, what was decided, and its ledger."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry


def _of_meeting() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant_id", "meeting_id"], ["meetings.tenant_id", "meetings.id"])


class Meeting(TenantObject, Base):
    """One joint meeting. `salt` is that of the digest which every entry carries of what the meeting says: agenda, minutes
    and decisions stand in rows of their own, and none of them in the ledger.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'called', 'minuted', 'closed', 'cancelled', 'discarded')", name="state"),
        Index("ix_meetings_starts", "tenant_id", "starts_at", "id"),
        Index("ix_meetings_state", "tenant_id", "state", "starts_at", "id"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    title: Mapped[str]
    state: Mapped[str]
    starts_at: Mapped[dt.datetime]
    place: Mapped[str]
    chair: Mapped[str]
    drafted_at: Mapped[dt.datetime]
    called_at: Mapped[dt.datetime | None]
    minuted_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    salt: Mapped[bytes]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class MeetingUnit(TenantOwned, Base):
    """That a unit is invited, and whether it was there; one that *is* a government reads of it in its own house
    (`other_id` is the row there).
    """

    __tablename__ = "meeting_units"
    __table_args__ = (
        _of_meeting(),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        Index("ix_meeting_units_unit", "tenant_id", "unit_id", "meeting_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update", "delete")

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    other_tenant_id: Mapped[int | None]
    other_id: Mapped[uuid.UUID | None]
    attended: Mapped[bool | None]


class MeetingItem(TenantObject, Base):
    """One item of the agenda, perhaps about a demand or a supervision, with what was said and settled on it. Units read
    item by item: one about their own people does not exist for them.
    """

    __tablename__ = "meeting_items"
    __table_args__ = (
        _of_meeting(),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"]),
        CheckConstraint("case_id is null or supervision_id is null", name="about"),
        Index("ix_meeting_items_meeting", "tenant_id", "meeting_id", "place"),
        Index("ix_meeting_items_case", "tenant_id", "case_id", postgresql_where="case_id IS NOT NULL"),
        Index("ix_meeting_items_supervision", "tenant_id", "supervision_id", postgresql_where="supervision_id IS NOT NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    meeting_id: Mapped[uuid.UUID]
    place: Mapped[int]
    topic: Mapped[str]
    case_id: Mapped[uuid.UUID | None]
    supervision_id: Mapped[uuid.UUID | None]
    minutes: Mapped[str]
    removed: Mapped[bool]


class MeetingDecision(TenantObject, Base):
    """What a unit is to do by a day. `told` is how far the watch has spoken of it: 1 near, 2 late."""

    __tablename__ = "meeting_decisions"
    __table_args__ = (
        _of_meeting(),
        ForeignKeyConstraint(["tenant_id", "item_id"], ["meeting_items.tenant_id", "meeting_items.id"]),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint(
            "state in ('drafted', 'dropped', 'open', 'reported', 'done', 'lifted')", name="state"
        ),
        Index("ix_meeting_decisions_meeting", "tenant_id", "meeting_id", "id"),
        Index("ix_meeting_decisions_due", "tenant_id", "due_on", "id"),
        Index("ix_meeting_decisions_state", "tenant_id", "state", "due_on", "id"),
        Index("ix_meeting_decisions_unit", "tenant_id", "unit_id", "due_on", "id"),
        Index(
            "ix_meeting_decisions_open", "tenant_id", "due_on", postgresql_where="state = 'open' AND told < 2"
        ),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    meeting_id: Mapped[uuid.UUID]
    item_id: Mapped[uuid.UUID]
    what: Mapped[str]
    unit_id: Mapped[uuid.UUID]
    due_on: Mapped[dt.date]
    state: Mapped[str]
    report: Mapped[str]
    reported_at: Mapped[dt.datetime | None]
    done_at: Mapped[dt.datetime | None]
    told: Mapped[int]


class MeetingEntry(Entry, Base):
    """One thing that happened to a meeting."""

    __tablename__ = "meeting_entries"
    __table_args__ = (_of_meeting(),)

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


class MeetingRemark(TenantObject, Base):
    """The words of an entry: a report, a reason. The entry carries their digest."""

    __tablename__ = "meeting_remarks"
    __table_args__ = (_of_meeting(), Index("ix_meeting_remarks_meeting", "tenant_id", "meeting_id", "seq"))
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    meeting_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class InvitedMeeting(TenantObject, Base):
    """A meeting of the government above to which this one is invited, as a unit of that one (`unit_id` there). What it
    says is read there, so that nobody reads here what has become another government's business.
    """

    __tablename__ = "invited_meetings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "other_tenant_id", "other_id"),
        CheckConstraint("state in ('called', 'minuted', 'closed', 'cancelled')", name="state"),
        Index("ix_invited_meetings_starts", "tenant_id", "starts_at", "id"),
        Index("ix_invited_meetings_state", "tenant_id", "state", "starts_at", "id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    other_tenant_id: Mapped[int]
    other_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    title: Mapped[str]
    state: Mapped[str]
    starts_at: Mapped[dt.datetime]
    place: Mapped[str]
