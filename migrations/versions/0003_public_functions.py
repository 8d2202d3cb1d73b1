"""The functions of the public pages: each looks into the tenant of its transaction and says nothing personal.

`pg_temp` stands last in their search path: nobody may put a table of their own before those that are meant.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DEFINER_READS = ("assignments", "cases", "remarks", "replies", "units")

AREAS = """
CREATE FUNCTION hotline_public_areas() RETURNS TABLE (
    id uuid, code text, name_zh text, name_en text, kind text, parent_id uuid, governs_tenant_id int, closed boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT u.id, u.code, u.name_zh, u.name_en, u.kind, u.parent_id, u.governs_tenant_id, false
    FROM units u
    WHERE u.tenant_id = nullif(current_setting('hotline.tenant', true), '')::int
        AND u.closed_at IS NULL AND u.kind IN ('government', 'street')
    ORDER BY u.code
$$"""

CODE_HOLDER = """
CREATE FUNCTION hotline_code_holder(wanted bytea) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH here AS (SELECT nullif(current_setting('hotline.tenant', true), '')::int AS tenant)
    SELECT coalesce(
        (SELECT s.id FROM here JOIN submissions s ON s.tenant_id = here.tenant
            WHERE s.code_digest = wanted AND s.kind = 'demand'),
        (SELECT q.case_id FROM here JOIN query_codes q ON q.tenant_id = here.tenant WHERE q.code_digest = wanted))
$$"""

TRACKED = """
CREATE FUNCTION hotline_tracked(wanted bytea) RETURNS TABLE (
    number text, state text, ending text, round smallint, received_at timestamptz, handed_at timestamptz,
    due_at timestamptz, answered_at timestamptz, closed_at timestamptz, unit_zh text, unit_en text, answer text,
    rated boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH here AS (SELECT nullif(current_setting('hotline.tenant', true), '')::int AS tenant)
    SELECT c.number, c.state, c.ending, c.round, c.registered_at, a.dispatched_at,
        CASE WHEN a.state IN ('dispatched', 'signed', 'handling', 'signing_off') THEN a.due_at END,
        CASE WHEN c.state IN ('reviewed', 'closed', 'archived') THEN a.accepted_at END,
        c.closed_at, u.name_zh, u.name_en, coalesce(r.public, m.body),
        EXISTS (SELECT 1 FROM submissions s WHERE s.tenant_id = here.tenant AND s.code_digest = wanted
            AND s.kind = 'rating' AND s.made_at >= a.accepted_at)
    FROM here
    JOIN query_codes q ON q.tenant_id = here.tenant AND q.code_digest = wanted
    JOIN cases c ON c.tenant_id = here.tenant AND c.id = q.case_id
    LEFT JOIN assignments a ON a.tenant_id = here.tenant AND a.case_id = c.id AND a.round = c.round AND a.lead
        AND a.state NOT IN ('returned', 'void', 'withdrawn')
    LEFT JOIN units u ON u.tenant_id = here.tenant AND u.id = a.unit_id
    LEFT JOIN LATERAL (SELECT w.public FROM replies w WHERE w.tenant_id = here.tenant AND w.case_id = c.id
        AND w.assignment_id = a.id AND w.verdict = 'accepted' AND c.state IN ('reviewed', 'closed', 'archived')
        ORDER BY w.id DESC LIMIT 1) AS r ON true
    LEFT JOIN LATERAL (SELECT k.body FROM remarks k WHERE k.tenant_id = here.tenant AND k.case_id = c.id
        AND k.kind = CASE c.ending WHEN 'answered_directly' THEN 'answer' WHEN 'not_accepted' THEN 'guidance' END
        ORDER BY k.seq DESC LIMIT 1) AS m ON true
    UNION ALL
    SELECT NULL, 'received', NULL, 0::smallint, s.made_at, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false
    FROM here JOIN submissions s ON s.tenant_id = here.tenant
    WHERE s.code_digest = wanted AND s.kind = 'demand' AND s.taken_up_at IS NULL
$$"""

FUNCTIONS = {
    "hotline_public_areas()": AREAS,
    "hotline_code_holder(bytea)": CODE_HOLDER,
    "hotline_tracked(bytea)": TRACKED,
}


def upgrade() -> None:
    for table in DEFINER_READS:
        op.execute(f"CREATE POLICY definer_select ON {table} FOR SELECT TO hotline_definer USING (true)")
        op.execute(f"GRANT SELECT ON {table} TO hotline_definer")
    op.execute("GRANT CREATE ON SCHEMA public TO hotline_definer")
    for signature, body in FUNCTIONS.items():
        op.execute(body)
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO hotline_public")
        op.execute(f"ALTER FUNCTION {signature} OWNER TO hotline_definer")
    op.execute("REVOKE CREATE ON SCHEMA public FROM hotline_definer")
