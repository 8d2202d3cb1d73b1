"""Evaluation: the counts of a month by kind of work, and the band of every unit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evaluation_months",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("reckoned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_evaluation_months")),
    )
    op.create_table(
        "evaluation_cells",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "month", "origin", "unit_id", "type", "urgency", "category_id", "measure",
            name=op.f("pk_evaluation_cells"),
        ),
    )  # fmt: skip
    op.create_table(
        "evaluation_bands",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("peer_class", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=True),
        sa.Column("p", sa.Float(), nullable=False),
        sa.Column("days", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id",
            "month",
            "origin",
            "peer_class",
            "unit_id",
            "indicator",
            name=op.f("pk_evaluation_bands"),
        ),
        sa.CheckConstraint(
            "verdict in ('better', 'expected', 'worse', 'few')", name=op.f("ck_evaluation_bands_verdict")
        ),
        sa.CheckConstraint('counted between 0 and "of"', name=op.f("ck_evaluation_bands_counted")),
    )
    op.create_table(
        "evaluation_formulas",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("weights", JSONB(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "version", name=op.f("pk_evaluation_formulas")),
        sa.CheckConstraint("approved_by <> drafted_by", name=op.f("ck_evaluation_formulas_four_eyes")),
        sa.CheckConstraint(
            "(approved_at is null) = (approved_by is null)", name=op.f("ck_evaluation_formulas_approved")
        ),
    )
    op.create_table(
        "evaluation_publications",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("formula", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_up_by", sa.Uuid(), nullable=False),
        sa.Column("preview_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_evaluation_publications")),
        sa.CheckConstraint("published_by <> drawn_up_by", name=op.f("ck_evaluation_publications_four_eyes")),
    )
    op.create_table(
        "evaluation_scores",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("peer_class", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(7, 4), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "month", "unit_id", name=op.f("pk_evaluation_scores")),
    )
    op.create_table(
        "evaluation_standings",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("peer_class", sa.Text(), nullable=False),
        sa.Column("formula", sa.Integer(), nullable=False),
        sa.Column("weights", JSONB(), nullable=False),
        sa.Column("lines", JSONB(), nullable=False),
        sa.Column("score", sa.Numeric(7, 4), nullable=True),
        sa.Column("corrected", sa.Numeric(7, 4), nullable=True),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("preview_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("object_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decide_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "month", name=op.f("pk_evaluation_standings")),
    )
    op.create_table(
        "evaluation_objections",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evaluation_objections")),
        sa.UniqueConstraint(
            "tenant_id", "month", "unit_id", "indicator",
            name=op.f("uq_evaluation_objections_tenant_id_month_unit_id_indicator"),
        ),
        sa.CheckConstraint(
            "(decided_at is null) = (upheld is null)", name=op.f("ck_evaluation_objections_decided")
        ),
        sa.CheckConstraint(
            'coalesce(upheld, false) = ("of" is not null)', name=op.f("ck_evaluation_objections_corrected")
        ),
        sa.CheckConstraint('counted between 0 and "of"', name=op.f("ck_evaluation_objections_counted")),
    )  # fmt: skip
    for table, grants in (
        ("evaluation_months", ("select", "insert", "update")),
        ("evaluation_cells", ("select", "insert", "delete")),
        ("evaluation_bands", ("select", "insert", "delete")),
        ("evaluation_formulas", ("select", "insert", "update")),
        ("evaluation_publications", ("select", "insert", "update")),
        ("evaluation_scores", ("select", "insert")),
        ("evaluation_standings", ("select", "insert", "update")),
        ("evaluation_objections", ("select", "insert", "update")),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)
