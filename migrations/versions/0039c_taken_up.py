"""Cases that were taken up again after a closing have a small index of their own, by which a draw finds them again."""

import sqlalchemy as sa
from alembic import op

revision: str = "0039c"
down_revision: str | None = "0040b"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_index(
        "ix_cases_taken_up", "cases", ["tenant_id", "registered_at", "id"],
        postgresql_where=sa.text("round > 0"),
    )  # fmt: skip
