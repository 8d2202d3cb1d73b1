"""API clients and their idempotency keys, the feed of events, webhooks."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from hotline_platform.database.security import protect

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

KEPT = ("select", "insert", "update")
GRANTS: dict[str, tuple[str, ...]] = {
    "announcements": ("select", "insert", "delete"),
    "api_answers": ("select", "insert", "update", "delete"),
    "api_clients": KEPT,
    "feed_entries": ("select", "insert"),
    "webhook_deliveries": ("select", "insert", "update", "delete"),
    "webhook_subscriptions": KEPT,
}
DEFINER_READS = {
    "announcements",
    "api_clients",
    "feed_entries",
    "webhook_deliveries",
    "webhook_subscriptions",
}

CLIENT = """
CREATE FUNCTION hotline_client(wanted uuid) RETURNS TABLE (
    tenant_id int, account_id uuid, name text, role text, unit_id uuid, scopes jsonb, per_minute int,
    secret_digest bytea, last_used_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.tenant_id, c.account_id, c.name, c.role, c.unit_id, c.scopes, c.per_minute, c.secret_digest, c.last_used_at
    FROM tenants t JOIN api_clients c ON c.tenant_id = t.id
    WHERE c.id = wanted AND c.ended_at IS NULL AND t.status <> 'archived' AND (c.unit_id IS NULL OR EXISTS (
        SELECT 1 FROM units u WHERE u.tenant_id = c.tenant_id AND u.id = c.unit_id AND u.closed_at IS NULL))
$$"""

TENANTS_ANNOUNCING = """
CREATE FUNCTION hotline_tenants_with_announcements() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.id FROM tenants t WHERE EXISTS (SELECT 1 FROM announcements a WHERE a.tenant_id = t.id)
$$"""

TENANTS_WITH_NEWS = """
CREATE FUNCTION hotline_tenants_with_news() RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT s.tenant_id FROM webhook_subscriptions s
    WHERE s.state = 'active' AND EXISTS (SELECT 1 FROM feed_entries e
        WHERE e.tenant_id = s.tenant_id AND e.position > s.position)
$$"""

TENANTS_SENDING = """
CREATE FUNCTION hotline_tenants_with_due_deliveries(moment timestamptz) RETURNS SETOF int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT s.tenant_id FROM webhook_subscriptions s
    WHERE s.state = 'active' AND EXISTS (SELECT 1 FROM webhook_deliveries d
        WHERE d.tenant_id = s.tenant_id AND d.subscription_id = s.id AND d.next_at <= moment)
$$"""

FUNCTIONS = {
    "hotline_client(uuid)": CLIENT,
    "hotline_tenants_with_announcements()": TENANTS_ANNOUNCING,
    "hotline_tenants_with_news()": TENANTS_WITH_NEWS,
    "hotline_tenants_with_due_deliveries(timestamptz)": TENANTS_SENDING,
}


def tenant() -> sa.Column[int]:
    return sa.Column("tenant_id", sa.Integer(), nullable=False)


def uuid(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def number(name: str, kind: type[sa.Integer] = sa.Integer, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, kind(), nullable=nullable)


def upgrade() -> None:
    _create_clients()
    _create_feed()
    _create_webhooks()
    for table, grants in GRANTS.items():
        for statement in protect(table, grants=grants, definer_reads=table in DEFINER_READS):
            op.execute(statement)
    for statement in _functions():
        op.execute(statement)


def _create_clients() -> None:
    op.create_table(
        "api_clients",
        tenant(), uuid("id"), text("name"), uuid("account_id"), text("role"), uuid("unit_id", nullable=True),
        sa.Column("scopes", JSONB(), nullable=False), number("per_minute"),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False), moment("created_at"),
        uuid("created_by", nullable=True), moment("last_used_at", nullable=True), moment("ended_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_api_clients")),
    )  # fmt: skip
    op.create_index("ix_api_clients_created", "api_clients", ["tenant_id", "created_at", "id"])
    op.create_table(
        "api_answers",
        tenant(), uuid("client_id"), text("key"), sa.Column("digest", sa.LargeBinary(), nullable=False), moment("at"),
        number("status", sa.SmallInteger, nullable=True), sa.Column("headers", JSONB(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "client_id", "key", name=op.f("pk_api_answers")),
    )  # fmt: skip
    op.create_index("ix_api_answers_at", "api_answers", ["tenant_id", "at"])


def _create_feed() -> None:
    op.create_table(
        "announcements",
        tenant(), sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False), uuid("case_id"), number("seq"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_announcements")),
    )  # fmt: skip
    op.create_table(
        "feed_entries",
        tenant(), number("position", sa.BigInteger), uuid("case_id"), number("seq"),
        sa.PrimaryKeyConstraint("tenant_id", "position", name=op.f("pk_feed_entries")),
    )  # fmt: skip


def _create_webhooks() -> None:
    op.create_table(
        "webhook_subscriptions",
        tenant(), uuid("id"), text("name"), text("url"), sa.Column("acts", JSONB(), nullable=False), text("state"),
        number("generation"), number("position", sa.BigInteger), moment("created_at"),
        uuid("created_by", nullable=True), moment("died_at", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_subscriptions")),
        sa.CheckConstraint(
            "state in ('active', 'paused', 'ended')", name=op.f("ck_webhook_subscriptions_state")
        ),
    )  # fmt: skip
    op.create_index(
        "ix_webhook_subscriptions_created", "webhook_subscriptions", ["tenant_id", "created_at", "id"]
    )
    op.create_table(
        "webhook_deliveries",
        tenant(), uuid("id"), uuid("subscription_id"), text("act"), uuid("case_id", nullable=True),
        number("seq", nullable=True), number("position", sa.BigInteger, nullable=True), text("state"),
        moment("made_at"), number("attempts", sa.SmallInteger), moment("next_at", nullable=True),
        moment("tried_at", nullable=True), number("status", sa.SmallInteger, nullable=True),
        text("answer", nullable=True), number("milliseconds", nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_deliveries")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "subscription_id"], ["webhook_subscriptions.tenant_id", "webhook_subscriptions.id"],
            name=op.f("fk_webhook_deliveries_tenant_id_subscription_id"),
        ),
        sa.CheckConstraint(
            "state in ('waiting', 'delivered', 'dead')", name=op.f("ck_webhook_deliveries_state")
        ),
    )  # fmt: skip
    columns = ["tenant_id", "subscription_id"]
    op.create_index("ix_webhook_deliveries_subscription", "webhook_deliveries", [*columns, "id"])
    op.create_index(
        "ix_webhook_deliveries_due",
        "webhook_deliveries",
        [*columns, "next_at"],
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_webhook_deliveries_made", "webhook_deliveries", ["tenant_id", "made_at"])


def _functions() -> Iterator[str]:
    yield "GRANT CREATE ON SCHEMA public TO hotline_definer"
    for signature, body in FUNCTIONS.items():
        yield body
        yield f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_app"
        yield f"ALTER FUNCTION {signature} OWNER TO hotline_definer"
    yield "REVOKE CREATE ON SCHEMA public FROM hotline_definer"
