"""Registers of papers instead of the numbers of supervisions alone, papers as they were issued, templates of one's own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
KINDS = "kind in ('supervision', 'rectification', 'circular', 'inspection_report', 'instruction_feedback')"

# What was numbered before stands in no register: each goes on with the next number.
GO_ON = """
INSERT INTO paper_registers (tenant_id, series, year, id, first, count, head)
SELECT tenant_id, kind, year, gen_random_uuid(), last + 1, 0, decode(repeat('00', 32), 'hex') FROM supervision_numbers"""


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    _create_registers()
    _create_templates()
    _create_papers()
    for table in ("paper_registers", "paper_templates", "papers"):
        for statement in protect(table, grants=KEPT):
            op.execute(statement)
    _go_on()


def _create_registers() -> None:
    op.create_table(
        "paper_registers",
        number("tenant_id"), text("series"), number("year"), uuid("id"), number("first"), number("count"),
        bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "series", "year", name=op.f("pk_paper_registers")),
    )  # fmt: skip


def _create_templates() -> None:
    op.create_table(
        "paper_templates",
        number("tenant_id"), uuid("id"), text("kind"), uuid("file_id"), moment("since"), uuid("by", nullable=True),
        moment("ended_at", nullable=True), uuid("ended_by", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_paper_templates")),
        sa.CheckConstraint(KINDS, name=op.f("ck_paper_templates_kind")),
        sa.ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_paper_templates_tenant_id_file_id")),
    )  # fmt: skip
    op.create_index(
        "uq_paper_templates_kind", "paper_templates", ["tenant_id", "kind"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index("ix_paper_templates_since", "paper_templates", ["tenant_id", "kind", "since"])
    op.create_index("ix_paper_templates_file", "paper_templates", ["tenant_id", "file_id"])


def _create_papers() -> None:
    op.create_table(
        "papers",
        number("tenant_id"), uuid("id"), text("series"), number("year"), number("seq"), text("number"), text("kind"),
        uuid("subject_id"), number("occasion"), moment("issued_at"), uuid("issued_by", nullable=True), text("role"),
        sa.Column("places", postgresql.JSONB(astext_type=sa.Text()), nullable=True), bytes_of("salt"), text("content"),
        bytes_of("hash"), uuid("template_id", nullable=True), uuid("file_id", nullable=True),
        moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_papers")),
        sa.CheckConstraint(KINDS, name=op.f("ck_papers_kind")),
        sa.ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_papers_tenant_id_file_id")),
        sa.ForeignKeyConstraint(["tenant_id", "template_id"], ["paper_templates.tenant_id", "paper_templates.id"], name=op.f("fk_papers_tenant_id_template_id")),
        sa.UniqueConstraint("tenant_id", "series", "year", "seq", name=op.f("uq_papers_tenant_id_series_year_seq")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_papers_tenant_id_number")),
        sa.UniqueConstraint("tenant_id", "kind", "subject_id", "occasion", name=op.f("uq_papers_tenant_id_kind_subject_id_occasion")),
    )  # fmt: skip
    op.create_index("ix_papers_issued", "papers", ["tenant_id", "issued_at", "id"])
    op.create_index("ix_papers_kind", "papers", ["tenant_id", "kind", "issued_at", "id"])
    op.create_index("ix_papers_subject", "papers", ["tenant_id", "subject_id"])
    op.create_index("ix_papers_file", "papers", ["tenant_id", "file_id"])
    op.create_index("ix_papers_template", "papers", ["tenant_id", "template_id"])


def _go_on() -> None:
    op.execute("ALTER TABLE supervision_numbers NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE paper_registers NO FORCE ROW LEVEL SECURITY")
    op.execute(GO_ON)
    op.execute("ALTER TABLE paper_registers FORCE ROW LEVEL SECURITY")
    op.drop_table("supervision_numbers")
