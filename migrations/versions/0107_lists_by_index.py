"""Lists of merged hotlines, decisions and meetings from above are read by an index in their order, filtered too.

Revision ID: 0107
Revises: 0106
"""

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_merged_hotlines_form", "merged_hotlines", ["tenant_id", "form", "line", "id"])
    op.create_index(
        "ix_merged_hotlines_merged", "merged_hotlines", ["tenant_id", "merged_on"],
        postgresql_where=sa.text("merged_on IS NOT NULL"),
    )  # fmt: skip
    op.create_index("ix_meeting_decisions_state", "meeting_decisions", ["tenant_id", "state", "due_on", "id"])
    op.drop_index("ix_meeting_decisions_unit", table_name="meeting_decisions")
    op.create_index(
        "ix_meeting_decisions_unit", "meeting_decisions", ["tenant_id", "unit_id", "due_on", "id"]
    )
    op.create_index(
        "ix_invited_meetings_state", "invited_meetings", ["tenant_id", "state", "starts_at", "id"]
    )
