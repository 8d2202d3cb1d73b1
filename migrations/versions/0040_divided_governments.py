"""A government may be divided between two others, and end.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("boundary_plans", sa.Column("rest_id", sa.Integer(), nullable=True))
    op.add_column("boundary_plans", sa.Column("rest_moved", JSONB(), nullable=False, server_default="[]"))
    op.create_foreign_key(op.f("fk_boundary_plans_rest_id"), "boundary_plans", "tenants", ["rest_id"], ["id"])
    op.drop_constraint(op.f("ck_boundary_plans_kind"), "boundary_plans", type_="check")
    op.create_check_constraint(
        op.f("ck_boundary_plans_kind"), "boundary_plans",
        "kind in ('move', 'split', 'divide', 'merge', 'convert')",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_boundary_plans_rest"), "boundary_plans", "(kind = 'divide') = (rest_id is not null)"
    )
    op.create_check_constraint(
        op.f("ck_boundary_plans_three"), "boundary_plans", "rest_id not in (source_id, target_id)"
    )
    op.add_column("tenants", sa.Column("other_successor_id", sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f("fk_tenants_other_successor_id"), "tenants", "tenants", ["other_successor_id"], ["id"]
    )
