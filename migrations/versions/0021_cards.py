"""Two units that do nothing in one case get a card each: the number of a card alone says what it was opened by."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("uq_supervisions_cause", "supervisions")
