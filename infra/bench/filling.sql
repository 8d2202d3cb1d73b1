-- A year of cases, drawn by chance and always the same: %(cases)s of them in the governments that are there, as they
-- stand at the moment %(anchor)s. One half lies in the city, the other in its districts. Written by a superuser with
-- triggers off. About one open limit in twenty is past, as in a city that works. No chain of hashes, no replies and callbacks: no page that is measured reads them.

SELECT setseed(0.12345);
SET session_replication_role = replica;
SET synchronous_commit = off;
SET work_mem = '256MB';
SET max_parallel_workers_per_gather = 0;
SET timezone = 'Asia/Shanghai';

-- Where a demand can go: every unit of a government with its chance, the busiest first.
CREATE TEMP TABLE places AS
WITH weighed AS (
    SELECT u.tenant_id, u.id, u.governs_tenant_id,
        CASE WHEN u.code IN ('D01', 'S01') AND (u.code = 'D01') = (t.parent_id IS NULL) THEN 40.0
             WHEN u.kind = 'government' THEN 1.0 ELSE 3.0 END AS weight,
        u.code
    FROM units u JOIN tenants t ON t.id = u.tenant_id)
SELECT tenant_id, array_agg(id ORDER BY code) AS units, array_agg(governs_tenant_id ORDER BY code) AS governs,
    array_agg(until ORDER BY code) AS bounds
FROM (SELECT *, sum(weight) OVER (PARTITION BY tenant_id ORDER BY code) / sum(weight) OVER (PARTITION BY tenant_id)
      AS until FROM weighed) AS summed
GROUP BY tenant_id;

CREATE TEMP TABLE governments AS
SELECT t.id AS tenant_id, row_number() OVER (ORDER BY t.code) AS place, p.units, p.governs, p.bounds::float8[],
    (SELECT array_agg(c.id ORDER BY c.code) FROM categories c WHERE c.tenant_id = t.id AND c.level = 3) AS categories
FROM tenants t JOIN places p ON p.tenant_id = t.id;

CREATE TEMP TABLE chances AS
SELECT n, random() AS who, random() AS fate, random() AS age, random() AS whither, random() AS what, random() AS r1,
    random() AS r2, random() AS r3, random() AS r4, random() AS r5
FROM generate_series(1, %(cases)s) AS n;

-- What becomes of each: `fate` chooses the state, and the state how old the case can be (in hours).
CREATE TEMP TABLE drawn AS
WITH fated AS (
    SELECT c.*, g.tenant_id, g.units, g.governs, g.bounds, g.categories,
        (ARRAY['registered', 'accepted', 'dispatched', 'signed', 'handling', 'signing_off', 'replied', 'reviewed',
               'answered_directly', 'not_accepted', 'transferred', 'called_back', 'unconfirmed', 'archived'])[
            1 + width_bucket(c.fate, ARRAY[0.009, 0.016, 0.046, 0.056, 0.076, 0.086, 0.101, 0.116,
                                           0.300, 0.320, 0.335, 0.700, 0.750]::float8[])] AS fate_word
    FROM chances c JOIN governments g ON g.place =
        CASE WHEN c.who < 0.5 THEN 1 ELSE 2 + floor((c.who - 0.5) * 2 * ((SELECT count(*) FROM governments) - 1)) END),
limited AS (
    SELECT *, CASE WHEN r3 < 0.2 THEN 24 WHEN r3 < 0.7 THEN 120 ELSE 168 END AS hours FROM fated),
aged AS (
    SELECT *, %(anchor)s::timestamptz - interval '1 hour' * CASE fate_word
            WHEN 'registered' THEN 2.1 * age WHEN 'accepted' THEN 2.1 * age WHEN 'dispatched' THEN 1 + 3.3 * age
            WHEN 'signed' THEN hours * (0.1 + 0.3 * age) WHEN 'handling' THEN hours * (0.2 + 0.85 * age)
            WHEN 'signing_off' THEN hours * (0.2 + 0.85 * age) WHEN 'replied' THEN 8 + hours * (0.2 + 0.7 * age)
            WHEN 'reviewed' THEN 40 + hours * (0.2 + 0.8 * age) ELSE 300 + 8460 * age END
        AS registered_at,
        fate_word NOT IN ('registered', 'accepted', 'answered_directly', 'not_accepted', 'transferred') AS went_out
    FROM limited),
went AS (
    SELECT *, registered_at + interval '1 minute' * (5 + 50 * r1) AS dispatched_at,
        CASE WHEN went_out THEN least(width_bucket(whither, bounds) + 1, cardinality(bounds)) END AS at_unit
    FROM aged),
