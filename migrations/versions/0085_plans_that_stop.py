"""A plan of boundaries says why it stopped, and no unit stands under itself.

Revision ID: 0085
Revises: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = "0085"
down_revision = "0070"
branch_labels = None
depends_on = None

NO_CIRCLE = """
CREATE FUNCTION hotline_no_circle_of_units() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH RECURSIVE above (id, parent_id) AS (
            SELECT u.id, u.parent_id FROM units u
            JOIN units here ON here.tenant_id = NEW.tenant_id AND here.id = NEW.id AND u.id = here.parent_id
            WHERE u.tenant_id = NEW.tenant_id
            UNION
            SELECT u.id, u.parent_id FROM units u JOIN above ON u.id = above.parent_id WHERE u.tenant_id = NEW.tenant_id
        )
        SELECT FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a unit would stand under itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_units_circle';
    END IF;
    RETURN NULL;
END $$"""


def upgrade() -> None:
    op.add_column("boundary_plans", sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("boundary_plans", sa.Column("failure", sa.Text(), nullable=True))
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    op.execute(NO_CIRCLE)
    # At the end of the transaction: two units may change places in it, one after the other.
    op.execute(
        "CREATE CONSTRAINT TRIGGER no_circle AFTER INSERT OR UPDATE OF parent_id ON units DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION hotline_no_circle_of_units()"
    )
    op.execute("REVOKE ALL ON FUNCTION hotline_no_circle_of_units() FROM PUBLIC")
    op.execute("ALTER FUNCTION hotline_no_circle_of_units() OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
