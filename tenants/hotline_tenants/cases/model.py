"""The tables of a case. Personal content stands in rows of its own that can be erased; history cannot."""

import datetime as dt
import uuid
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry


class Case(TenantObject, Base):
    """One demand. `version` counts the acts of people and guards against stale pages; `events` and `head` are the
    length and the last hash of its chain; `due_at` is the due moment of its present stage. `merged_into_id` stays when
    the answer of the other case has come and this one goes on to its own caller; `repeats` is how many likely repeats
    there were when it was registered.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("uq_cases_form_id", "tenant_id", "form_id", unique=True, postgresql_where="form_id IS NOT NULL"),
        Index("uq_cases_source", "tenant_id", "source", "source_number", unique=True,
              postgresql_where="source_number IS NOT NULL"),
        Index("ix_cases_state", "tenant_id", "state", "due_at", "id"),
        Index("ix_cases_to_dispatch", "tenant_id", "due_at", "id",
              postgresql_where="state IN ('registered', 'accepted')"),
        Index("ix_cases_registered", "tenant_id", "registered_at", "id"),
        Index("ix_cases_registered_on", "tenant_id", "registered_on", "id"),
        # With what a sample is drawn from: a draw reads every closing of every place below, without the rows themselves.
        Index("ix_cases_closed_on", "tenant_id", "closed_on", "id", postgresql_where="closed_on IS NOT NULL",
              postgresql_include=["origin", "type", "number", "lead_unit_id", "closed_at"]),
        Index("ix_cases_taken_up", "tenant_id", "registered_at", "id", postgresql_where="round > 0"),
        CheckConstraint("(state in ('closed', 'archived')) = (closed_at is not null)", name="closed"),
        Index("ix_cases_open_topic", "tenant_id", "category_id", "area_id", "id",
              postgresql_where="state IN ('registered', 'accepted', 'dispatched', 'signed', 'handling', 'replied', 'deferred')"),
        Index("ix_cases_area", "tenant_id", "area_id", "id"),
        Index("ix_cases_merged_into", "tenant_id", "merged_into_id", "id", postgresql_where="merged_into_id IS NOT NULL"),
        ForeignKeyConstraint(["tenant_id", "merged_into_id"], ["cases.tenant_id", "cases.id"]),
        CheckConstraint("origin in ('live', 'imported', 'withheld', 'moved')", name="origin"),
        CheckConstraint("state <> 'merged' or merged_into_id is not null", name="merged"),
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
    )  # fmt: skip
    definer_reads: ClassVar[bool] = True

    number: Mapped[str]
    origin: Mapped[str]
    type: Mapped[str]
    channel: Mapped[str]
    urgency: Mapped[str]
    confidentiality: Mapped[str]
    state: Mapped[str]
    ending: Mapped[str | None]
    category_id: Mapped[uuid.UUID | None]
    area_id: Mapped[uuid.UUID | None]
    lead_unit_id: Mapped[uuid.UUID | None]
    proposed_unit_id: Mapped[uuid.UUID | None]
    about_unit_id: Mapped[uuid.UUID | None]
    round: Mapped[int] = mapped_column(SmallInteger)
    attempts: Mapped[int] = mapped_column(SmallInteger)
    referred: Mapped[bool]
    superior_number: Mapped[str | None]
    merged_into_id: Mapped[uuid.UUID | None]
    repeats: Mapped[int | None] = mapped_column(SmallInteger)
    registered_at: Mapped[dt.datetime]
    registered_on: Mapped[dt.date]
    registered_by: Mapped[uuid.UUID | None]
    due_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    closed_on: Mapped[dt.date | None]
    form_id: Mapped[uuid.UUID | None]
    source: Mapped[str | None]
    source_number: Mapped[str | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class _OfCase(TenantOwned):
    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


class CaseText(_OfCase, Base):
    """What the demand says: title, text and place in words. Erasable. Units read the `struck_` texts where they are
    given: what a person confirmed that shows nothing of who asked.
    """

    __tablename__ = "case_texts"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),)

    title: Mapped[str]
    body: Mapped[str]
    place: Mapped[str]
    struck_title: Mapped[str | None]
    struck_body: Mapped[str | None]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class CasePerson(_OfCase, Base):
    """Who asks. Erasable. `phone_key` finds a caller's earlier cases without storing the number twice."""

    __tablename__ = "case_persons"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_case_persons_kept", "tenant_id", "case_id", postgresql_where="erased_at IS NULL"),
        Index("ix_case_persons_phone", "tenant_id", "phone_key", "case_id",
              postgresql_where="phone_key IS NOT NULL"),
    )  # fmt: skip

    name: Mapped[str]
    phone: Mapped[str]
    phone_key: Mapped[bytes | None]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]
    declines_messages: Mapped[bool] = mapped_column(server_default="false")


class CaseEvent(_OfCase, Entry, Base):
    """One thing that happened."""

    __tablename__ = "case_events"
    __table_args__ = (ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),)

    unit_id: Mapped[uuid.UUID | None]


