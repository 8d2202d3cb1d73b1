"""The end of a government: its administration handed over, archived, exported and proved, erased with a certificate."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import erasable, protect

revision = "0024"
down_revision = "0030"
branch_labels = None
depends_on = None

# Tables of governments that were protected before anything could be erased.
NOT_ERASABLE = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relforcerowsecurity
    AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'erasing_delete')
ORDER BY c.relname"""

# Rows that others of the same table stand under go after those: `above` is the column that points up.
ERASE = """
CREATE FUNCTION hotline_erase(wanted regclass, most int, above text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    here int := nullif(current_setting('hotline.tenant', true), '')::int;
    leaves text := '';
    gone bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM tenants t WHERE t.id = here AND t.status = 'erasing') THEN
        RAISE EXCEPTION 'this government is not being erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF above IS NOT NULL THEN
        leaves := format(' AND NOT EXISTS (SELECT FROM %s u WHERE u.tenant_id = $1 AND u.%I = r.id)', wanted, above);
    END IF;
    PERFORM set_config('hotline.erasing', here::text, true);
    EXECUTE format('DELETE FROM %1$s WHERE tenant_id = $1 AND ctid = ANY (ARRAY('
        'SELECT r.ctid FROM %1$s r WHERE r.tenant_id = $1%2$s LIMIT $2))', wanted, leaves) USING here, most;
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('hotline.erasing', '', true);
    RETURN gone;
END
$$"""

ONLY_HERE = """
CREATE FUNCTION hotline_only_here(wanted uuid[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w FROM unnest(wanted) AS w
    WHERE NOT EXISTS (SELECT FROM memberships m WHERE m.account_id = w
            AND m.tenant_id <> nullif(current_setting('hotline.tenant', true), '')::int)
        AND NOT EXISTS (SELECT FROM api_clients c WHERE c.account_id = w
            AND c.tenant_id <> nullif(current_setting('hotline.tenant', true), '')::int)
$$"""

NEW = {
    "hotline_erase(regclass, int, text)": (ERASE, "hotline_admin"),
    "hotline_only_here(uuid[])": (ONLY_HERE, "hotline_app"),
}

# Nobody acts in a government that has ended, and nothing goes out of one that is suspended.
_LIVING = "IN ('preparing', 'live', 'suspended')"
_WORKING = "IN ('preparing', 'live')"
_KEPT = "NOT IN ('erasing', 'erased')"


def _among(condition: str) -> tuple[str, str]:
    return "FROM tenants t", f"FROM (SELECT o.id FROM tenants o WHERE o.status {condition}) AS t"


def _with_state(condition: str) -> tuple[str, str]:
    subscriptions = "FROM webhook_subscriptions s"
    return subscriptions, f"{subscriptions} JOIN tenants t ON t.id = s.tenant_id AND t.status {condition}"


_NOT_ARCHIVED = ("t.status <> 'archived'", f"t.status {_LIVING}")
AMENDED = {
    "hotline_session(bytea, timestamptz)": _NOT_ARCHIVED,
    "hotline_standings(uuid)": _NOT_ARCHIVED,
    "hotline_client(uuid)": _NOT_ARCHIVED,
    "hotline_tenants_with_due_clocks(timestamptz)": ("t.status <> 'suspended'", f"t.status {_WORKING}"),
    "hotline_tenants_with_due_ladders(timestamptz)": _among(_WORKING),
    "hotline_tenants_with_news()": _with_state(_WORKING),
    "hotline_tenants_with_due_deliveries(timestamptz)": _with_state(_WORKING),
    "hotline_tenants_with_due_messages(timestamptz)": _among(_LIVING),
    "hotline_tenants_with_submissions()": _among(_LIVING),
    "hotline_tenants_with_point_changes()": _among(_LIVING),
    "hotline_tenants_with_provisional_clocks()": _among(_LIVING),
    "hotline_tenants_to_supervise(timestamptz)": _among(_LIVING),
    "hotline_tenants_with_deltas()": _among(_KEPT),
    "hotline_tenants_with_announcements()": _among(_KEPT),
}
"""What each function says of a government's state, before and from now on."""


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def government(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["government_id"], ["tenants.id"], name=op.f(f"fk_{table}_government_id"))


def number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    _know_how_governments_end()
    _create_handings()
    _create_archivings()
    _create_exports()
    _create_erasures()
    for (table,) in op.get_bind().execute(sa.text(NOT_ERASABLE)).all():
        for statement in erasable(table):
            op.execute(statement)
    _create_functions()


def _know_how_governments_end() -> None:
    op.drop_constraint(op.f("ck_tenants_status"), "tenants", type_="check")
    op.create_check_constraint(
        op.f("ck_tenants_status"),
        "tenants",
        "status in ('preparing', 'live', 'suspended', 'archived', 'erasing', 'erased')",
    )
    op.add_column("tenants", sa.Column("successor_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_tenants_successor_id"), "tenants", "tenants", ["successor_id"], ["id"])
    op.execute("GRANT SELECT, DELETE ON standstills, standstill_moved TO hotline_admin")


