"""Of a pace it is kept within how many days the answers came that its band counts.

Revision ID: 0108
Revises: 0100
"""

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0100"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("evaluation_bands", sa.Column("within", sa.Integer()))
