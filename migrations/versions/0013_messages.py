"""Messages to callers and to people on duty, and what became of them."""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TENANTS_SENDING = """
CREATE FUNCTION hotline_tenants_with_due_messages(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t
    WHERE EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = t.id AND m.recipient = 'account'
            AND m.next_at IS NOT NULL AND m.next_at <= moment)
        OR EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = t.id AND m.recipient = 'caller'
            AND m.next_at IS NOT NULL AND m.next_at <= moment)
$$"""


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.add_column(
        "case_persons", sa.Column("declines_messages", sa.Boolean(), nullable=False, server_default="false")
    )
    _create_messages()
    for statement in protect("messages", grants=("select", "insert", "update"), definer_reads=True):
        op.execute(statement)
    signature = "hotline_tenants_with_due_messages(timestamptz)"
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(TENANTS_SENDING)
    op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app")
    op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.Integer(), nullable=False), uuid("id"), uuid("case_id", nullable=True), text("kind"),
        text("recipient"), uuid("account_id", nullable=True), sa.Column("voice", sa.Boolean(), nullable=False),
        text("number"), text("words"), text("once", nullable=True), text("state"), text("why", nullable=True),
        moment("written_at", nullable=False), moment("next_at"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False), moment("tried_at"), moment("sent_at"),
        text("reference", nullable=True), moment("reported_at"), moment("told_at"), uuid("told_by", nullable=True),
        text("told_whom", nullable=True), moment("erased_at"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_messages")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"], ["cases.tenant_id", "cases.id"], name=op.f("fk_messages_tenant_id_case_id")
        ),
        sa.CheckConstraint("recipient in ('caller', 'account')", name=op.f("ck_messages_recipient")),
        sa.CheckConstraint("(recipient = 'account') = (account_id is not null)", name=op.f("ck_messages_account")),
        sa.CheckConstraint(
            "state in ('queued', 'sent', 'delivered', 'failed', 'lost', 'unknown', 'told')", name=op.f("ck_messages_state")
        ),
    )  # fmt: skip
    op.create_index("ix_messages_case", "messages", ["tenant_id", "case_id", "id"])
    op.create_index(
        "ix_messages_due", "messages", ["tenant_id", "recipient", "next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index("ix_messages_state", "messages", ["tenant_id", "state", "written_at", "id"])
    op.create_index("ix_messages_kind", "messages", ["tenant_id", "kind", "written_at", "id"])
    op.create_index("ix_messages_written", "messages", ["tenant_id", "written_at", "id"])
    op.create_index(
        "ix_messages_unreported", "messages", ["tenant_id", "sent_at"],
        postgresql_where=sa.text("state = 'sent'"),
    )  # fmt: skip
