"""Cases merged into another; what repeats are found by; what the public's page says of a joint answer, of an objection
and of the offices that looked.
"""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


OPEN = "state IN ('registered', 'accepted', 'dispatched', 'signed', 'handling', 'replied', 'deferred')"


def upgrade() -> None:
    _merge()
    _find_repeats()


def _merge() -> None:
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


def _find_repeats() -> None:
    op.add_column("cases", sa.Column("repeats", sa.SmallInteger(), nullable=True))
    op.create_index(
        "ix_cases_open_topic", "cases", ["tenant_id", "category_id", "area_id", "id"], postgresql_where=OPEN
    )
    op.drop_index("ix_case_persons_phone", "case_persons")
    op.create_index(
        "ix_case_persons_phone", "case_persons", ["tenant_id", "phone_key", "case_id"],
        postgresql_where="phone_key IS NOT NULL",
    )  # fmt: skip
    op.create_table(
        "word_marks",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "mark", "case_id", name=op.f("pk_word_marks")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_word_marks_tenant_id_case_id")
        ),
    )
    op.create_index("ix_word_marks_case", "word_marks", ["tenant_id", "case_id"])
    for statement in protect("word_marks", grants=("select", "insert", "delete")):
        op.execute(statement)
