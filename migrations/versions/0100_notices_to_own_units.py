"""Rectification notices to units of the inspecting government itself.

Revision ID: 0100
Revises: 0099
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0099"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name = op.f("ck_rectifications_side")
    op.drop_constraint(name, "rectifications", type_="check")
    op.create_check_constraint(name, "rectifications", "side in ('upper', 'lower', 'own')")
    op.create_index(
        "ix_rectifications_unit",
        "rectifications",
        ["tenant_id", "unit_id", "drafted_at", "id"],
        postgresql_where=sa.text("side = 'own'"),
    )
