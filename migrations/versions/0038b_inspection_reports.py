"""Circulars that are the report of a campaign, and the receipts of units of one's own."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0038b"
down_revision = "0039b"
branch_labels = None
depends_on = None

EVERY = "every in ('daily', 'weekly', 'monthly', 'inspection')"


def upgrade() -> None:
    op.add_column("circulars", sa.Column("campaign_id", sa.Uuid(), nullable=True))
    for table in ("circulars", "received_circulars"):
        op.drop_constraint(op.f(f"ck_{table}_every"), table)
        op.create_check_constraint(op.f(f"ck_{table}_every"), table, EVERY)
    op.create_check_constraint(
        op.f("ck_circulars_campaign"), "circulars", "(every = 'inspection') = (campaign_id is not null)"
    )
    op.create_foreign_key(
        op.f("fk_circulars_tenant_id_campaign_id"), "circulars", "inspection_campaigns", ["tenant_id", "campaign_id"],
        ["tenant_id", "id"],
    )  # fmt: skip
    op.drop_index("uq_circulars_period", "circulars")
    op.create_index(
        "uq_circulars_period", "circulars", ["tenant_id", "every", "first"], unique=True,
        postgresql_where=sa.text("state <> 'discarded' AND every <> 'inspection'"),
    )  # fmt: skip
    op.create_index(
        "uq_circulars_campaign", "circulars", ["tenant_id", "campaign_id"], unique=True,
        postgresql_where=sa.text("state <> 'discarded' AND campaign_id IS NOT NULL"),
    )  # fmt: skip
    op.create_table(
        "circular_unit_receipts",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reader", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "circular_id", "unit_id", name=op.f("pk_circular_unit_receipts")),
        sa.ForeignKeyConstraint(["tenant_id", "circular_id"], ["circulars.tenant_id", "circulars.id"], name=op.f("fk_circular_unit_receipts_tenant_id_circular_id")),
        sa.ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_circular_unit_receipts_tenant_id_unit_id")),
    )  # fmt: skip
    op.create_index(
        "ix_circular_unit_receipts_unit", "circular_unit_receipts", ["tenant_id", "unit_id", "circular_id"]
    )
    for statement in protect("circular_unit_receipts", grants=("select", "insert", "update")):
        op.execute(statement)
