"""The demands that arrive, by topic and day: what a head reads in the morning."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None

NOWHERE = "'00000000-0000-0000-0000-000000000000'::uuid"
FILL = f"""
    INSERT INTO figures_topic_day (tenant_id, origin, day, category_id, area_id, amount)
    SELECT tenant_id, origin, day, category_id, area_id, sum(amount) FROM (
        SELECT tenant_id, origin, registered_on AS day, coalesce(category_id, {NOWHERE}) AS category_id,
            coalesce(area_id, {NOWHERE}) AS area_id, 1 AS amount FROM cases
        UNION ALL
        SELECT tenant_id, origin, day, coalesce(category_id, {NOWHERE}), {NOWHERE}, -amount FROM figure_deltas
        WHERE measure IN ('registered', 'received')) AS arrived
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(amount) <> 0"""
"""What the cases say, less what the deltas that wait are about to add: those know no area yet."""


def upgrade() -> None:
    op.add_column("figure_deltas", sa.Column("area_id", sa.Uuid(), nullable=True))
    op.create_table(
        "figures_topic_day",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "origin", "day", "category_id", "area_id", name=op.f("pk_figures_topic_day")
        ),
    )
    for statement in protect("figures_topic_day"):
        op.execute(statement)
    # The owner of a table is held to its policies too, unless it says otherwise for the length of this migration.
    op.execute("ALTER TABLE cases NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figure_deltas NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figures_topic_day NO FORCE ROW LEVEL SECURITY")
    op.execute(FILL)
    op.execute("ALTER TABLE figures_topic_day FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figure_deltas FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE cases FORCE ROW LEVEL SECURITY")
