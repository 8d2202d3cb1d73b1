"""Months of re-calls are drawn again to compare, and what is published of every district stands in each one's house.

Revision ID: 0096
Revises: 0071
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0096"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recall_months", sa.Column("redraw_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recall_months", sa.Column("redrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recall_months", sa.Column("redrawn_differing", sa.Integer(), nullable=True))
    op.add_column(
        "recall_results",
        sa.Column("published", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.alter_column("recall_results", "published", server_default=None)
