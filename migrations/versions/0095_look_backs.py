"""Look-backs that wait, and objections to cards, each with an index in the order of its list.

Revision ID: 0095
Revises: 0065
"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("supervisions", sa.Column("looked_back_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("ALTER TABLE supervisions NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE supervision_entries NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "UPDATE supervisions SET looked_back_at = e.at FROM ("
        " SELECT tenant_id, supervision_id, max(at) AS at FROM supervision_entries WHERE act = 'look_back'"
        " GROUP BY tenant_id, supervision_id) e"
        " WHERE supervisions.tenant_id = e.tenant_id AND supervisions.id = e.supervision_id"
    )
    op.execute("ALTER TABLE supervisions FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE supervision_entries FORCE ROW LEVEL SECURITY")
    op.create_index(
        "ix_supervisions_objections",
        "supervisions",
        ["tenant_id", "opened_at", "id"],
        postgresql_where=sa.text("objection = 'asked' AND state in ('issued', 'reviewed', 'fed_back')"),
    )
    op.create_index(
        "ix_supervisions_look_back",
        "supervisions",
        ["tenant_id", "look_back_on", "id"],
        postgresql_where=sa.text("look_back_on IS NOT NULL AND looked_back_at IS NULL AND state = 'closed'"),
    )
