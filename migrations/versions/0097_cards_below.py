"""Cards about a district stand at its desk too: a link without a task, and an index for their list.

Revision ID: 0097
Revises: 0082
"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0082"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("supervision_links", "task_id", nullable=True)
    op.create_index(
        "ix_supervisions_cards_above",
        "supervisions",
        ["tenant_id", "opened_at", "id"],
        postgresql_where=sa.text(
            "form = 'system' AND side = 'lower' AND state in ('issued', 'reviewed', 'fed_back')"
        ),
    )
