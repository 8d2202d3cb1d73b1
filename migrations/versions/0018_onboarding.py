"""Bringing a government on board: its own settings in the registry, where a time rule comes from, drafts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# What a government had set for how long data are kept goes to its other settings.
RETENTION = """
UPDATE tenants t SET settings = t.settings || found.days
FROM (SELECT tenant_id, jsonb_object_agg(kind || '_days', days) AS days FROM retention GROUP BY tenant_id) found
WHERE found.tenant_id = t.id
"""


def upgrade() -> None:
    op.add_column("tenants", sa.Column("settings", JSONB(), nullable=False, server_default="{}"))
    op.execute("ALTER TABLE retention NO FORCE ROW LEVEL SECURITY")
    op.execute(RETENTION)
    op.drop_table("retention")
    op.add_column(
        "time_rules", sa.Column("inherited", sa.Boolean(), nullable=False, server_default=sa.true())
    )
    op.alter_column("time_rules", "inherited", server_default=sa.false())
    # An imported government keeps its number; the next one must not be given it.
    op.execute("GRANT UPDATE ON SEQUENCE tenants_id_seq TO hotline_admin")
    op.create_table(
        "onboarding_drafts",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("content", JSONB(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_onboarding_drafts")),
    )
    for statement in protect("onboarding_drafts"):
        op.execute(statement)
