"""Indexes that hold only the open work of a desk: lists of several states stay as quick as those of one; and all that
counting what is overdue now asks for stands in its index.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_cases_to_dispatch", "cases", ["tenant_id", "due_at", "id"], "state IN ('registered', 'accepted')"),
    (
        "ix_assignments_handling",
        "assignments",
        ["tenant_id", "unit_id", "due_at", "id"],
        "state IN ('signed', 'handling')",
    ),
    ("ix_assignments_to_review", "assignments", ["tenant_id", "replied_at", "id"], "state = 'replied'"),
)


def upgrade() -> None:
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, postgresql_where=where)
    op.drop_index("ix_clocks_overdue", "clocks")
    op.create_index(
        "ix_clocks_overdue",
        "clocks",
        ["tenant_id", "due_at", "kind", "unit_id"],
        postgresql_include=["assignment_id", "held_at"],
        postgresql_where="stopped_at IS NULL",
    )
