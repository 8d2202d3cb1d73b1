"""The steps of the duty ladder are values like any other; what was announced at a point that is no more is settled,
and what is filed about a committee has no limit; a paper may be written from the template of the government above.
"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0095"
branch_labels = None
depends_on = None

# What a government has set is kept where it is not what the product gives anyway.
TAKEN_OVER = """
UPDATE tenants SET settings = settings || (
    SELECT coalesce(jsonb_object_agg(key, value), '{}'::jsonb) FROM (
        SELECT DISTINCT ON (tenant_id) tenant_id, extra_urgent_minutes, urgent_minutes, warn_days
        FROM roster_rules WHERE tenant_id = tenants.id ORDER BY tenant_id, id DESC
    ) latest, LATERAL (VALUES
        ('extra_urgent_step', latest.extra_urgent_minutes, 5), ('urgent_step', latest.urgent_minutes, 10),
        ('gap_days', latest.warn_days, 3)
    ) AS own (key, value, given)
    WHERE value <> given
)"""

# What a point that was closed, and a committee, leave open could never be filed.
SETTLED = """
UPDATE point_changes SET settled_at = now() FROM points p, units u
WHERE p.tenant_id = point_changes.tenant_id AND p.unit_id = point_changes.unit_id
    AND u.tenant_id = p.tenant_id AND u.id = p.unit_id
    AND point_changes.filed_at IS NULL AND (p.state NOT IN ('approved', 'open', 'suspended') OR u.kind = 'committee')"""
NO_LIMIT = """
UPDATE point_changes SET due_at = NULL, provisional = false FROM units u
WHERE u.tenant_id = point_changes.tenant_id AND u.id = point_changes.unit_id AND u.kind = 'committee'"""

WITH_CHANGES = "hotline_tenants_with_point_changes()"
STILL_OPEN = "filed_at IS NULL AND settled_at IS NULL"
LIFTED = """
ALTER TABLE roster_rules NO FORCE ROW LEVEL SECURITY;
ALTER TABLE point_changes NO FORCE ROW LEVEL SECURITY;
ALTER TABLE points NO FORCE ROW LEVEL SECURITY;
ALTER TABLE units NO FORCE ROW LEVEL SECURITY
"""


def upgrade() -> None:
    op.add_column("point_changes", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("point_changes", "due_at", nullable=True)
    op.create_check_constraint(
        op.f("ck_point_changes_settled"), "point_changes", "filed_at is null or settled_at is null"
    )
    op.drop_index("ix_point_changes_open", "point_changes")
    op.create_index(
        "ix_point_changes_open",
        "point_changes",
        ["tenant_id", "due_at"],
        postgresql_where=sa.text(STILL_OPEN),
    )
    lifted = LIFTED.strip().split(";")
    changes = (TAKEN_OVER, SETTLED, NO_LIMIT)
    for statement in (*lifted, *changes, *(one.replace("NO FORCE", "FORCE") for one in lifted)):
        op.execute(statement)
    op.drop_table("roster_rules")
    op.add_column("papers", sa.Column("above_tenant_id", sa.Integer(), nullable=True))
    op.add_column("papers", sa.Column("above_template_id", sa.Uuid(), nullable=True))
    op.create_check_constraint(
        op.f("ck_papers_above"), "papers", "(above_tenant_id is null) = (above_template_id is null)"
    )
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    body = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef('{WITH_CHANGES}'::regprocedure)")))
    assert "c.filed_at IS NULL" in body
    op.execute(body.replace("c.filed_at IS NULL", "c.filed_at IS NULL AND c.settled_at IS NULL"))
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