def _create_handings() -> None:
    op.create_table(
        "administration_handings",
        sa.Column("tenant_id", sa.Integer(), nullable=False), uuid("id"), uuid("handed_by"), uuid("taken_by"),
        sa.Column("leaves", sa.Boolean(), nullable=False), text("reason"), moment("asked_at"),
        uuid("asked_by", nullable=True), moment("decided_at", nullable=True), uuid("decided_by", nullable=True),
        text("decision", nullable=True), text("answer"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_administration_handings")),
        sa.CheckConstraint(
            "decision in ('confirmed', 'refused', 'withdrawn')", name=op.f("ck_administration_handings_decision")
        ),
        sa.CheckConstraint(
            "(decision is null) = (decided_at is null)", name=op.f("ck_administration_handings_decided")
        ),
    )  # fmt: skip
    op.create_index(
        "uq_administration_handings_open", "administration_handings", ["tenant_id"], unique=True,
        postgresql_where="decided_at IS NULL",
    )  # fmt: skip
    op.create_index(
        "ix_administration_handings_asked", "administration_handings", ["tenant_id", "asked_at", "id"]
    )
    for statement in protect("administration_handings", grants=("select", "insert", "update")):
        op.execute(statement)


def _create_archivings() -> None:
    op.create_table(
        "archivings",
        uuid("id"), number("government_id"), moment("at"), uuid("archived_by", nullable=True), text("reason"),
        moment("back_at", nullable=True), uuid("back_by", nullable=True), text("back_reason", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archivings")), government("archivings"),
    )  # fmt: skip
    op.create_index(
        "uq_archivings_open", "archivings", ["government_id"], unique=True, postgresql_where="back_at IS NULL"
    )
    op.execute("GRANT SELECT ON archivings TO hotline_app, hotline_reader")
    op.execute("GRANT SELECT, INSERT, UPDATE ON archivings TO hotline_admin")


def _create_exports() -> None:
    op.create_table(
        "government_exports",
        uuid("id"), number("government_id"), sa.Column("digest", sa.LargeBinary(), nullable=False),
        moment("exported_at"), uuid("exported_by", nullable=True), sa.Column("tables", JSONB(), nullable=False),
        number("files"), moment("proved_at", nullable=True), uuid("proved_by", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_government_exports")), government("government_exports"),
        sa.UniqueConstraint("digest", name=op.f("uq_government_exports_digest")),
    )  # fmt: skip
    op.create_index(
        "ix_government_exports_government", "government_exports", ["government_id", "exported_at", "id"]
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON government_exports TO hotline_app")
    op.execute("GRANT SELECT ON government_exports TO hotline_reader")


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        uuid("id"), number("government_id"), uuid("export_id"), text("reason"), moment("asked_at"),
        uuid("asked_by", nullable=True), moment("confirmed_at", nullable=True), uuid("confirmed_by", nullable=True),
        moment("begin_at", nullable=True), moment("started_at", nullable=True), moment("finished_at", nullable=True),
        moment("withdrawn_at", nullable=True), uuid("withdrawn_by", nullable=True),
        text("withdrawn_reason", nullable=True),
        sa.Column("counts", JSONB(), server_default="{}", nullable=False),
        sa.Column("certificate", JSONB(), server_default="{}", nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")), government("erasures"),
        sa.ForeignKeyConstraint(["export_id"], ["government_exports.id"], name=op.f("fk_erasures_export_id")),
        sa.CheckConstraint("confirmed_by <> asked_by", name=op.f("ck_erasures_two_persons")),
        sa.CheckConstraint("(confirmed_at is null) = (begin_at is null)", name=op.f("ck_erasures_begin")),
        sa.CheckConstraint("(finished_at is null) = (mac is null)", name=op.f("ck_erasures_sealed")),
    )  # fmt: skip
    op.create_index(
        "uq_erasures_open", "erasures", ["government_id"], unique=True,
        postgresql_where="withdrawn_at IS NULL AND finished_at IS NULL",
    )  # fmt: skip
    op.create_index("ix_erasures_asked", "erasures", ["asked_at", "id"])
    op.execute("GRANT SELECT, INSERT, UPDATE ON erasures TO hotline_app")
    op.execute("GRANT SELECT, UPDATE ON erasures TO hotline_admin")


def _create_functions() -> None:
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    for signature, (body, caller) in NEW.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {caller}")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    for signature, (before, after) in AMENDED.items():
        body = str(op.get_bind().scalar(sa.text(f"SELECT pg_get_functiondef('{signature}'::regprocedure)")))
        assert before in body, signature
        op.execute(body.replace(before, after))
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
