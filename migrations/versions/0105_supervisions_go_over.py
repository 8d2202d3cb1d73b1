"""Supervisions go over with what they are about when boundaries change: what leads to one below can lead elsewhere.

Revision ID: 0105
Revises: 0097
"""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import HERE

revision = "0105"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        f"CREATE POLICY app_update ON supervision_links FOR UPDATE TO hotline_app USING ({HERE}) WITH CHECK ({HERE})"
    )
    op.execute("GRANT UPDATE ON supervision_links TO hotline_app")
    op.drop_constraint(op.f("ck_supervision_tasks_state"), "supervision_tasks", type_="check")
    op.create_check_constraint(
        op.f("ck_supervision_tasks_state"), "supervision_tasks",
        "state in ('waiting', 'open', 'reported', 'done', 'lifted', 'moved')",
    )  # fmt: skip
    op.add_column(
        "boundary_plans", sa.Column("supervisions", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
