"""A special supervision ends with a closing report, a paper of a kind of its own."""

from alembic import op

revision = "0076"
down_revision = "0096"
branch_labels = None
depends_on = None

KINDS = (
    "kind in ('supervision', 'rectification', 'circular', 'inspection_report', 'instruction_feedback', 'minutes', "
    "'special_report')"
)


def upgrade() -> None:
    for table in ("papers", "paper_templates"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, KINDS)
