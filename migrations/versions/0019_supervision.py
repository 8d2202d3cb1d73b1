"""The tables of supervision, and the tenants whose rules have something to read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from hotline_platform.database.security import protect

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
ADDED = ("select", "insert")

# New supervisions follow from what happens from now on, so the rules begin at the end of the feed.
START = """
INSERT INTO supervision_places (tenant_id, name, position)
SELECT tenant_id, 'feed', max(position) FROM feed_entries GROUP BY tenant_id"""

TENANTS_TO_SUPERVISE = """
CREATE FUNCTION hotline_tenants_to_supervise(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM supervision_tasks k WHERE k.tenant_id = t.id AND k.next_at <= moment)
       OR (SELECT max(f.position) FROM feed_entries f WHERE f.tenant_id = t.id)
        > coalesce((SELECT p.position FROM supervision_places p WHERE p.tenant_id = t.id AND p.name = 'feed'), 0)
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


def big(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def bytes_of(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def yes_no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def json(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, postgresql.JSONB(astext_type=sa.Text()), nullable=nullable)


def upgrade() -> None:
    _create_supervisions()
    _create_supervision_texts()
    _create_supervision_entries()
    _create_supervision_remarks()
    _create_supervision_tasks()
    _create_supervision_links()
    _create_supervised_cases()
    _create_supervision_files()
    _create_supervision_numbers()
    _create_supervision_thresholds()
    _create_supervision_places()
    for table in ("supervision_entries", "supervision_links"):
        _protect(table, ADDED)
    for table in (
        "supervisions", "supervision_texts", "supervision_remarks", "supervision_files", "supervision_numbers",
        "supervision_thresholds",
    ):  # fmt: skip
        _protect(table, KEPT)
    for statement in protect("supervised_cases"):
        op.execute(statement)
    for statement in protect("supervision_tasks", definer_reads=True):
        op.execute(statement)
    for statement in protect("supervision_places", grants=KEPT, definer_reads=True):
        op.execute(statement)
    _begin_at_the_end()
    _add_function()


def _protect(table: str, grants: tuple[str, ...]) -> None:
    for statement in protect(table, grants=grants):
        op.execute(statement)


def _begin_at_the_end() -> None:
    op.execute("ALTER TABLE supervision_places NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE feed_entries NO FORCE ROW LEVEL SECURITY")
    op.execute(START)
    op.execute("ALTER TABLE supervision_places FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE feed_entries FORCE ROW LEVEL SECURITY")


def _add_function() -> None:
    signature = "hotline_tenants_to_supervise(timestamptz)"
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(TENANTS_TO_SUPERVISE)
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")


def _create_supervisions() -> None:
    op.create_table(
        "supervisions",
        tenant(), uuid("id"), text("number", nullable=True), text("form"), text("level"), moment("level_at"),
        text("subject"), text("side"), text("state"), text("rule", nullable=True), text("clock",
        nullable=True), number("cause_seq", nullable=True), uuid("case_id", nullable=True),
        uuid("assignment_id", nullable=True), uuid("unit_id", nullable=True), uuid("leader_id",
        nullable=True), day("instructed_on", nullable=True), json("plan", nullable=True), day("look_back_on",
        nullable=True), moment("opened_at"), uuid("opened_by", nullable=True), moment("issued_at",
        nullable=True), uuid("issued_by", nullable=True), moment("due_at", nullable=True), moment("closed_at",
        nullable=True), text("outcome", nullable=True), text("objection", nullable=True),
        uuid("objecting_unit_id", nullable=True), uuid("objected_by", nullable=True), uuid("form_id",
        nullable=True), number("version"), number("events"), bytes_of("head"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supervisions")),
        sa.CheckConstraint("form in ('system', 'phone', 'on_site', 'written', 'meeting', 'instruction', 'special', 'interview', 'circular')", name=op.f("ck_supervisions_form")),
        sa.CheckConstraint("level in ('reminder', 'yellow', 'red', 'phone', 'written', 'second_written', 'meeting', 'instruction', 'interview', 'notice')", name=op.f("ck_supervisions_level")),
        sa.CheckConstraint("objection in ('asked', 'upheld', 'rejected')", name=op.f("ck_supervisions_objection")),
        sa.CheckConstraint("outcome in ('met', 'void')", name=op.f("ck_supervisions_outcome")),
        sa.CheckConstraint("(form = 'system') = (rule is not null)", name=op.f("ck_supervisions_rule")),
        sa.CheckConstraint("side in ('own', 'lower')", name=op.f("ck_supervisions_side")),
        sa.CheckConstraint("subject in ('case', 'cases', 'unit', 'topic')", name=op.f("ck_supervisions_subject")),
        sa.ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_supervisions_tenant_id_case_id")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_supervisions_tenant_id_number")),
    )  # fmt: skip
    op.create_index(
        "ix_supervisions_case",
        "supervisions",
        ["tenant_id", "case_id", "id"],
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    open_ = "state in ('issued', 'reviewed', 'fed_back')"
    op.create_index(
        "ix_supervisions_open", "supervisions", ["tenant_id", "due_at", "id"],
        postgresql_where=sa.text(f"form <> 'system' AND {open_}"),
    )  # fmt: skip
    op.create_index(
        "ix_supervisions_cards", "supervisions", ["tenant_id", "opened_at", "id"],
        postgresql_where=sa.text(f"form = 'system' AND {open_}"),
    )  # fmt: skip
    op.create_index("ix_supervisions_opened", "supervisions", ["tenant_id", "opened_at", "id"])
    op.create_index(
        "ix_supervisions_rung",
        "supervisions",
        ["tenant_id", "level", "level_at", "id"],
        postgresql_where=sa.text("state in ('issued', 'reviewed', 'fed_back')"),
    )
    op.create_index("ix_supervisions_state", "supervisions", ["tenant_id", "state", "opened_at", "id"])
    op.create_index("ix_supervisions_unit", "supervisions", ["tenant_id", "unit_id", "id"])
    op.create_index(
        "uq_supervisions_cause",
        "supervisions",
        ["tenant_id", "case_id", "rule", "cause_seq"],
        unique=True,
        postgresql_where=sa.text("cause_seq IS NOT NULL"),
    )
    op.create_index(
        "uq_supervisions_form_id",
        "supervisions",
        ["tenant_id", "form_id"],
        unique=True,
        postgresql_where=sa.text("form_id IS NOT NULL"),
    )


def _create_supervision_texts() -> None:
    op.create_table(
        "supervision_texts",
        tenant(), uuid("supervision_id"), text("title"), text("facts"), text("requirement"), text("contact"),
        bytes_of("salt"), moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "supervision_id", name=op.f("pk_supervision_texts")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_texts_tenant_id_supervision_id")),
    )  # fmt: skip


def _create_supervision_entries() -> None:
    op.create_table(
        "supervision_entries",
        tenant(), uuid("supervision_id"), number("seq"), moment("at"), text("act"), uuid("account_id",
        nullable=True), text("role"), uuid("unit_id", nullable=True), json("data"), bytes_of("hash"),
        sa.PrimaryKeyConstraint("tenant_id", "supervision_id", "seq", name=op.f("pk_supervision_entries")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_entries_tenant_id_supervision_id")),
    )  # fmt: skip


def _create_supervision_remarks() -> None:
    op.create_table(
        "supervision_remarks",
        tenant(), uuid("id"), uuid("supervision_id"), number("seq"), text("kind"), text("body"),
        bytes_of("salt"), moment("erased_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supervision_remarks")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_remarks_tenant_id_supervision_id")),
    )  # fmt: skip
    op.create_index(
        "ix_supervision_remarks_supervision", "supervision_remarks", ["tenant_id", "supervision_id", "seq"]
    )


def _create_supervision_tasks() -> None:
    op.create_table(
        "supervision_tasks",
        tenant(), uuid("id"), uuid("supervision_id"), uuid("unit_id", nullable=True), yes_no("lead"),
        text("what"), bytes_of("salt"), moment("due_at"), moment("next_at", nullable=True), text("state"),
        moment("reported_at", nullable=True), uuid("reported_by", nullable=True), moment("done_at",
        nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supervision_tasks")),
        sa.CheckConstraint("state in ('waiting', 'open', 'reported', 'done', 'lifted')", name=op.f("ck_supervision_tasks_state")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_tasks_tenant_id_supervision_id")),
        sa.ForeignKeyConstraint(["tenant_id", "unit_id"], ["units.tenant_id", "units.id"], name=op.f("fk_supervision_tasks_tenant_id_unit_id")),
    )  # fmt: skip
    op.create_index(
        "ix_supervision_tasks_next",
        "supervision_tasks",
        ["tenant_id", "next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_supervision_tasks_supervision", "supervision_tasks", ["tenant_id", "supervision_id", "id"]
    )
    op.create_index(
        "ix_supervision_tasks_unit", "supervision_tasks", ["tenant_id", "unit_id", "state", "due_at", "id"]
    )


def _create_supervision_links() -> None:
    op.create_table(
        "supervision_links",
        tenant(), uuid("id"), text("side"), uuid("supervision_id"), uuid("task_id"),
        number("other_tenant_id"), uuid("other_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supervision_links")),
        sa.CheckConstraint("side in ('upper', 'lower')", name=op.f("ck_supervision_links_side")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_links_tenant_id_supervision_id")),
    )  # fmt: skip
    op.create_index("ix_supervision_links_supervision", "supervision_links", ["tenant_id", "supervision_id"])
    op.create_index(
        "uq_supervision_links_task", "supervision_links", ["tenant_id", "task_id", "side"], unique=True
    )


def _create_supervised_cases() -> None:
    op.create_table(
        "supervised_cases",
        tenant(), uuid("supervision_id"), uuid("case_id"),
        sa.PrimaryKeyConstraint("tenant_id", "supervision_id", "case_id", name=op.f("pk_supervised_cases")),
        sa.ForeignKeyConstraint(["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_supervised_cases_tenant_id_case_id")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervised_cases_tenant_id_supervision_id")),
    )  # fmt: skip
    op.create_index("ix_supervised_cases_case", "supervised_cases", ["tenant_id", "case_id"])


def _create_supervision_files() -> None:
    op.create_table(
        "supervision_files",
        tenant(), uuid("id"), uuid("supervision_id"), uuid("file_id"), text("kind"), uuid("unit_id",
        nullable=True), number("seq"), moment("added_at"), uuid("added_by", nullable=True), bytes_of("salt"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_supervision_files")),
        sa.CheckConstraint("kind in ('paper', 'sheet', 'evidence')", name=op.f("ck_supervision_files_kind")),
        sa.ForeignKeyConstraint(["tenant_id", "file_id"], ["files.tenant_id", "files.id"], name=op.f("fk_supervision_files_tenant_id_file_id")),
        sa.ForeignKeyConstraint(["tenant_id", "supervision_id"], ["supervisions.tenant_id", "supervisions.id"], name=op.f("fk_supervision_files_tenant_id_supervision_id")),
    )  # fmt: skip
    op.create_index(
        "ix_supervision_files_supervision", "supervision_files", ["tenant_id", "supervision_id", "id"]
    )
    op.create_index(
        "uq_supervision_files_paper",
        "supervision_files",
        ["tenant_id", "supervision_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'paper'"),
    )


def _create_supervision_numbers() -> None:
    op.create_table(
        "supervision_numbers",
        tenant(), text("kind"), number("year"), number("last"),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "year", name=op.f("pk_supervision_numbers")),
    )  # fmt: skip


def _create_supervision_thresholds() -> None:
    op.create_table(
        "supervision_thresholds",
        tenant(), text("code"), number("value", nullable=True), number("floor", nullable=True),
        moment("changed_at"),
        sa.PrimaryKeyConstraint("tenant_id", "code", name=op.f("pk_supervision_thresholds")),
    )  # fmt: skip


def _create_supervision_places() -> None:
    op.create_table(
        "supervision_places",
        tenant(), text("name"), big("position"),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_supervision_places")),
    )  # fmt: skip
