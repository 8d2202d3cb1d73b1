"""Duty rosters, and the ladders by which an urgent assignment reaches somebody."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
APPENDED = ("select", "insert")
TABLES = {
    "duty_people": KEPT,
    "duty_shifts": KEPT,
    "duty_swaps": KEPT,
    "duty_patterns": APPENDED,
    "duty_warnings": APPENDED,
    "roster_rules": APPENDED,
    "ladders": KEPT,
}

TENANTS_CLIMBING = """
CREATE FUNCTION hotline_tenants_with_due_ladders(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM ladders l WHERE l.tenant_id = t.id AND l.next_at IS NOT NULL AND l.next_at <= moment)
$$"""


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def small(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB(), nullable=False)


def refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{other}.tenant_id", f"{other}.id"], name=op.f(f"fk_{table}_tenant_id_{column}")
    )  # fmt: skip


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def create(table: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        table, sa.Column("tenant_id", sa.Integer(), nullable=False), uuid("id"), *columns,
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    )  # fmt: skip


def upgrade() -> None:
    _create_rosters()
    _create_ladders()
    for table, grants in TABLES.items():
        for statement in protect(table, grants=grants, definer_reads=table == "ladders"):
            op.execute(statement)
    signature = "hotline_tenants_with_due_ladders(timestamptz)"
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(TENANTS_CLIMBING)
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")


def _create_rosters() -> None:
    create(
        "duty_people", uuid("unit_id", nullable=True), uuid("account_id"), text("phone"), moment("added_at"),
        moment("ended_at", nullable=True), refers("duty_people", "unit_id", "units"),
    )  # fmt: skip
    _one_each("uq_duty_people_account", "duty_people", ["unit_id", "account_id"], where="ended_at IS NULL")
    create(
        "duty_shifts", uuid("unit_id", nullable=True), text("post"), uuid("person_id"), moment("starts_at"),
        moment("ends_at"), moment("made_at"), uuid("made_by", nullable=True), moment("cancelled_at", nullable=True),
        uuid("cancelled_by", nullable=True), refers("duty_shifts", "unit_id", "units"),
        refers("duty_shifts", "person_id", "duty_people"), check("duty_shifts", "post", "post in ('duty', 'leader')"),
        check("duty_shifts", "span", "starts_at < ends_at and ends_at <= starts_at + interval '7 days'"),
    )  # fmt: skip
    for name, columns in (("place", ["unit_id", "starts_at"]), ("starts", ["starts_at"])):
        op.create_index(
            f"ix_duty_shifts_{name}", "duty_shifts", ["tenant_id", *columns],
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )  # fmt: skip
    create(
        "duty_swaps", uuid("shift_id"), uuid("return_shift_id", nullable=True), uuid("from_person_id"), uuid("to_person_id"), text("state"),
        moment("asked_at"), uuid("asked_by", nullable=True), moment("settled_at", nullable=True),
        uuid("settled_by", nullable=True), refers("duty_swaps", "shift_id", "duty_shifts"),
        refers("duty_swaps", "return_shift_id", "duty_shifts"),
        check("duty_swaps", "state", "state in ('asked', 'agreed', 'refused')"),
    )  # fmt: skip
    op.create_index(
        "uq_duty_swaps_asked", "duty_swaps", ["tenant_id", "shift_id"], unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )  # fmt: skip
    op.create_index("ix_duty_swaps_shift", "duty_swaps", ["tenant_id", "shift_id"])
    create(
        "duty_patterns", uuid("unit_id", nullable=True), text("post"), text("day_from"), text("night_from"),
        json("cells"), json("holidays"), moment("set_at"), uuid("set_by", nullable=True),
        refers("duty_patterns", "unit_id", "units"), check("duty_patterns", "post", "post in ('duty', 'leader')"),
    )  # fmt: skip
    op.create_index("ix_duty_patterns_post", "duty_patterns", ["tenant_id", "unit_id", "post", "id"])
    create(
        "duty_warnings", uuid("unit_id", nullable=True), text("post"), sa.Column("day", sa.Date(), nullable=False),
        moment("warned_at"), check("duty_warnings", "post", "post in ('duty', 'leader')"),
    )  # fmt: skip
    _one_each("uq_duty_warnings_gap", "duty_warnings", ["unit_id", "post", "day"])
    limits = {"extra_urgent_minutes": 5, "urgent_minutes": 10, "warn_days": 30}
    create(
        "roster_rules", *(small(name) for name in limits), moment("set_at"), uuid("set_by", nullable=True),
        *(check("roster_rules", name, f"{name} between 1 and {most}") for name, most in limits.items()),
    )  # fmt: skip


def _create_ladders() -> None:
    create(
        "ladders", uuid("case_id"), uuid("assignment_id", nullable=True), uuid("unit_id", nullable=True),
        small("minutes"), small("taken"), moment("next_at", nullable=True), moment("started_at"),
        sa.Column("above_tenant_id", sa.Integer(), nullable=True), uuid("above_case_id", nullable=True),
        refers("ladders", "case_id", "cases"), refers("ladders", "assignment_id", "assignments"),
        check("ladders", "unit", "(assignment_id is null) = (unit_id is null)"),
    )  # fmt: skip
    op.create_index("ix_ladders_case", "ladders", ["tenant_id", "case_id", "id"])
    op.create_index(
        "ix_ladders_next",
        "ladders",
        ["tenant_id", "next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )


def _one_each(name: str, table: str, columns: list[str], *, where: str | None = None) -> None:
    op.create_index(
        name, table, ["tenant_id", *columns], unique=True, postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text(where) if where else None,
    )  # fmt: skip
