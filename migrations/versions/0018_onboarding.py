"""Bringing a government on board: where each value comes from, readiness."""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
