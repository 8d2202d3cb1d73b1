"""Cases merged into another; what repeats are found by; what the public's page says of a joint answer, of an objection
and of the offices that looked.
"""

import sqlalchemy as sa
from alembic import op

from hotline_platform.database.security import protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


TRACKED = """
CREATE FUNCTION hotline_tracked(wanted bytea) RETURNS TABLE (
    number text, state text, ending text, round smallint, received_at timestamptz, handed_at timestamptz,
    due_at timestamptz, answered_at timestamptz, closed_at timestamptz, unit_zh text, unit_en text, answer text,
    rated boolean, objection text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH here AS (SELECT nullif(current_setting('hotline.tenant', true), '')::int AS tenant)
    SELECT c.number, c.state, c.ending, c.round, c.registered_at, a.dispatched_at,
        CASE WHEN a.state IN ('dispatched', 'signed', 'handling', 'signing_off') THEN a.due_at END,
        CASE WHEN c.state IN ('reviewed', 'closed', 'archived') THEN coalesce(a.accepted_at, j.at) END,
        c.closed_at, u.name_zh, u.name_en, coalesce(r.public, m.body),
        EXISTS (SELECT 1 FROM submissions s WHERE s.tenant_id = here.tenant AND s.code_digest = wanted
            AND s.kind = 'rating' AND s.made_at >= coalesce(a.accepted_at, j.at)),
        coalesce(
            (SELECT g.state FROM rulings g WHERE g.tenant_id = here.tenant AND g.case_id = c.id
                AND g.kind = 'objection' AND (c.closed_at IS NULL OR g.asked_at >= c.closed_at)
                ORDER BY g.id DESC LIMIT 1),
            (SELECT 'sent' FROM submissions s WHERE s.tenant_id = here.tenant AND s.code_digest = wanted
                AND s.kind = 'objection' AND s.taken_up_at IS NULL LIMIT 1))
    FROM here
    JOIN query_codes q ON q.tenant_id = here.tenant AND q.code_digest = wanted
    JOIN cases c ON c.tenant_id = here.tenant AND c.id = q.case_id
    LEFT JOIN assignments a ON a.tenant_id = here.tenant AND a.case_id = c.id AND a.round = c.round AND a.lead
        AND a.state NOT IN ('returned', 'void', 'withdrawn')
    LEFT JOIN LATERAL (SELECT min(k.started_at) AS at FROM clocks k WHERE k.tenant_id = here.tenant
        AND k.case_id = c.id AND k.kind = 'callback' AND c.merged_into_id IS NOT NULL AND c.state <> 'merged'
        AND c.round = 0) AS j ON true
    LEFT JOIN units u ON u.tenant_id = here.tenant AND u.id = coalesce(a.unit_id, CASE WHEN j.at IS NOT NULL
        THEN c.lead_unit_id END)
    LEFT JOIN LATERAL (SELECT w.public FROM replies w WHERE w.tenant_id = here.tenant AND w.case_id = c.id
        AND w.assignment_id = a.id AND w.verdict = 'accepted' AND c.state IN ('reviewed', 'closed', 'archived')
        ORDER BY w.id DESC LIMIT 1) AS r ON true
    LEFT JOIN LATERAL (SELECT k.body FROM remarks k WHERE k.tenant_id = here.tenant AND k.case_id = c.id
        AND k.kind = CASE WHEN j.at IS NOT NULL THEN 'joint_answer' WHEN c.ending = 'answered_directly' THEN 'answer'
            WHEN c.ending = 'not_accepted' THEN 'guidance' END
        ORDER BY k.seq DESC LIMIT 1) AS m ON true
    UNION ALL
    SELECT NULL, 'received', NULL, 0::smallint, s.made_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL
    FROM here JOIN submissions s ON s.tenant_id = here.tenant
    WHERE s.code_digest = wanted AND s.kind = 'demand' AND s.taken_up_at IS NULL
$$"""

