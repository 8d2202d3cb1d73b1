"""A notice of criticism is made known to all: one kind more of papers of guidance."""

from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint(op.f("ck_guidance_papers_kind"), "guidance_papers", type_="check")
    op.create_check_constraint(
        op.f("ck_guidance_papers_kind"),
        "guidance_papers",
        "kind in ('document', 'case', 'training', 'answer', 'notice')",
    )
