"""What a supervision is about is a set of cases; only a card has its one case in its own row."""

from alembic import op

revision = "0075"
down_revision = "0070"
branch_labels = None
depends_on = None

MOVE = """
INSERT INTO supervised_cases (tenant_id, supervision_id, case_id)
SELECT tenant_id, id, case_id FROM supervisions WHERE form <> 'system' AND case_id IS NOT NULL
ON CONFLICT DO NOTHING
"""
CLEAR = "UPDATE supervisions SET case_id = NULL, assignment_id = NULL WHERE form <> 'system' AND case_id IS NOT NULL"


def upgrade() -> None:
    op.execute("ALTER TABLE supervisions NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE supervised_cases NO FORCE ROW LEVEL SECURITY")
    op.execute(MOVE)
    op.execute(CLEAR)
    op.execute("ALTER TABLE supervised_cases FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE supervisions FORCE ROW LEVEL SECURITY")
    op.create_check_constraint(
        op.f("ck_supervisions_case"), "supervisions", "(form = 'system') = (case_id is not null)"
    )
