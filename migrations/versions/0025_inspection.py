"""Inspection campaigns: their samples, score sheets and findings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0025"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection_campaigns",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("places", postgresql.JSONB(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("types", postgresql.JSONB(), nullable=False),
        sa.Column("channels", postgresql.JSONB(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("twice", sa.Integer(), nullable=False),
        sa.Column("sheet", postgresql.JSONB(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Uuid(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_by", sa.Uuid(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state in ('planned', 'drawn', 'running', 'finished', 'dropped')",
            name=op.f("ck_inspection_campaigns_state"),
        ),
        sa.CheckConstraint("(drawn_at is null) = (seed is null)", name=op.f("ck_inspection_campaigns_drawn")),
        sa.CheckConstraint("started_by <> planned_by", name=op.f("ck_inspection_campaigns_four_eyes")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection_campaigns")),
    )
    op.create_index(
        "ix_inspection_campaigns_planned",
        "inspection_campaigns",
        ["tenant_id", "planned_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_inspection_campaigns_form_id", "inspection_campaigns", ["tenant_id", "form_id"], unique=True
    )
    op.create_table(
        "inspection_entries",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_entries_tenant_id_campaign_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "seq", name=op.f("pk_inspection_entries")),
    )
    op.create_table(
        "inspection_items",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("handler", postgresql.JSONB(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('case', 'call')", name=op.f("ck_inspection_items_kind")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_items_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"],
            ["units.tenant_id", "units.id"],
            name=op.f("fk_inspection_items_tenant_id_unit_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection_items")),
        sa.UniqueConstraint(
            "tenant_id",
            "campaign_id",
            "subject_id",
            name=op.f("uq_inspection_items_tenant_id_campaign_id_subject_id"),
        ),
    )
    op.create_index(
        "ix_inspection_items_place",
        "inspection_items",
        ["tenant_id", "campaign_id", "place", "id"],
        unique=False,
    )
    op.create_table(
        "inspection_members",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_members_tenant_id_campaign_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "campaign_id", "account_id", name=op.f("pk_inspection_members")),
    )
    op.create_table(
        "inspection_strata",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.CheckConstraint("sampled between 0 and population", name=op.f("ck_inspection_strata_sampled")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_strata_tenant_id_campaign_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "campaign_id", "unit_id", "kind", name=op.f("pk_inspection_strata")
        ),
    )
    op.create_table(
        "inspection_findings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "campaign_id"],
            ["inspection_campaigns.tenant_id", "inspection_campaigns.id"],
            name=op.f("fk_inspection_findings_tenant_id_campaign_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["inspection_items.tenant_id", "inspection_items.id"],
            name=op.f("fk_inspection_findings_tenant_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_inspection_findings")),
    )
    op.create_index(
        "ix_inspection_findings_campaign",
        "inspection_findings",
        ["tenant_id", "campaign_id", "unit_id", "id"],
        unique=False,
    )
    op.create_index(
        "ix_inspection_findings_item", "inspection_findings", ["tenant_id", "item_id"], unique=False
    )
    op.create_table(
        "inspection_sheets",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("marks", postgresql.JSONB(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("score between 0 and 10000", name=op.f("ck_inspection_sheets_score")),
        sa.CheckConstraint("slot in (1, 2)", name=op.f("ck_inspection_sheets_slot")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"],
            ["inspection_items.tenant_id", "inspection_items.id"],
            name=op.f("fk_inspection_sheets_tenant_id_item_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "item_id", "slot", name=op.f("pk_inspection_sheets")),
        sa.UniqueConstraint(
            "tenant_id", "item_id", "saved_by", name=op.f("uq_inspection_sheets_tenant_id_item_id_saved_by")
        ),
    )
    for table, grants in (
        ("inspection_campaigns", ("select", "insert", "update")),
        ("inspection_entries", ("select", "insert")),
        ("inspection_items", ("select", "insert")),
        ("inspection_members", ("select", "insert")),
        ("inspection_strata", ("select", "insert")),
        ("inspection_findings", ("select", "insert")),
        ("inspection_sheets", ("select", "insert", "update")),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)
