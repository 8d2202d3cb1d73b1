"""The demands that arrive, by topic and day: what a head reads in the morning. Papers of guidance with their receipts."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None

NOWHERE = "'00000000-0000-0000-0000-000000000000'::uuid"
FILL = f"""
    INSERT INTO figures_topic_day (tenant_id, origin, day, category_id, area_id, amount)
    SELECT tenant_id, origin, day, category_id, area_id, sum(amount) FROM (
        SELECT tenant_id, origin, registered_on AS day, coalesce(category_id, {NOWHERE}) AS category_id,
            coalesce(area_id, {NOWHERE}) AS area_id, 1 AS amount FROM cases
        UNION ALL
        SELECT tenant_id, origin, day, coalesce(category_id, {NOWHERE}), {NOWHERE}, -amount FROM figure_deltas
        WHERE measure IN ('registered', 'received')) AS arrived
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0"""
"""What the cases say, less what the deltas that wait are about to add: those know no area yet."""


def upgrade() -> None:
    op.add_column("figure_deltas", sa.Column("area_id", sa.Uuid(), nullable=True))
    op.create_table(
        "figures_topic_day",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "origin", "day", "category_id", "area_id", name=op.f("pk_figures_topic_day")
        ),
    )
    for statement in protect("figures_topic_day"):
        op.execute(statement)
    # The owner of a table is held to its policies too, unless it says otherwise for the length of this migration.
    op.execute("ALTER TABLE cases NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figure_deltas NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figures_topic_day NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL)
    op.execute("ALTER TABLE figures_topic_day FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figure_deltas FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE cases FORCE ROW LEVEL SECURITY")
    guidance()
    op.create_index(
        "ix_audit_entries_above", "audit_entries", ["tenant_id", "at", "id"],
        postgresql_where=sa.text("detail ? 'above'"),
    )  # fmt: skip


def guidance() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "guidance_papers",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Uuid(), nullable=True),
        sa.Column("other_tenant_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("issued_at", moment, nullable=True),
        sa.Column("issued_by", sa.Uuid(), nullable=True),
        sa.Column("read_by", moment, nullable=True),
        sa.Column("ended_at", moment, nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guidance_papers")),
        sa.CheckConstraint(
            "kind in ('document', 'case', 'training', 'answer')", name=op.f("ck_guidance_papers_kind")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'issued', 'replaced', 'withdrawn')", name=op.f("ck_guidance_papers_state")
        ),
        sa.CheckConstraint("(state = 'draft') = (issued_at is null)", name=op.f("ck_guidance_papers_issued")),
        sa.CheckConstraint(
            "(state in ('replaced', 'withdrawn')) = (ended_at is not null)",
            name=op.f("ck_guidance_papers_ended"),
        ),
        sa.CheckConstraint(
            "(other_tenant_id is null) = (unit_id is null)", name=op.f("ck_guidance_papers_received")
        ),
    )
    op.create_index(
        "uq_guidance_papers_follows", "guidance_papers", ["tenant_id", "follows_id"], unique=True,
        postgresql_where=sa.text("follows_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index("ix_guidance_papers_changed", "guidance_papers", ["tenant_id", "changed_at", "id"])
    op.create_table(
        "guidance_addressees",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("read_at", moment, nullable=True),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("reminded_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "paper_id", "unit_id", name=op.f("pk_guidance_addressees")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"],
            name=op.f("fk_guidance_addressees_tenant_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_guidance_addressees_tenant_id_units"),
        ),
    )  # fmt: skip
    op.create_index("ix_guidance_addressees_unit", "guidance_addressees", ["tenant_id", "unit_id", "sent_at"])
    op.create_index(
        "ix_guidance_addressees_due", "guidance_addressees", ["tenant_id", "due_at"],
        postgresql_where=sa.text("due_at IS NOT NULL AND read_at IS NULL AND reminded_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "guidance_receipts",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "paper_id", "account_id", name=op.f("pk_guidance_receipts")),
        _of_paper("guidance_receipts"),
    )
    op.create_table(
        "guidance_trainings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "paper_id", name=op.f("pk_guidance_trainings")),
        _of_paper("guidance_trainings"),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_guidance_trainings_capacity")),
    )
    op.create_table(
        "guidance_signups",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("signed_up_at", moment, nullable=False),
        sa.Column("signed_up_by", sa.Uuid(), nullable=True),
        sa.Column("attended", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "paper_id", "unit_id", name=op.f("pk_guidance_signups")),
        _of_paper("guidance_signups"),
        sa.CheckConstraint("people >= 0", name=op.f("ck_guidance_signups_people")),
        sa.CheckConstraint("attended >= 0", name=op.f("ck_guidance_signups_attended")),
    )
    op.create_table(
        "guidance_questions",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("paper_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guidance_questions")),
        sa.CheckConstraint("side in ('asks', 'answers')", name=op.f("ck_guidance_questions_side")),
        sa.CheckConstraint(
            "(answered_at is null) = (answer is null)", name=op.f("ck_guidance_questions_answered")
        ),
    )
    op.create_index("ix_guidance_questions_asked", "guidance_questions", ["tenant_id", "asked_at", "id"])
    op.create_table(
        "guidance_files",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guidance_files")),
        sa.UniqueConstraint(
            "tenant_id", "paper_id", "file_id", name=op.f("uq_guidance_files_tenant_id_paper_id_file_id")
        ),
        _of_paper("guidance_files"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_guidance_files_tenant_id_files"),
        ),
    )  # fmt: skip
    for table, grants in (
        ("guidance_papers", ("select", "insert", "update")),
        ("guidance_addressees", ("select", "insert", "update")),
        ("guidance_receipts", ("select", "insert")),
        ("guidance_trainings", ("select", "insert", "update")),
        ("guidance_signups", ("select", "insert", "update")),
        ("guidance_questions", ("select", "insert", "update")),
        ("guidance_files", ("select", "insert")),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)


def _of_paper(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "paper_id"], ["guidance_papers.tenant_id", "guidance_papers.id"],
        name=op.f(f"fk_{table}_tenant_id"),
    )  # fmt: skip
