"""The tables of returns, extensions and what else is ruled on; clocks that are held while the caller is awaited."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    _extend_what_there_is()
    _create_rulings()
    _create_precedents()
    for statement in protect("rulings", grants=("select", "insert", "update")):
        op.execute(statement)
    for statement in protect("precedents", grants=("select", "insert")):
        op.execute(statement)


def _extend_what_there_is() -> None:
    op.add_column("clocks", text("hold", nullable=True))
    op.create_check_constraint(op.f("ck_clocks_hold"), "clocks", "hold in ('review', 'caller')")
    op.execute("ALTER TABLE clocks NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE clocks SET hold = 'review' WHERE held_at IS NOT NULL")
    op.execute("ALTER TABLE clocks FORCE ROW LEVEL SECURITY")
    _check(
        "clocks", "kind", "kind in ('desk', 'sign', 'contact', 'reply', 'review', 'callback', 'objection')"
    )
    for name in ("pause", "objection"):
        op.add_column("time_rules", sa.Column(name, sa.Text(), nullable=False, server_default="3wd"))
    kinds = "'department', 'public_service', 'government', 'street', 'committee', 'superior'"
    _check("units", "kind", f"kind in ({kinds})")
    _check("units", "governs", "(kind in ('government', 'superior')) = (governs_tenant_id is not null)")
    for name in ("returned_on", "false_closed_on"):
        op.add_column("assignments", sa.Column(name, sa.Date(), nullable=True))
    for name in ("final", "guards"):
        op.add_column("assignments", sa.Column(name, sa.Boolean(), nullable=False, server_default="false"))


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _create_rulings() -> None:
    op.create_table(
        "rulings",
        tenant(), uuid("id"), uuid("case_id"), uuid("assignment_id", nullable=True), uuid("unit_id", nullable=True),
        text("kind"), text("level"), text("reason", nullable=True), moment("wanted_at", nullable=True),
        text("state"), moment("asked_at"), sa.Column("asked_on", sa.Date(), nullable=False),
        uuid("asked_by", nullable=True), sa.Column("asked_seq", sa.Integer(), nullable=False),
        moment("ruled_at", nullable=True), uuid("ruled_by", nullable=True), sa.Column("ruled_seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rulings")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_rulings_tenant_id_case_id")
        ),
        sa.CheckConstraint(
            "kind in ('return', 'extension', 'pause', 'deferral', 'objection')", name=op.f("ck_rulings_kind")
        ),
        sa.CheckConstraint("level in ('first', 'final')", name=op.f("ck_rulings_level")),
        sa.CheckConstraint("state in ('asked', 'granted', 'refused', 'lapsed')", name=op.f("ck_rulings_state")),
    )  # fmt: skip
    waiting = sa.text("state = 'asked'")
    op.create_index("ix_rulings_case", "rulings", ["tenant_id", "case_id", "id"])
    op.create_index(
        "ix_rulings_waiting",
        "rulings",
        ["tenant_id", "kind", "level", "asked_at", "id"],
        postgresql_where=waiting,
    )
    op.create_index(
        "uq_rulings_waiting", "rulings", ["tenant_id", "case_id", "assignment_id", "kind"], unique=True,
        postgresql_nulls_not_distinct=True, postgresql_where=waiting,
    )  # fmt: skip
    op.create_index("ix_rulings_asked_on", "rulings", ["tenant_id", "unit_id", "asked_on", "id"])


def _create_precedents() -> None:
    op.create_table(
        "precedents",
        tenant(), uuid("id"), uuid("category_id"), uuid("area_id", nullable=True), uuid("unit_id"), uuid("case_id"),
        uuid("ruling_id"), text("level"), text("reason"), sa.Column("granted", sa.Boolean(), nullable=False),
        moment("ruled_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_precedents")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "category_id"], ["categories.tenant_id", "categories.id"],
            name=op.f("fk_precedents_tenant_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_precedents_tenant_id_unit_id")
        ),
    )  # fmt: skip
    op.create_index("ix_precedents_place", "precedents", ["tenant_id", "category_id", "area_id", "ruled_at"])
