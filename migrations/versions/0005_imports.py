"""The tables of imports: runs, the cells they refused, the rows that wait for a person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=False)


def upgrade() -> None:
    op.create_table(
        "import_runs",
        tenant(),
        uuid("id"),
        text("file_name"),
        sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        text("map_name"),
        sa.Column("map_digest", sa.LargeBinary(), nullable=False),
        text("source"),
        moment("started_at"),
        moment("moved_at"),
        moment("finished_at", nullable=True),
        *(number(name) for name in ("rows_total", "rows_read", "imported", "present", "refused", "queued")),
        number("answered"),
        json("by_unit"),
        json("by_reason"),
        json("unread"),
        json("left_out"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_runs")),
        sa.CheckConstraint(
            "rows_read = imported + present + refused + queued", name=op.f("ck_import_runs_sums")
        ),
    )
    op.create_index("ix_import_runs_started", "import_runs", ["tenant_id", "started_at", "id"])
    op.create_index(
        "uq_import_runs_running",
        "import_runs",
        ["tenant_id", "file_digest", "map_digest"],
        unique=True,
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "import_refusals",
        tenant(),
        uuid("run_id"),
        number("line"),
        number("place"),
        *(text(name) for name in ("sheet", "cell", "heading", "value", "problem")),
        json("params"),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "line", "place", name=op.f("pk_import_refusals")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["import_runs.tenant_id", "import_runs.id"],
            name=op.f("fk_import_refusals_tenant_id_run_id"),
        ),
    )
    op.create_table(
        "import_reviews",
        tenant(),
        uuid("id"),
        uuid("run_id"),
        number("line"),
        *(text(name) for name in ("sheet", "cell", "source", "source_number", "type", "channel", "reason")),
        json("districts"),
        json("elsewhere"),
        *(text(name) for name in ("title", "body", "caller", "answer")),
        moment("written_at"),
        moment("answered_at", nullable=True),
        json("facts"),
        text("state"),
        uuid("unit_id", nullable=True),
        uuid("case_id", nullable=True),
        moment("decided_at", nullable=True),
        uuid("decided_by", nullable=True),
        number("version"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_reviews")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_import_reviews_tenant_id_{column}"),
            )
            for column, table in (("run_id", "import_runs"), ("unit_id", "units"), ("case_id", "cases"))
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "source",
            "source_number",
            name=op.f("uq_import_reviews_tenant_id_source_source_number"),
        ),
        sa.CheckConstraint(
            "reason in ('none', 'several', 'elsewhere')", name=op.f("ck_import_reviews_reason")
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'district', 'own', 'left_out')", name=op.f("ck_import_reviews_state")
        ),
        sa.CheckConstraint(
            "(state = 'district') = (unit_id is not null)", name=op.f("ck_import_reviews_unit")
        ),
        sa.CheckConstraint(
            "(state in ('district', 'own')) = (case_id is not null)", name=op.f("ck_import_reviews_case")
        ),
    )
    op.create_index("ix_import_reviews_state", "import_reviews", ["tenant_id", "state", "written_at", "id"])
    op.create_index("ix_import_reviews_run", "import_reviews", ["tenant_id", "run_id", "line"])
    for table in ("import_runs", "import_refusals", "import_reviews"):
        for statement in protect(table):
            op.execute(statement)
