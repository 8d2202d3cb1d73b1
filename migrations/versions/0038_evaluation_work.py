"""What is asked of a month's evaluation and done by a job."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0038"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_work",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.CheckConstraint("deed in ('draw_up', 'take_out')", name=op.f("ck_evaluation_work_deed")),
        sa.PrimaryKeyConstraint("tenant_id", "month", "deed", name=op.f("pk_evaluation_work")),
    )  # fmt: skip
    for statement in protect("evaluation_work", grants=("select", "insert", "update")):
        op.execute(statement)
