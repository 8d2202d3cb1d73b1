"""What the morning page counts is read from small indexes: leaders' instructions, circulars that somebody has not read."""

import sqlalchemy as sa
from alembic import op

revision: str = "0039b"
down_revision: str | None = "0041b"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index(
        "ix_supervisions_instructions", "supervisions", ["tenant_id", "due_at", "id"],
        postgresql_where=sa.text("form = 'instruction' AND state in ('issued', 'reviewed', 'fed_back')"),
    )  # fmt: skip
    op.create_index(
        "ix_circular_receipts_unread", "circular_receipts", ["tenant_id", "circular_id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_received_circulars_unread", "received_circulars", ["tenant_id", "issued_at", "id"],
        postgresql_where=sa.text("read_at IS NULL"),
    )  # fmt: skip
