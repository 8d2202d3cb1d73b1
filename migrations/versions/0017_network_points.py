"""The network's points, what is filed about them, their duty lists and test calls; divisions on their way in; what
committees hand in and are invited to; responsibilities that follow one another.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WITH_CHANGES = """
CREATE FUNCTION hotline_tenants_with_point_changes() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM point_changes c WHERE c.tenant_id = t.id AND c.filed_at IS NULL)
$$"""


def tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def flag(name: str, *, nullable: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("tenant_id", *columns, name=op.f(f"pk_{table}"))


def refers(table: str, column: str, target: str, to: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{target}.tenant_id", f"{target}.{to}"],
        name=op.f(f"fk_{table}_tenant_id_{column}"),
    )


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _create_points()
    _create_what_is_filed()
    _create_test_calls()
    _create_divisions()
    _create_what_committees_do()
    _let_responsibilities_follow_one_another()
    for table, grants in (
        ("points", ("select", "insert", "update")),
        ("point_events", ("select", "insert")),
        ("duty_lists", ("select", "insert")),
        ("test_rounds", ("select", "insert", "update")),
        ("test_calls", ("select", "insert", "update")),
        ("division_imports", ("select", "insert", "update")),
        ("division_rows", ("select", "insert", "update")),
        ("committee_demands", ("select", "insert")),
        ("committee_invitations", ("select", "insert", "update")),
    ):
        for statement in protect(table, grants=grants):
            op.execute(statement)
    for statement in protect("point_changes", grants=("select", "insert", "update"), definer_reads=True):
        op.execute(statement)
    _create_function()


def _create_points() -> None:
    op.create_table(
        "points",
        tenant(), uuid("unit_id"), text("state"), text("telephone"), moment("applied_at"),
        uuid("applied_by", nullable=True), moment("approved_at", nullable=True), uuid("approved_by", nullable=True),
        day("trained_on", nullable=True), moment("opened_at", nullable=True), uuid("import_id", nullable=True),
        number("version"), number("events"), sa.Column("head", sa.LargeBinary(), nullable=False),
        key("points", "unit_id"), refers("points", "unit_id", "units"),
        check("points", "state", "state in ('applied', 'refused', 'approved', 'open', 'suspended', 'closed')"),
        check("points", "opened", "(state = 'open') <= (opened_at is not null)"),
    )  # fmt: skip
    op.create_index("ix_points_state", "points", ["tenant_id", "state", "unit_id"])
    op.create_index(
        "ix_points_import",
        "points",
        ["tenant_id", "import_id"],
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_table(
        "point_events",
        tenant(), uuid("unit_id"), number("seq"), moment("at"), text("act"), uuid("account_id", nullable=True),
        text("role"), sa.Column("data", JSONB(), nullable=False), sa.Column("hash", sa.LargeBinary(), nullable=False),
        key("point_events", "unit_id", "seq"), refers("point_events", "unit_id", "points", "unit_id"),
    )  # fmt: skip


def _create_what_is_filed() -> None:
    op.create_table(
        "point_changes",
        tenant(), uuid("id"), uuid("unit_id"), text("subject"), day("happened_on"), moment("due_at"),
        flag("provisional"), moment("known_at"), uuid("known_by", nullable=True), moment("filed_at", nullable=True),
        uuid("filed_by", nullable=True), text("holder"), text("telephone"), text("note"), number("told"),
        key("point_changes", "id"), refers("point_changes", "unit_id", "points", "unit_id"),
        check("point_changes", "subject", "subject in ('liaison', 'leader', 'telephone', 'address', 'other')"),
    )  # fmt: skip
    op.create_index(
        "ix_point_changes_unit", "point_changes", ["tenant_id", "unit_id", "subject", "happened_on"]
    )
    op.create_index(
        "ix_point_changes_open", "point_changes", ["tenant_id", "due_at"],
        postgresql_where=sa.text("filed_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "duty_lists",
        tenant(), uuid("unit_id"), number("version"), text("duties"), text("basis"), day("effective_from"),
        moment("given_at"), uuid("given_by", nullable=True),
        key("duty_lists", "unit_id", "version"), refers("duty_lists", "unit_id", "points", "unit_id"),
    )  # fmt: skip


def _create_test_calls() -> None:
    op.create_table(
        "test_rounds",
        tenant(), uuid("id"), text("title"), text("drawn"), text("seed"), sa.Column("kinds", JSONB(), nullable=False),
        day("due_on"), number("rings_within"), number("pass_mark"), moment("planned_at"),
        uuid("planned_by", nullable=True),
        key("test_rounds", "id"), check("test_rounds", "drawn", "drawn in ('random', 'chosen')"),
    )  # fmt: skip
    op.create_index("ix_test_rounds_planned", "test_rounds", ["tenant_id", "planned_at", "id"])
    op.create_table(
        "test_calls",
        tenant(), uuid("id"), uuid("round_id"), uuid("unit_id"), number("place"), moment("called_at", nullable=True),
        day("called_on", nullable=True), uuid("called_by", nullable=True), flag("answered", nullable=True),
        number("rings", nullable=True), flag("greeted", nullable=True), flag("knew_duties", nullable=True),
        flag("called_back", nullable=True), text("note"), number("score", nullable=True), flag("passed", nullable=True),
        key("test_calls", "id"), refers("test_calls", "round_id", "test_rounds"),
        refers("test_calls", "unit_id", "points", "unit_id"),
        sa.UniqueConstraint("tenant_id", "round_id", "unit_id", name=op.f("uq_test_calls_tenant_id_round_id_unit_id")),
        check("test_calls", "done", "(called_at is null) = (score is null)"),
    )  # fmt: skip
    op.create_index("ix_test_calls_unit", "test_calls", ["tenant_id", "unit_id", "called_at"])
    op.create_index(
        "ix_test_calls_called", "test_calls", ["tenant_id", "called_on"],
        postgresql_where=sa.text("called_on IS NOT NULL"),
    )  # fmt: skip


def _create_divisions() -> None:
    op.create_table(
        "division_imports",
        tenant(), uuid("id"), text("file_name"), sa.Column("file_digest", sa.LargeBinary(), nullable=False),
        text("state"), moment("planned_at"), uuid("planned_by", nullable=True), moment("started_at", nullable=True),
        uuid("started_by", nullable=True), text("started_role"), moment("moved_at"), moment("finished_at", nullable=True),
        sa.Column("unread", JSONB(), nullable=False),
        key("division_imports", "id"),
        check("division_imports", "state", "state in ('planned', 'running', 'finished', 'discarded')"),
    )  # fmt: skip
    op.create_index("ix_division_imports_planned", "division_imports", ["tenant_id", "planned_at", "id"])
    op.create_table(
        "division_rows",
        tenant(), uuid("import_id"), number("line"), text("code"), text("name"), text("parent_code"),
        text("telephone"), text("level"), number("rank"), text("government"), text("fate"),
        sa.Column("changes", JSONB(), nullable=False), text("field"), text("cell"), text("problem"),
        sa.Column("params", JSONB(), nullable=False), moment("done_at", nullable=True),
        key("division_rows", "import_id", "line"), refers("division_rows", "import_id", "division_imports"),
        check("division_rows", "fate", "fate in ('create', 'change', 'keep', 'aside', 'refuse')"),
    )  # fmt: skip
    op.create_index(
        "ix_division_rows_todo", "division_rows", ["tenant_id", "import_id", "government", "rank", "line"],
        postgresql_where=sa.text("done_at IS NULL"),
    )  # fmt: skip


def _create_what_committees_do() -> None:
    op.create_table(
        "committee_demands",
        tenant(), uuid("case_id"), uuid("unit_id"), moment("submitted_at"), uuid("submitted_by", nullable=True),
        key("committee_demands", "case_id"), refers("committee_demands", "case_id", "cases"),
        refers("committee_demands", "unit_id", "units"),
    )  # fmt: skip
    op.create_index(
        "ix_committee_demands_unit", "committee_demands", ["tenant_id", "unit_id", "submitted_at"]
    )
    op.create_table(
        "committee_invitations",
        tenant(), uuid("id"), uuid("case_id"), uuid("unit_id"), uuid("by_unit_id", nullable=True), text("state"),
        moment("asked_at"), uuid("asked_by", nullable=True), number("asked_seq"), moment("answered_at", nullable=True),
        uuid("answered_by", nullable=True), number("answered_seq", nullable=True),
        key("committee_invitations", "id"), refers("committee_invitations", "case_id", "cases"),
        refers("committee_invitations", "unit_id", "units"),
        sa.UniqueConstraint("tenant_id", "case_id", "unit_id",
                            name=op.f("uq_committee_invitations_tenant_id_case_id_unit_id")),
        check("committee_invitations", "state", "state in ('asked', 'accepted', 'declined')"),
        check("committee_invitations", "answered", "(state = 'asked') = (answered_at is null)"),
    )  # fmt: skip
    op.create_index(
        "ix_committee_invitations_unit", "committee_invitations", ["tenant_id", "unit_id", "asked_at"]
    )


def _let_responsibilities_follow_one_another() -> None:
    op.add_column("catalogue_entries", day("effective_until", nullable=True))
    op.create_check_constraint(
        op.f("ck_catalogue_entries_effective"), "catalogue_entries", "effective_until > effective_from"
    )
    op.drop_index("uq_catalogue_entries_place", "catalogue_entries")
    op.create_index(
        "uq_catalogue_entries_place", "catalogue_entries", ["tenant_id", "category_id", "area_id"], unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("ended_at IS NULL AND effective_until IS NULL"),
    )  # fmt: skip


def _create_function() -> None:
    op.execute(WITH_CHANGES)
    signature = "hotline_tenants_with_point_changes()"
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
