"""A correction carries the band that it makes, and the same on the other basis.

Revision ID: 0098
Revises: 0105
"""

import sqlalchemy as sa
from alembic import op

revision = "0098"
down_revision = "0105"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = "evaluation_corrections"
    for name in ("before_verdict", "verdict", "beside_verdict"):
        op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    for name in ("beside_counted", "beside_of"):
        op.add_column(table, sa.Column(name, sa.Integer(), nullable=True))
    op.add_column(table, sa.Column("beside_score", sa.Numeric(7, 4), nullable=True))
    op.create_check_constraint(
        op.f("ck_evaluation_corrections_beside"), table, "beside_counted between 0 and beside_of"
    )
