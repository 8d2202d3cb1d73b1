"""A notice from above that was passed on to units of this house, once as long as that is in force.

Revision ID: 0099
Revises: 0107
"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0107"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("guidance_papers", sa.Column("passes_on_id", sa.Uuid(), nullable=True))
    op.create_index(
        "uq_guidance_papers_passes_on",
        "guidance_papers",
        ["tenant_id", "passes_on_id"],
        unique=True,
        postgresql_where=sa.text("passes_on_id IS NOT NULL AND state = 'issued'"),
    )
