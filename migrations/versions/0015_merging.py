"""Cases merged into another."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_cases_tenant_id_merged_into_id"),
        "cases",
        "cases",
        ["tenant_id", "merged_into_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_cases_merged_into", "cases", ["tenant_id", "merged_into_id", "id"],
        postgresql_where="merged_into_id IS NOT NULL",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_cases_merged"), "cases", "state <> 'merged' or merged_into_id is not null"
    )
    op.create_check_constraint(op.f("ck_cases_not_into_itself"), "cases", "merged_into_id <> id")
