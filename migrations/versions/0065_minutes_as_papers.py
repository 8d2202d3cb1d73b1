"""The minutes of a joint meeting are a paper: one kind more of papers and of templates."""

from alembic import op

revision = "0065"
down_revision = "0075"
branch_labels = None
depends_on = None

BEFORE = "'supervision', 'rectification', 'circular', 'inspection_report', 'instruction_feedback'"


def upgrade() -> None:
    for table in ("papers", "paper_templates"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind in ({BEFORE}, 'minutes')")
