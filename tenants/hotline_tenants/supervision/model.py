"""The tables of supervision. A supervision and what it asks of each unit have a life of their own, like a case and
its assignments; its ledger is a chain of entries that nobody can change or remove.
"""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base, TenantObject, TenantOwned
from hotline_tenants.ledgers.model import Entry

OPEN = "state in ('issued', 'reviewed', 'fed_back')"
"""While somebody still has something to do; the word stands in partial indexes and in the statements they serve."""


class Supervision(TenantObject, Base):
    """One supervision. `number` is given at issue, without gaps in its tenant and year; those that a rule opens are
    numbered after their case and the event in it, so that no event opens the same card twice; below, too.

    `rule`, `clock`, `case_id`, `assignment_id` and `cause_seq` are those of a card: by which rule and which event of
    which case it was opened. What others are about, one case or many, are their `SupervisedCase`s. `level` is its rung of the ladder since `level_at`. `due_at` is the earliest limit that is still open. `side` is
    "lower" where a government above supervises this one. `objecting_unit_id` and `objection` are the latest objection.
    `version`, `events` and `head` are those of a case: acts of people, the length and the last hash of its chain.
    """

    __tablename__ = "supervisions"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        CheckConstraint(
            "form in ('system', 'phone', 'on_site', 'written', 'meeting', 'instruction', 'special', 'interview', "
            "'circular')",
            name="form",
        ),
        CheckConstraint(
            "level in ('reminder', 'yellow', 'red', 'phone', 'written', 'second_written', 'meeting', 'instruction', "
            "'interview', 'notice')",
            name="level",
        ),
        CheckConstraint("subject in ('case', 'cases', 'unit', 'topic')", name="subject"),
        CheckConstraint("side in ('own', 'lower')", name="side"),
        CheckConstraint("objection in ('asked', 'upheld', 'rejected')", name="objection"),
        CheckConstraint("outcome in ('met', 'void')", name="outcome"),
        CheckConstraint("(form = 'system') = (rule is not null)", name="rule"),
        CheckConstraint("(form = 'system') = (case_id is not null)", name="case"),
        Index("ix_supervisions_case", "tenant_id", "case_id", "id", postgresql_where="case_id IS NOT NULL"),
        Index("ix_supervisions_open", "tenant_id", "due_at", "id", postgresql_where=f"form <> 'system' AND {OPEN}"),
        Index("ix_supervisions_instructions", "tenant_id", "due_at", "id",
              postgresql_where=f"form = 'instruction' AND {OPEN}"),
        Index("ix_supervisions_cards", "tenant_id", "opened_at", "id", postgresql_where=f"form = 'system' AND {OPEN}"),
        Index("ix_supervisions_cards_above", "tenant_id", "opened_at", "id",
              postgresql_where=f"form = 'system' AND side = 'lower' AND {OPEN}"),
        Index("ix_supervisions_rung", "tenant_id", "level", "level_at", "id", postgresql_where=OPEN),
        Index("ix_supervisions_objections", "tenant_id", "opened_at", "id",
              postgresql_where=f"objection = 'asked' AND {OPEN}"),
        Index("ix_supervisions_look_back", "tenant_id", "look_back_on", "id",
              postgresql_where="look_back_on IS NOT NULL AND looked_back_at IS NULL AND state = 'closed'"),
        Index("ix_supervisions_unit", "tenant_id", "unit_id", "id"),
        Index("ix_supervisions_state", "tenant_id", "state", "opened_at", "id"),
        Index("ix_supervisions_opened", "tenant_id", "opened_at", "id"),
        Index("uq_supervisions_form_id", "tenant_id", "form_id", unique=True, postgresql_where="form_id IS NOT NULL"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    number: Mapped[str | None]
    form: Mapped[str]
    level: Mapped[str]
    level_at: Mapped[dt.datetime]
    subject: Mapped[str]
    side: Mapped[str]
    state: Mapped[str]
    rule: Mapped[str | None]
    clock: Mapped[str | None]
    cause_seq: Mapped[int | None]
    case_id: Mapped[uuid.UUID | None]
    assignment_id: Mapped[uuid.UUID | None]
    unit_id: Mapped[uuid.UUID | None]
    leader_id: Mapped[uuid.UUID | None]
    instructed_on: Mapped[dt.date | None]
    plan: Mapped[dict[str, Any] | None]
    look_back_on: Mapped[dt.date | None]
    looked_back_at: Mapped[dt.datetime | None]
    opened_at: Mapped[dt.datetime]
    opened_by: Mapped[uuid.UUID | None]
    issued_at: Mapped[dt.datetime | None]
    issued_by: Mapped[uuid.UUID | None]
    due_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None]
    objection: Mapped[str | None]
    objecting_unit_id: Mapped[uuid.UUID | None]
    objected_by: Mapped[uuid.UUID | None]
    form_id: Mapped[uuid.UUID | None]
    version: Mapped[int]
    events: Mapped[int]
    head: Mapped[bytes]


class _OfSupervision(TenantOwned):
    supervision_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, sort_order=-1)


