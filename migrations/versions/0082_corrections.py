"""Corrections of months that were published, and the watch over what is still to be decided."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None

CORRECTIONS, FILES = "evaluation_corrections", "evaluation_correction_files"


def upgrade() -> None:
    _correct()
    _watch()


def _correct() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        CORRECTIONS,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("before_counted", sa.Integer(), nullable=False),
        sa.Column("before_of", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("score", sa.Numeric(7, 4), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{CORRECTIONS}")),
        sa.CheckConstraint(
            "(decided_at is null) = (confirmed is null)", name=op.f(f"ck_{CORRECTIONS}_decided")
        ),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f(f"ck_{CORRECTIONS}_four_eyes")),
        sa.CheckConstraint('counted between 0 and "of"', name=op.f(f"ck_{CORRECTIONS}_counted")),
    )
    op.create_index(f"ix_{CORRECTIONS}_month", CORRECTIONS, ["tenant_id", "month", "unit_id", "id"])
    op.create_index(
        f"uq_{CORRECTIONS}_waiting", CORRECTIONS, ["tenant_id", "month", "unit_id", "indicator"], unique=True,
        postgresql_where=sa.text("decided_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        FILES,
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("correction_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{FILES}")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "correction_id"], [f"{CORRECTIONS}.tenant_id", f"{CORRECTIONS}.id"],
            name=op.f(f"fk_{FILES}_tenant_id_correction_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f(f"fk_{FILES}_tenant_id_file_id")
        ),
    )  # fmt: skip
    op.create_index(f"ix_{FILES}_correction", FILES, ["tenant_id", "correction_id", "id"])
    op.create_index(f"ix_{FILES}_file", FILES, ["tenant_id", "file_id"])
    for table, grants in ((CORRECTIONS, ("select", "insert", "update")), (FILES, ("select", "insert"))):
        for statement in protect(table, grants=grants):
            op.execute(statement)


def _watch() -> None:
    op.add_column("evaluation_publications", sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE evaluation_publications NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE evaluation_publications SET next_at = decide_until WHERE published_at IS NULL")
    op.execute("ALTER TABLE evaluation_publications FORCE ROW LEVEL SECURITY")
    op.create_check_constraint(
        op.f("ck_evaluation_publications_watched"),
        "evaluation_publications",
        "published_at is null or next_at is null",
    )
