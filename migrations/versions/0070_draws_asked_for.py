"""A sample is drawn, and drawn again, by a job that a person asked for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0070"
down_revision = "0037c"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    op.create_table(
        "inspection_draws",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_as", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found", json, nullable=True),
        sa.Column("refused", json, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection_draws")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"], ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_draws_tenant_id_campaign_id"),
        ),
        sa.CheckConstraint("deed in ('draw', 'redraw')", name=op.f("ck_inspection_draws_deed")),
        sa.CheckConstraint("found is null or refused is null", name=op.f("ck_inspection_draws_outcome")),
    )  # fmt: skip
    op.create_index(
        "ix_inspection_draws_campaign", "inspection_draws", ["tenant_id", "campaign_id", "deed", "id"]
    )
    for statement in protect("inspection_draws", grants=("select", "insert", "update")):
        op.execute(statement)
