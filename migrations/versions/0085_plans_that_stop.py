"""A plan of boundaries says since when something unforeseen keeps it from going on, and of what kind that is.

Revision ID: 0085
Revises: 0077
"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boundary_plans", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("boundary_plans", sa.Column("failure", sa.Text(), nullable=True))
