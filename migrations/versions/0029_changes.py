"""Changes of settings and time rules: proposals, decisions, and from when they hold."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_changes",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("items", JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("four_eyes", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("effective_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("puts_back", sa.Integer(), nullable=True),
        sa.Column("from_above", sa.Boolean(), nullable=False),
        sa.Column("effect", JSONB(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_setting_changes")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_setting_changes_tenant_id_number")),
        sa.CheckConstraint(
            "state in ('proposed', 'approved', 'refused', 'withdrawn')", name=op.f("ck_setting_changes_state")
        ),
        sa.CheckConstraint(
            "state <> 'approved' or not four_eyes or decided_by <> proposed_by",
            name=op.f("ck_setting_changes_four_eyes"),
        ),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_at is null)", name=op.f("ck_setting_changes_decided")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (effective_from is not null)", name=op.f("ck_setting_changes_effective")
        ),
    )
    for statement in protect("setting_changes", grants=("select", "insert", "update")):
        op.execute(statement)
