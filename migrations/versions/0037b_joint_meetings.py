"""Joint meetings: who is invited, the agenda with its minutes, decisions, the ledger, and what a government sees of those above."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0037b"
down_revision = "0038b"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
APPENDED = ("select", "insert")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def truth(name: str, *, nullable: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=False)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{other}.tenant_id", f"{other}.id"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def upgrade() -> None:
    _create_meetings()
    _create_decisions()
    _create_ledger()
    _create_other_side()
    for table in ("meetings", "meeting_items", "meeting_decisions", "invited_meetings"):
        _protect(table, KEPT)
    _protect("meeting_units", (*KEPT, "delete"))
    for table in ("meeting_entries", "meeting_remarks"):
        _protect(table, APPENDED)


def _protect(table: str, grants: tuple[str, ...]) -> None:
    for statement in protect(table, grants=grants):
        op.execute(statement)


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        number("tenant_id"), uuid("id"), text("title"), text("state"), moment("starts_at"), text("place"), text("chair"),
        moment("drafted_at"), moment("called_at", nullable=True), moment("minuted_at", nullable=True),
        moment("closed_at", nullable=True), bytes_of("salt"), number("version"), number("events"), bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meetings")),
        sa.CheckConstraint("state in ('draft', 'called', 'minuted', 'closed', 'cancelled', 'discarded')", name=op.f("ck_meetings_state")),
    )  # fmt: skip
    op.create_index("ix_meetings_starts", "meetings", ["tenant_id", "starts_at", "id"])
    op.create_index("ix_meetings_state", "meetings", ["tenant_id", "state", "starts_at", "id"])
    op.create_table(
        "meeting_units",
        number("tenant_id"), uuid("meeting_id"), uuid("unit_id"), number("other_tenant_id", nullable=True),
        uuid("other_id", nullable=True), truth("attended", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "meeting_id", "unit_id", name=op.f("pk_meeting_units")),
        refers("meeting_units", "meeting_id", "meetings"), refers("meeting_units", "unit_id", "units"),
    )  # fmt: skip
    op.create_index("ix_meeting_units_unit", "meeting_units", ["tenant_id", "unit_id", "meeting_id"])
    op.create_table(
        "meeting_items",
        number("tenant_id"), uuid("id"), uuid("meeting_id"), number("place"), text("topic"), uuid("case_id", nullable=True),
        uuid("supervision_id", nullable=True), text("minutes"), truth("removed"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_items")),
        sa.CheckConstraint("case_id is null or supervision_id is null", name=op.f("ck_meeting_items_about")),
        refers("meeting_items", "meeting_id", "meetings"), refers("meeting_items", "case_id", "cases"),
        refers("meeting_items", "supervision_id", "supervisions"),
    )  # fmt: skip
    op.create_index("ix_meeting_items_meeting", "meeting_items", ["tenant_id", "meeting_id", "place"])
    for column in ("case", "supervision"):
        op.create_index(
            f"ix_meeting_items_{column}", "meeting_items", ["tenant_id", f"{column}_id"],
            postgresql_where=sa.text(f"{column}_id IS NOT NULL"),
        )  # fmt: skip


def _create_decisions() -> None:
    op.create_table(
        "meeting_decisions",
        number("tenant_id"), uuid("id"), uuid("meeting_id"), uuid("item_id"), text("what"), uuid("unit_id"), day("due_on"),
        text("state"), text("report"), moment("reported_at", nullable=True), moment("done_at", nullable=True),
        number("told"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_decisions")),
        sa.CheckConstraint("state in ('drafted', 'dropped', 'open', 'reported', 'done', 'lifted')", name=op.f("ck_meeting_decisions_state")),
        refers("meeting_decisions", "meeting_id", "meetings"), refers("meeting_decisions", "item_id", "meeting_items"),
        refers("meeting_decisions", "unit_id", "units"),
    )  # fmt: skip
    op.create_index("ix_meeting_decisions_meeting", "meeting_decisions", ["tenant_id", "meeting_id", "id"])
    op.create_index("ix_meeting_decisions_due", "meeting_decisions", ["tenant_id", "due_on", "id"])
    op.create_index("ix_meeting_decisions_unit", "meeting_decisions", ["tenant_id", "unit_id", "due_on"])
    op.create_index(
        "ix_meeting_decisions_open", "meeting_decisions", ["tenant_id", "due_on"],
        postgresql_where=sa.text("state = 'open' AND told < 2"),
    )  # fmt: skip


def _create_ledger() -> None:
    op.create_table(
        "meeting_entries",
        number("tenant_id"), uuid("meeting_id"), number("seq"), moment("at"), text("act"),
        uuid("account_id", nullable=True), text("role"),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False), bytes_of("hash"),
        sa.PrimaryKeyConstraint("tenant_id", "meeting_id", "seq", name=op.f("pk_meeting_entries")),
        refers("meeting_entries", "meeting_id", "meetings"),
    )  # fmt: skip
    op.create_table(
        "meeting_remarks",
        number("tenant_id"), uuid("id"), uuid("meeting_id"), number("seq"), text("kind"), text("body"), bytes_of("salt"),
        moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_remarks")),
        refers("meeting_remarks", "meeting_id", "meetings"),
    )  # fmt: skip
    op.create_index("ix_meeting_remarks_meeting", "meeting_remarks", ["tenant_id", "meeting_id", "seq"])


def _create_other_side() -> None:
    op.create_table(
        "invited_meetings",
        number("tenant_id"), uuid("id"), number("other_tenant_id"), uuid("other_id"), uuid("unit_id"), text("title"),
        text("state"), moment("starts_at"), text("place"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_invited_meetings")),
        sa.UniqueConstraint("tenant_id", "other_tenant_id", "other_id", name=op.f("uq_invited_meetings_tenant_id_other_tenant_id_other_id")),
        sa.CheckConstraint("state in ('called', 'minuted', 'closed', 'cancelled')", name=op.f("ck_invited_meetings_state")),
    )  # fmt: skip
    op.create_index("ix_invited_meetings_starts", "invited_meetings", ["tenant_id", "starts_at", "id"])
