"""Evaluation: cells of a month, formulas, what was published."""

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