class Remark(TenantObject, Base):
    """Free text that belongs to an event (an opinion, a reason, a note). Erasable; the event carries its digest."""

    __tablename__ = "remarks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_remarks_case", "tenant_id", "case_id", "seq"),
    )
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class Assignment(TenantObject, Base):
    """The part of one handling unit. Its rule and limits are frozen at dispatch; `*_on` are local days of limits.

    `final` ones were settled by a ruling or a meeting and cannot be returned; a unit that `guards` keeps a dangerous
    place safe, and sees the case, until the next unit has signed. `overdue_at` is the limit to reply that ran out last:
    it counts as long as `due_at` has not been moved beyond it.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_assignments_case", "tenant_id", "case_id"),
        Index("ix_assignments_unit", "tenant_id", "unit_id", "state", "due_at", "id"),
        Index("ix_assignments_handling", "tenant_id", "unit_id", "due_at", "id",
              postgresql_where="state IN ('signed', 'handling')"),
        Index("ix_assignments_to_review", "tenant_id", "replied_at", "id", postgresql_where="state = 'replied'"),
        Index("ix_assignments_state", "tenant_id", "state", "due_at", "id"),
        # Behind each figure: its day, then the order of the list; the unit last, for lists of one unit and of many.
        *(
            Index(f"ix_assignments_{day}", "tenant_id", day, "id", "unit_id")
            for day in ("dispatched_on", "sign_due_on", "contact_due_on", "reply_due_on", "replied_on")
        ),
        Index("uq_assignments_lead", "tenant_id", "case_id", "round", unique=True,
              postgresql_where="lead AND state NOT IN ('returned', 'void', 'withdrawn')"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID]
    category_id: Mapped[uuid.UUID | None]
    origin: Mapped[str]
    lead: Mapped[bool]
    state: Mapped[str]
    round: Mapped[int] = mapped_column(SmallInteger)
    situation: Mapped[str | None]
    governs_tenant_id: Mapped[int | None]
    assigned_to: Mapped[uuid.UUID | None]
    rule_code: Mapped[str | None]
    rule_version: Mapped[int | None]
    dispatched_at: Mapped[dt.datetime]
    dispatched_on: Mapped[dt.date]
    sign_due_at: Mapped[dt.datetime | None]
    sign_due_on: Mapped[dt.date | None]
    signed_at: Mapped[dt.datetime | None]
    contact_due_at: Mapped[dt.datetime | None]
    contact_due_on: Mapped[dt.date | None]
    contacted_at: Mapped[dt.datetime | None]
    contact_denied: Mapped[bool]
    reply_due_at: Mapped[dt.datetime | None]
    reply_due_on: Mapped[dt.date | None]
    reply_extended_at: Mapped[dt.datetime | None]
    replied_at: Mapped[dt.datetime | None]
    replied_on: Mapped[dt.date | None]
    accepted_at: Mapped[dt.datetime | None]
    due_at: Mapped[dt.datetime | None]
    pace: Mapped[int | None] = mapped_column(SmallInteger)
    first_solved: Mapped[str | None]
    first_satisfied: Mapped[str | None]
    returned_on: Mapped[dt.date | None]
    false_closed_on: Mapped[dt.date | None]
    final: Mapped[bool] = mapped_column(server_default="false")
    guards: Mapped[bool] = mapped_column(server_default="false")
    overdue_at: Mapped[dt.datetime | None]
    return_asked: Mapped[bool] = mapped_column(server_default="false")
    reworked: Mapped[bool] = mapped_column(server_default="false")
    deferred: Mapped[bool] = mapped_column(server_default="false")
    supervised: Mapped[bool] = mapped_column(server_default="false")


class Reply(TenantObject, Base):
    """One reply of a unit: what was done, and what the caller is told. The texts are erasable."""

    __tablename__ = "replies"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        ForeignKeyConstraint(["tenant_id", "assignment_id"], ["assignments.tenant_id", "assignments.id"]),
        Index("ix_replies_case", "tenant_id", "case_id", "id"),
        CheckConstraint("verdict in ('accepted', 'sent_back', 'handed_back')", name="verdict"),
    )
    definer_reads: ClassVar[bool] = True

    case_id: Mapped[uuid.UUID]
    assignment_id: Mapped[uuid.UUID]
    inner: Mapped[str]
    public: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]
    drafted_at: Mapped[dt.datetime]
    drafted_by: Mapped[uuid.UUID | None]
    signed_off_at: Mapped[dt.datetime | None]
    signed_off_by: Mapped[uuid.UUID | None]
    verdict: Mapped[str | None]
    verdict_at: Mapped[dt.datetime | None]
    verdict_by: Mapped[uuid.UUID | None]


class Callback(TenantObject, Base):
    """One attempt to reach the caller, or what the caller typed. Three answers, kept apart; `pressured` is the caller's
    word that somebody pressed them to withdraw or to be content, None where nobody asked.
    """

    __tablename__ = "callbacks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_callbacks_case", "tenant_id", "case_id", "id"),
        Index("ix_callbacks_at", "tenant_id", "at", "id"),
        CheckConstraint("source in ('officer', 'caller')", name="source"),
        CheckConstraint("contacted or (solved is null and satisfied is null)", name="answers"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    case_id: Mapped[uuid.UUID]
    round: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str]
    at: Mapped[dt.datetime]
    account_id: Mapped[uuid.UUID | None]
    contacted: Mapped[bool]
    unit_contacted: Mapped[bool | None]
    pressured: Mapped[bool | None]
    solved: Mapped[str | None]
    satisfied: Mapped[str | None]


class QueryCode(TenantOwned, Base):
    """A caller's key to the state of a case: only a keyed digest of code and check (phone's last four, PIN)."""

    __tablename__ = "query_codes"
    __table_args__ = (Index("ix_query_codes_case", "tenant_id", "case_id"),)
    definer_reads: ClassVar[bool] = True

    code_digest: Mapped[bytes] = mapped_column(primary_key=True)
    case_id: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]
