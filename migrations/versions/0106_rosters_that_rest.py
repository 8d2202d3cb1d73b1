"""Who is off a roster because the place closed may come back with the number for some days.

Revision ID: 0106
Revises: 0098
"""

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0098"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("duty_people", sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_duty_people_kept", "duty_people", ["tenant_id", "kept_until"],
        postgresql_where=sa.text("kept_until IS NOT NULL"),
    )  # fmt: skip
