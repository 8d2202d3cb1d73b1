"""Rectification notices go over with the unit that is asked when boundaries change.

Revision ID: 0109
Revises: 0108
"""

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"
branch_labels = None
depends_on = None

_STATES = "state in ('draft', 'issued', 'reported', 'closed', 'discarded'%s)"


def upgrade() -> None:
    op.drop_constraint(op.f("ck_rectifications_state"), "rectifications", type_="check")
    op.create_check_constraint(op.f("ck_rectifications_state"), "rectifications", _STATES % ", 'moved'")
    op.add_column(
        "boundary_plans",
        sa.Column("rectifications", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )


def downgrade() -> None:
    op.drop_column("boundary_plans", "rectifications")
    op.drop_constraint(op.f("ck_rectifications_state"), "rectifications", type_="check")
    op.create_check_constraint(op.f("ck_rectifications_state"), "rectifications", _STATES % "")
