"""What comes to life again in a government that ended by a plan follows to whoever goes on.

Revision ID: 0040b
Revises: 0037b
"""

import sqlalchemy as sa
from alembic import op

revision = "0040b"
down_revision = "0037b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tenants", sa.Column("hands_on", sa.Boolean(), nullable=False, server_default="false"))
    op.execute(
        "UPDATE tenants SET hands_on = true FROM boundary_plans p WHERE p.source_id = tenants.id"
        " AND p.kind IN ('merge', 'divide') AND p.done_at IS NOT NULL AND tenants.status = 'archived'"
    )