def _owner() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"]
    )


class SupervisionText(_OfSupervision, Base):
    """What a supervision says: title, facts with history, requirement, whom to turn to. The ledger's latest entry
    that carries `text` has its digest.
    """

    __tablename__ = "supervision_texts"
    __table_args__ = (_owner(),)
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    title: Mapped[str]
    facts: Mapped[str]
    requirement: Mapped[str]
    contact: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class SupervisionEntry(_OfSupervision, Entry, Base):
    """One thing that happened."""

    __tablename__ = "supervision_entries"
    __table_args__ = (_owner(),)

    unit_id: Mapped[uuid.UUID | None]


class SupervisionRemark(TenantObject, Base):
    """Free text of an entry: minutes, a report, a reason. Erasable; the entry carries its digest."""

    __tablename__ = "supervision_remarks"
    __table_args__ = (
        _owner(),
        Index("ix_supervision_remarks_supervision", "tenant_id", "supervision_id", "seq"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    supervision_id: Mapped[uuid.UUID]
    seq: Mapped[int]
    kind: Mapped[str]
    body: Mapped[str]
    salt: Mapped[bytes]
    erased_at: Mapped[dt.datetime | None]


class SupervisionTask(TenantObject, Base):
    """What is asked of one unit until when; without a unit a milestone of our own, or (on the lower side) the whole
    government. `next_at` is when its people are told again: near due, then due.
    """

    __tablename__ = "supervision_tasks"
    __table_args__ = (
        _owner(),
        ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"]),
        CheckConstraint("state in ('waiting', 'open', 'reported', 'done', 'lifted', 'moved')", name="state"),
        Index("ix_supervision_tasks_supervision", "tenant_id", "supervision_id", "id"),
        Index("ix_supervision_tasks_unit", "tenant_id", "unit_id", "state", "due_at", "id"),
        Index("ix_supervision_tasks_next", "tenant_id", "next_at", postgresql_where="next_at IS NOT NULL"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update", "delete")
    definer_reads: ClassVar[bool] = True

    supervision_id: Mapped[uuid.UUID]
    unit_id: Mapped[uuid.UUID | None]
    lead: Mapped[bool]
    what: Mapped[str]
    salt: Mapped[bytes]
    due_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]
    state: Mapped[str]
    reported_at: Mapped[dt.datetime | None]
    reported_by: Mapped[uuid.UUID | None]
    done_at: Mapped[dt.datetime | None]


class SupervisionLink(TenantObject, Base):
    """A task of the government above and the supervision that it opened below, seen from one side. A card has no task:
    what it misses is an act.
    """

    __tablename__ = "supervision_links"
    __table_args__ = (
        _owner(),
        CheckConstraint("side in ('upper', 'lower')", name="side"),
        Index("uq_supervision_links_task", "tenant_id", "task_id", "side", unique=True),
        Index("ix_supervision_links_supervision", "tenant_id", "supervision_id"),
    )
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    side: Mapped[str]
    supervision_id: Mapped[uuid.UUID]
    task_id: Mapped[uuid.UUID | None]
    other_tenant_id: Mapped[int]
    other_id: Mapped[uuid.UUID]


class SupervisedCase(_OfSupervision, Base):
    """One of the cases that a supervision is about, where no rule opened it."""

    __tablename__ = "supervised_cases"
    __table_args__ = (
        _owner(),
        ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"]),
        Index("ix_supervised_cases_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class SupervisionFile(TenantObject, Base):
    """A file of a supervision: the paper as issued, the instruction's sheet, what a unit reports with. The entry `seq`
    carries its salted digest.
    """

    __tablename__ = "supervision_files"
    __table_args__ = (
        _owner(),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"]),
        CheckConstraint("kind in ('paper', 'sheet', 'evidence')", name="kind"),
        Index("ix_supervision_files_supervision", "tenant_id", "supervision_id", "id"),
        Index("uq_supervision_files_paper", "tenant_id", "supervision_id", unique=True,
              postgresql_where="kind = 'paper'"),
    )  # fmt: skip
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    supervision_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    unit_id: Mapped[uuid.UUID | None]
    seq: Mapped[int]
    added_at: Mapped[dt.datetime]
    added_by: Mapped[uuid.UUID | None]
    salt: Mapped[bytes]


class SupervisionThreshold(TenantOwned, Base):
    """A threshold that a government set for itself (`value`), and the one that the government above allows at most
    (`floor`). What nobody set is a default of `thresholds`.
    """

    __tablename__ = "supervision_thresholds"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")

    code: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int | None]
    floor: Mapped[int | None]
    changed_at: Mapped[dt.datetime]


class SupervisionPlace(TenantOwned, Base):
    """How far the rules of system supervision have come: "feed" is the last place in the feed of events that they
    have read, "idle" the ordinal of the day on which they last looked for cases without progress, "reminders" that of the
    day on which somebody was last reminded.
    """

    __tablename__ = "supervision_places"
    grants: ClassVar[tuple[str, ...]] = ("select", "insert", "update")
    definer_reads: ClassVar[bool] = True

    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
