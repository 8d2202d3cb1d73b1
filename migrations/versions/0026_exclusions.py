"""What is left out of an evaluation: rows of a month that is drawn up, raw and adjusted figures, signals of gaming."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import HERE, protect

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None

BASIS = "basis in ('raw', 'adjusted')"
ADDED, KEPT, REDONE = ("select", "insert"), ("select", "insert", "update"), ("select", "insert", "delete")


def upgrade() -> None:
    _tell_raw_from_adjusted()
    _freeze()
    _exclude()
    _signal()
    for table, grants in (
        ("evaluation_rows", ADDED),
        ("evaluation_reasons", KEPT),
        ("evaluation_exclusions", KEPT),
        ("evaluation_files", ADDED),
        ("evaluation_signals", REDONE),
        ("evaluation_signalled", REDONE),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)


def _tell_raw_from_adjusted() -> None:
    keys = {
        "cells": ("tenant_id", "month", "origin", "basis", "unit_id", "type", "urgency", "category_id", "measure"),
        "bands": ("tenant_id", "month", "origin", "basis", "peer_class", "unit_id", "indicator"),
    }  # fmt: skip
    for name, key in keys.items():
        table = f"evaluation_{name}"
        op.add_column(table, sa.Column("basis", sa.Text(), server_default="raw", nullable=False))
        op.drop_constraint(op.f(f"pk_{table}"), table)
        op.create_primary_key(op.f(f"pk_{table}"), table, list(key))
        op.create_check_constraint(op.f(f"ck_{table}_basis"), table, BASIS)
    op.add_column("evaluation_formulas", sa.Column("basis", sa.Text(), server_default="raw", nullable=False))
    op.create_check_constraint(op.f("ck_evaluation_formulas_basis"), "evaluation_formulas", BASIS)
    op.add_column("evaluation_publications", sa.Column("adjusted_digest", sa.LargeBinary(), nullable=True))
    op.add_column("evaluation_scores", sa.Column("adjusted", sa.Numeric(7, 4), nullable=True))
    op.execute(
        f"CREATE POLICY app_update ON evaluation_scores FOR UPDATE TO hotline_app USING ({HERE}) WITH CHECK ({HERE})"
    )
    op.execute("GRANT UPDATE ON evaluation_scores TO hotline_app")
    op.add_column("evaluation_standings", sa.Column("basis", sa.Text(), server_default="raw", nullable=False))
    op.add_column("evaluation_standings", sa.Column("adjusted_lines", JSONB(), nullable=True))
    op.add_column("evaluation_standings", sa.Column("adjusted", sa.Numeric(7, 4), nullable=True))


def _freeze() -> None:
    op.create_table(
        "evaluation_rows",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("topic_id", sa.Uuid(), nullable=False),
        sa.Column("dispatched_on", sa.Date(), nullable=False),
        sa.Column("took", sa.BigInteger(), nullable=True),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "month", "assignment_id", name=op.f("pk_evaluation_rows")),
    )
    op.create_index(
        "ix_evaluation_rows_unit", "evaluation_rows", ["tenant_id", "month", "unit_id", "assignment_id"]
    )


def _exclude() -> None:
    op.create_table(
        "evaluation_reasons",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_evaluation_reasons")),
    )
    op.create_table(
        "evaluation_exclusions",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("other_tenant_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("whole_class", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evaluation_exclusions")),
        sa.CheckConstraint(
            "(decided_at is null) = (granted is null)", name=op.f("ck_evaluation_exclusions_decided")
        ),
        sa.CheckConstraint("decided_by <> made_by", name=op.f("ck_evaluation_exclusions_four_eyes")),
        sa.CheckConstraint("first_on <= last_on", name=op.f("ck_evaluation_exclusions_days")),
    )
    op.create_index(
        "ix_evaluation_exclusions_month", "evaluation_exclusions", ["tenant_id", "month", "unit_id", "id"]
    )
    op.create_table(
        "evaluation_files",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("exclusion_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_evaluation_files")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "exclusion_id"], ["evaluation_exclusions.tenant_id", "evaluation_exclusions.id"],
            name=op.f("fk_evaluation_files_tenant_id_exclusion_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "file_id"], ["files.tenant_id", "files.id"],
            name=op.f("fk_evaluation_files_tenant_id_file_id"),
        ),
    )  # fmt: skip
    op.create_index("ix_evaluation_files_exclusion", "evaluation_files", ["tenant_id", "exclusion_id", "id"])
    op.create_index("ix_evaluation_files_file", "evaluation_files", ["tenant_id", "file_id"])


def _signal() -> None:
    op.create_table(
        "evaluation_signals",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "month", "unit_id", "signal", name=op.f("pk_evaluation_signals")
        ),
    )
    op.create_table(
        "evaluation_signalled",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "month", "unit_id", "signal", "assignment_id", name=op.f("pk_evaluation_signalled")
        ),
    )
    op.add_column("callbacks", sa.Column("pressured", sa.Boolean(), nullable=True))
    op.create_index("ix_callbacks_at", "callbacks", ["tenant_id", "at", "id"])