timed AS (
    SELECT *,
        CASE WHEN went_out AND fate_word <> 'dispatched' THEN dispatched_at + interval '1 hour' * 7 * r1 * r2 END AS signed_at,
        CASE WHEN went_out AND fate_word NOT IN ('dispatched', 'signed') THEN dispatched_at + interval '1 hour' * 23 * r2 END
            AS contacted_at,
        dispatched_at + interval '1 hour' * hours AS reply_due_at,
        CASE WHEN fate_word = 'replied' THEN %(anchor)s::timestamptz - interval '1 hour' * 4 * r4
             WHEN fate_word = 'reviewed' THEN %(anchor)s::timestamptz - interval '1 hour' * (5 + 30 * r4)
             WHEN went_out AND fate_word IN ('called_back', 'unconfirmed', 'archived')
             THEN dispatched_at + interval '1 day' * (0.2 + 8 * r4 * r5) END AS replied_at
    FROM went)
SELECT n, tenant_id, uuidv7(registered_at - now()) AS id, uuidv7(dispatched_at - now()) AS assignment_id, fate_word,
    went_out, registered_at, dispatched_at, signed_at, contacted_at, reply_due_at, replied_at,
    CASE WHEN fate_word IN ('signing_off') THEN 'handling'
         WHEN fate_word IN ('answered_directly', 'not_accepted', 'transferred', 'called_back', 'unconfirmed') THEN 'closed'
         ELSE fate_word END AS state,
    CASE WHEN fate_word = 'archived' THEN 'called_back'
         WHEN fate_word IN ('answered_directly', 'not_accepted', 'transferred', 'called_back', 'unconfirmed')
         THEN fate_word END AS ending,
    CASE WHEN replied_at IS NOT NULL AND fate_word <> 'replied' THEN replied_at + interval '1 hour' * 4 * r5 END AS accepted_at,
    CASE WHEN fate_word IN ('answered_directly', 'not_accepted', 'transferred')
         THEN registered_at + interval '1 minute' * (3 + 30 * r1)
         WHEN fate_word IN ('called_back', 'unconfirmed', 'archived') THEN replied_at + interval '1 hour' * (5 + 40 * r5) END
        AS closed_at,
    CASE WHEN went_out THEN units[at_unit] END AS unit_id, CASE WHEN went_out THEN governs[at_unit] END AS governs_tenant_id,
    categories[1 + floor(what * what * array_length(categories, 1))::int] AS category_id,
    (ARRAY['help', 'inquiry', 'complaint', 'report', 'suggestion', 'praise'])[1 + width_bucket(r3, ARRAY[.45, .65, .85, .92, .97])] AS type,
    (ARRAY['phone', 'wechat', 'web', 'mailbox', 'app'])[1 + width_bucket(r2, ARRAY[.62, .76, .86, .93])] AS channel,
    (ARRAY['general', 'urgent', 'extra_urgent'])[1 + width_bucket(r4, ARRAY[.93, .99])] AS urgency,
    (ARRAY['yes', 'yes', 'yes', 'partly', 'no'])[1 + floor(r1 * 5)::int] AS solved,
    (ARRAY['very', 'satisfied', 'satisfied', 'neutral', 'dissatisfied'])[1 + floor(r2 * 5)::int] AS satisfied,
    tenant_id <> (SELECT tenant_id FROM governments WHERE place = 1) AND r5 < 0.5 AS referred
FROM timed
ORDER BY registered_at;
ANALYZE drawn;

INSERT INTO cases (tenant_id, id, number, origin, type, channel, urgency, confidentiality, state, ending, category_id,
    lead_unit_id, proposed_unit_id, round, attempts, referred, superior_number, registered_at, registered_on, due_at,
    closed_at, closed_on, version, events, head)
SELECT tenant_id, id, to_char(registered_at, 'YYYYMMDD') || lpad(mod(n, 1000000)::text, 6, '0'), 'live', type, channel,
    urgency, CASE type WHEN 'report' THEN 'protected' ELSE 'normal' END, state, ending, category_id, unit_id, unit_id, 0,
    CASE WHEN ending IN ('called_back', 'unconfirmed') THEN 1 ELSE 0 END, referred,
    CASE WHEN referred THEN to_char(registered_at, 'YYYYMMDD') || lpad(mod(n * 7, 1000000)::text, 6, '0') END,
    registered_at, registered_at::date,
    CASE WHEN closed_at IS NOT NULL THEN NULL WHEN NOT went_out THEN registered_at + interval '2 hours'
         WHEN state = 'replied' THEN replied_at + interval '4 hours'
         WHEN state = 'reviewed' THEN CASE WHEN referred THEN NULL ELSE accepted_at + interval '2 days' END
         ELSE reply_due_at END,
    closed_at, closed_at::date, 1, 1, sha256(n::text::bytea)
FROM drawn ORDER BY drawn.registered_at;

INSERT INTO case_texts (tenant_id, case_id, title, body, place, salt)
SELECT tenant_id, id, '第' || mod(n, 997) || '小区路灯不亮已有多日', repeat('居民反映夜间出行不便，请有关单位核实处理。', 4),
    '量城' || mod(n, 89) || '路' || mod(n, 180) || '号', '\x00010203040506070809000102030405'
FROM drawn ORDER BY drawn.registered_at;

