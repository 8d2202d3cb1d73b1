"""Who has not read a circular is reminded; units of one's own are counted among them."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("circular_receipts", "circular_unit_receipts"):
        op.add_column(table, sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_circular_unit_receipts_unread", "circular_unit_receipts", ["tenant_id", "circular_id"],
        postgresql_where="read_at IS NULL",
    )  # fmt: skip
