"""By which indicators a month was evaluated: later ones are no part of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

FIRST = '["sign", "reply", "reply_extended", "response", "resolution", "satisfaction", "pace_median", "pace_ninth"]'


def upgrade() -> None:
    op.add_column(
        "evaluation_publications",
        sa.Column(
            "indicators",
            JSONB(none_as_null=True),
            nullable=False,
            server_default=sa.text(f"'{FIRST}'::jsonb"),
        ),
    )
    op.alter_column("evaluation_publications", "indicators", server_default=None)