INSERT INTO case_persons (tenant_id, case_id, name, phone, phone_key, salt)
SELECT tenant_id, id, '量先生', '1' || lpad(mod(n * 7919::bigint, 10000000000)::text, 10, '0'),
    sha256(mod(n, 300000)::text::bytea), '\x00010203040506070809000102030405'
FROM drawn ORDER BY drawn.registered_at;

INSERT INTO case_events (tenant_id, case_id, seq, at, act, role, data, hash)
SELECT tenant_id, id, 1, registered_at, 'register', 'operator', '{"measured": true}', sha256(n::text::bytea)
FROM drawn ORDER BY drawn.registered_at;

INSERT INTO assignments (tenant_id, id, case_id, unit_id, category_id, origin, lead, state, round, governs_tenant_id,
    rule_code, rule_version, dispatched_at, dispatched_on, sign_due_at, sign_due_on, signed_at, contact_due_at,
    contact_due_on, contacted_at, contact_denied, reply_due_at, reply_due_on, reply_extended_at, replied_at, replied_on,
    accepted_at, due_at, pace, first_solved, first_satisfied, overdue_at)
SELECT tenant_id, assignment_id, id, unit_id, category_id, 'live', true,
    CASE WHEN fate_word IN ('reviewed', 'called_back', 'unconfirmed', 'archived') THEN 'accepted' ELSE fate_word END, 0,
    governs_tenant_id, 'general', 1, dispatched_at, dispatched_at::date, dispatched_at + interval '4 hours',
    (dispatched_at + interval '4 hours')::date, signed_at, dispatched_at + interval '1 day',
    (dispatched_at + interval '1 day')::date, contacted_at, false, reply_due_at, reply_due_at::date, reply_due_at,
    replied_at, replied_at::date, accepted_at, reply_due_at,
    CASE WHEN accepted_at IS NOT NULL THEN width_bucket(extract(epoch FROM replied_at - dispatched_at) / 86400.0,
        ARRAY[1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 180, 365]::numeric[]) END,
    CASE WHEN ending = 'called_back' THEN solved END, CASE WHEN ending = 'called_back' THEN satisfied END,
    CASE WHEN replied_at > reply_due_at THEN reply_due_at END
FROM drawn WHERE went_out ORDER BY drawn.registered_at;

-- Clocks: the desk's and the reply's of every case, all that run of an open one. None is due at the anchor.
INSERT INTO clocks (tenant_id, id, case_id, assignment_id, unit_id, kind, started_at, due_at, near_at, next_at, held_at, hold,
    stopped_at, outcome, provisional, rule_code, rule_version, span, explanation)
SELECT d.tenant_id, uuidv7(k.started_at - now()), d.id, CASE WHEN k.of_unit THEN d.assignment_id END,
    CASE WHEN k.of_unit AND k.kind <> 'review' THEN d.unit_id END, k.kind, k.started_at, k.due_at,
    k.due_at - (k.due_at - k.started_at) / 5,
    CASE WHEN k.stopped_at IS NOT NULL OR k.held_at IS NOT NULL THEN NULL
         WHEN k.due_at - (k.due_at - k.started_at) / 5 > %(anchor)s::timestamptz THEN k.due_at - (k.due_at - k.started_at) / 5
         WHEN k.due_at > %(anchor)s::timestamptz THEN k.due_at END,
    k.held_at, CASE WHEN k.held_at IS NOT NULL THEN 'review' END, k.stopped_at, CASE WHEN k.stopped_at IS NULL THEN NULL WHEN k.stopped_at <= k.due_at THEN 'met' ELSE 'missed' END,
    false, 'general', 1, k.span, '{"steps": []}'
FROM drawn d CROSS JOIN LATERAL (VALUES
    ('desk', false, true, d.registered_at, d.registered_at + interval '2 hours', NULL::timestamptz,
        CASE WHEN d.went_out THEN d.dispatched_at ELSE d.closed_at END, '2wh'),
    ('reply', true, d.went_out, d.dispatched_at, d.reply_due_at, CASE WHEN d.state = 'replied' THEN d.replied_at END,
        CASE WHEN d.accepted_at IS NOT NULL THEN d.replied_at END, '5wd'),
    ('sign', true, d.state = 'dispatched', d.dispatched_at, d.dispatched_at + interval '4 hours', NULL, NULL, '4wh'),
    ('contact', true, d.state IN ('dispatched', 'signed'), d.dispatched_at, d.dispatched_at + interval '1 day', NULL, NULL, '1wd'),
    ('review', true, d.state = 'replied', d.replied_at, d.replied_at + interval '4 hours', NULL, NULL, '4wh'),
    ('callback', false, d.state = 'reviewed' AND NOT d.referred, d.accepted_at, d.accepted_at + interval '2 days', NULL, NULL, '2wd')
) AS k (kind, of_unit, runs, started_at, due_at, held_at, stopped_at, span)
WHERE k.runs ORDER BY d.registered_at;
