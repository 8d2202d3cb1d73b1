"""Drafts of guidance can be written in and thrown away; a draw reads closings from their index alone."""

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: str | None = "0041"
branch_labels: str | None = None
depends_on: str | None = None

STATES = "('draft', 'issued', 'replaced', 'withdrawn', 'discarded')"


def upgrade() -> None:
    op.add_column("guidance_papers", sa.Column("edits", sa.Integer(), server_default="0", nullable=False))
    for name in ("state", "issued", "ended"):
        op.drop_constraint(op.f(f"ck_guidance_papers_{name}"), "guidance_papers")
    op.create_check_constraint(op.f("ck_guidance_papers_state"), "guidance_papers", f"state in {STATES}")
    op.create_check_constraint(
        op.f("ck_guidance_papers_issued"),
        "guidance_papers",
        "(state in ('draft', 'discarded')) = (issued_at is null)",
    )
    op.create_check_constraint(
        op.f("ck_guidance_papers_ended"),
        "guidance_papers",
        "(state in ('replaced', 'withdrawn', 'discarded')) = (ended_at is not null)",
    )
    op.drop_index("uq_guidance_papers_follows", "guidance_papers")
    op.create_index(
        "uq_guidance_papers_follows", "guidance_papers", ["tenant_id", "follows_id"], unique=True,
        postgresql_where=sa.text("follows_id IS NOT NULL AND state <> 'discarded'"),
    )  # fmt: skip
    op.drop_index("ix_cases_closed_on", "cases")
    op.create_index(
        "ix_cases_closed_on", "cases", ["tenant_id", "closed_on", "id"],
        postgresql_where=sa.text("closed_on IS NOT NULL"),
        postgresql_include=["origin", "type", "number", "lead_unit_id", "closed_at"],
    )  # fmt: skip