LOOKERS = """
CREATE FUNCTION hotline_lookers(wanted bytea) RETURNS TABLE (
    office_zh text, office_en text, hotline boolean, looks bigint, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE reached (tenant, case_id) AS (
        SELECT q.tenant_id, q.case_id FROM query_codes q
        WHERE q.tenant_id = nullif(current_setting('hotline.tenant', true), '')::int AND q.code_digest = wanted
        UNION
        SELECT r.other_tenant_id, r.other_case_id FROM reached x
        JOIN referrals r ON r.tenant_id = x.tenant AND r.case_id = x.case_id AND r.side = 'upper')
    SELECT coalesce(u.name_zh, g.name_zh), coalesce(u.name_en, g.name_en), u.id IS NULL, count(*), max(a.at)
    FROM reached x
    JOIN audit_entries a ON a.tenant_id = x.tenant AND a.subject = x.case_id
        AND a.kind IN ('look', 'looked_in', 'file_opened', 'api_look')
    JOIN tenants t ON t.id = x.tenant
    JOIN tenants g ON g.id = CASE WHEN a.kind = 'looked_in' THEN coalesce(t.parent_id, t.id) ELSE t.id END
    LEFT JOIN units u ON u.tenant_id = x.tenant AND u.id = (a.detail->>'unit')::uuid
    GROUP BY 1, 2, 3
    ORDER BY max(a.at) DESC LIMIT 50
$$"""

FUNCTIONS = {"hotline_tracked(bytea)": TRACKED, "hotline_lookers(bytea)": LOOKERS}
DEFINER_READS = ("audit_entries", "referrals", "rulings")

OPEN = "state IN ('registered', 'accepted', 'dispatched', 'signed', 'handling', 'replied', 'deferred')"


def upgrade() -> None:
    _merge()
    _find_repeats()
    _tell_the_public()


def _merge() -> None:
    op.add_column("cases", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_cases_tenant_id_merged_into_id"),
        "cases",
        "cases",
        ["tenant_id", "merged_into_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_cases_merged_into", "cases", ["tenant_id", "merged_into_id", "id"],
        postgresql_where="merged_into_id IS NOT NULL",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("ck_cases_merged"), "cases", "state <> 'merged' or merged_into_id is not null"
    )
    op.create_check_constraint(op.f("ck_cases_not_into_itself"), "cases", "merged_into_id <> id")


def _find_repeats() -> None:
    op.add_column("cases", sa.Column("repeats", sa.SmallInteger(), nullable=True))
    op.create_index(
        "ix_cases_open_topic", "cases", ["tenant_id", "category_id", "area_id", "id"], postgresql_where=OPEN
    )
    op.drop_index("ix_case_persons_phone", "case_persons")
    op.create_index(
        "ix_case_persons_phone", "case_persons", ["tenant_id", "phone_key", "case_id"],
        postgresql_where="phone_key IS NOT NULL",
    )  # fmt: skip
    op.create_table(
        "word_marks",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "mark", "case_id", name=op.f("pk_word_marks")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "case_id"],
            ["cases.tenant_id", "cases.id"],
            name=op.f("fk_word_marks_tenant_id_case_id"),
        ),
    )
    op.create_index("ix_word_marks_case", "word_marks", ["tenant_id", "case_id"])
    for statement in protect("word_marks", grants=("select", "insert", "delete")):
        op.execute(statement)


def _tell_the_public() -> None:
    op.drop_constraint(op.f("ck_submissions_kind"), "submissions")
    op.create_check_constraint(
        op.f("ck_submissions_kind"), "submissions", "kind in ('demand', 'rating', 'objection')"
    )
    for table in DEFINER_READS:
        op.execute(f"CREATE POLICY definer_select ON {table} FOR SELECT TO hotline_definer USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO hotline_definer")
    op.execute("DROP FUNCTION hotline_tracked(bytea)")
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    for signature, body in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_public")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
