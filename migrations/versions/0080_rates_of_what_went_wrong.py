"""What assignments count for in the rates of what went wrong, from the history that there is."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0085"
branch_labels = None
depends_on = None

READ = ("cases", "clocks", "rulings", "supervisions", "supervised_cases", "supervision_tasks")
LIVE = "'dispatched', 'signed', 'handling', 'signing_off', 'replied', 'accepted'"

RETURN_ASKED = """
    UPDATE assignments AS a SET return_asked = true FROM rulings r
    WHERE r.tenant_id = a.tenant_id AND r.assignment_id = a.id AND r.kind = 'return'"""
DEFERRED = """
    UPDATE assignments AS a SET deferred = true FROM rulings r
    WHERE r.tenant_id = a.tenant_id AND r.assignment_id = a.id AND r.kind = 'deferral' AND r.state = 'granted'"""
REWORKED = f"""
    UPDATE assignments AS a SET reworked = true
    WHERE a.lead AND a.state IN ({LIVE}) AND (
        EXISTS (SELECT FROM assignments b
                WHERE b.tenant_id = a.tenant_id AND b.case_id = a.case_id AND b.lead AND b.round = a.round + 1)
        OR EXISTS (SELECT FROM cases c JOIN assignments b ON b.tenant_id = c.tenant_id AND b.case_id = c.id
                   WHERE c.tenant_id = a.tenant_id AND c.merged_into_id = a.case_id AND b.lead AND b.round = 1))"""
"""Answered by another round, of its own case or of one that was merged into it."""
OVERDUE = """
    UPDATE assignments AS a SET overdue_at = c.due_at FROM clocks c
    WHERE c.tenant_id = a.tenant_id AND c.assignment_id = a.id AND c.kind = 'reply'
        AND (c.outcome = 'missed'
             OR c.stopped_at IS NULL AND (c.next_at IS NULL AND c.hold IS NULL OR c.hold = 'review' AND c.due_at < c.held_at))"""
"""A clock that runs and has nothing to say any more has said that it ran out."""
SUPERVISED = """
    UPDATE assignments AS a SET supervised = true FROM supervisions s JOIN (
        SELECT tenant_id, id, case_id FROM supervisions WHERE case_id IS NOT NULL
        UNION SELECT tenant_id, supervision_id, case_id FROM supervised_cases) AS about (tenant_id, id, about_id)
        ON about.tenant_id = s.tenant_id AND about.id = s.id
    WHERE s.tenant_id = a.tenant_id AND about.about_id = a.case_id AND s.side = 'own' AND s.issued_at IS NOT NULL
        AND s.outcome IS DISTINCT FROM 'void' AND s.level NOT IN ('reminder', 'yellow')
        AND (s.form = 'system' AND s.assignment_id = a.id
            OR (s.form <> 'system' OR s.assignment_id IS NULL) AND a.dispatched_at <= s.issued_at
            AND (s.form = 'system' AND s.unit_id = a.unit_id OR EXISTS (
                SELECT FROM supervision_tasks t
                WHERE t.tenant_id = s.tenant_id AND t.supervision_id = s.id AND t.unit_id = a.unit_id AND t.state <> 'lifted'))
            AND NOT EXISTS (
                SELECT FROM assignments b
                WHERE b.tenant_id = a.tenant_id AND b.case_id = a.case_id AND b.unit_id = a.unit_id
                    AND b.dispatched_at <= s.issued_at AND b.id > a.id))"""

COHORT = f"reply_due_on IS NOT NULL AND state IN ({LIVE})"
RETURNED_TOO = f"reply_due_on IS NOT NULL AND state IN ({LIVE}, 'returned')"
COUNTED = {
    "return_cohort": RETURNED_TOO,
    "return_asked": f"{RETURNED_TOO} AND return_asked",
    "misdispatched": f"{RETURNED_TOO} AND state = 'returned'",
    "lead_cohort": f"{COHORT} AND lead",
    "reworked": f"{COHORT} AND lead AND reworked",
    "objection_upheld": f"{COHORT} AND lead AND false_closed_on IS NOT NULL",
    "ran_over": f"{COHORT} AND due_at <= overdue_at",
    "supervised": f"{COHORT} AND supervised",
    # What joins those who were asked: deferred, and its caller has not answered.
    "solved_valid": f"{COHORT} AND lead AND deferred AND first_solved IS NULL",
}


def upgrade() -> None:
    op.add_column("assignments", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    for name in ("return_asked", "reworked", "deferred", "supervised"):
        op.add_column("assignments", sa.Column(name, sa.Boolean(), nullable=False, server_default="false"))
    for table in READ:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE assignments NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE figure_deltas NO FORCE ROW LEVEL SECURITY")
    for statement in (RETURN_ASKED, DEFERRED, REWORKED, OVERDUE, SUPERVISED):
        op.execute(statement)
    for measure, condition in COUNTED.items():
        op.execute(_deltas(measure, condition))
    for table in (*READ, "assignments", "figure_deltas"):
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _deltas(measure: str, condition: str) -> str:
    """One for each day, unit and category: the fold puts them where they belong, and until then they are read with it."""
    return f"""
        INSERT INTO figure_deltas (tenant_id, id, day, measure, origin, unit_id, category_id, amount)
        SELECT tenant_id, gen_random_uuid(), reply_due_on, '{measure}', origin, unit_id, category_id, count(*)
        FROM assignments WHERE {condition}
        GROUP BY tenant_id, reply_due_on, origin, unit_id, category_id"""
