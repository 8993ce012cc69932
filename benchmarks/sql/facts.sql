-- The facts that follow from the fates. Instants are microseconds UTC until they are written.
-- Variables: commencement, last (no case is older than this to the moment asked about), as_of.

CREATE MACRO minutes(count) AS (count) * 60000000::BIGINT;
CREATE MACRO hours(count) AS (count) * 3600000000::BIGINT;
CREATE MACRO up_to(number, what, span) AS
    (hash(number, what, getvariable('seed'), 'up to') % (span))::BIGINT;
CREATE MACRO flagged(fate) AS
    CASE fate WHEN 'idle' THEN 'false' WHEN 'unflagged' THEN NULL ELSE 'true' END;
CREATE MACRO recorded(fate, number, what, detected_at, closed_at) AS CASE fate
    WHEN 'edge' THEN closed_at
    WHEN 'inside' THEN detected_at + up_to(number, what, hours(40))
    WHEN 'late-edge' THEN closed_at + 1
    WHEN 'late' THEN closed_at + minutes(1) + up_to(number, what, hours(40))
END;
CREATE MACRO escalated(fate, number, what, start) AS CASE fate
    WHEN 'edge' THEN start + hours(48) + 1
    WHEN 'inside' THEN start + hours(48) + 1 + up_to(number, what, hours(24))
    WHEN 'beyond' THEN start + hours(72) + 1 + up_to(number, what, hours(480))
    WHEN 'premature-edge' THEN start + hours(48)
    WHEN 'premature' THEN start + hours(1) + up_to(number, what, hours(47))
    WHEN 'failed' THEN start + hours(49)
    WHEN 'astray' THEN start + hours(50)
END;

CREATE TABLE cases_told AS
WITH detected AS (
    SELECT *, CASE age
        WHEN 'before' THEN getvariable('commencement') - 1
        WHEN 'first' THEN getvariable('commencement')
        WHEN 'future' THEN getvariable('as_of') + 1 + stage * up_to(number, 'future', hours(1))
        WHEN 'young' THEN getvariable('as_of')
            - [0, 1, up_to(number, 'young', minutes(30)), minutes(30)][stage + 1]
        WHEN 'middle' THEN getvariable('as_of') - hours(48)
            - [0, 1, 1 + up_to(number, 'middle', hours(24)), hours(24)][stage + 1]
        ELSE getvariable('commencement') + minutes(1)
            + number * ((getvariable('last') - getvariable('commencement')) // getvariable('cases'))
            + up_to(number, 'detected', minutes(60))
    END AS detected_at
    FROM plots
), timed AS (
    SELECT *,
        CASE WHEN kind = 'upgraded'
            THEN detected_at + hours(2) + up_to(number, 'classified', hours(18)) END
            AS classified_at,
        CASE WHEN closed THEN detected_at + hours(100) + up_to(number, 'closed', hours(500)) END
            AS closed_at
    FROM detected
)
SELECT *,
    recorded(analysis, number, 'analysis', detected_at, closed_at) AS primary_analysis_at,
    flagged(containment) AS containment_feasible,
    recorded(containment, number, 'containment', detected_at, closed_at) AS contained_at,
    CASE WHEN doubt = 'ghost' THEN 'perhaps' ELSE flagged(visit) END AS dispatch_needed,
    recorded(visit, number, 'visit', detected_at, closed_at) AS dispatched_at,
    -- The object, and the number of the body that owns it: 300 is the National Bank, the others
    -- after it are no state bodies.
    CASE scope WHEN 'in' THEN among(number, 'object', 3000) ELSE among(number, 'object', 20) END
        AS thing,
    CASE scope
        WHEN 'in' THEN CASE WHEN thing < 2970 THEN thing % 300 ELSE 300 END
        WHEN 'bank' THEN 300
        WHEN 'private' THEN 301 + thing
        ELSE thing
    END AS owner
FROM timed;

CREATE TABLE events_told AS
WITH begun AS (
    SELECT fates.*, cases.detected_at, cases.classified_at, cases.closed_at, cases.owner,
        CASE WHEN occasion = 'incident' AND fates.kind = 'upgraded' THEN cases.classified_at
            ELSE cases.detected_at END AS start
    FROM fates JOIN cases_told AS cases USING (number)
), told AS (
    SELECT *,
        CASE
            WHEN mo = 'edge' THEN start + minutes(30)
            WHEN mo = 'near' THEN start + minutes(30) - 1
            WHEN mo IN ('inside', 'person', 'failed', 'astray', 'lapsed')
                THEN start + minutes(1) + up_to(draws, 'mo', minutes(28))
            WHEN mo = 'late-edge' THEN start + minutes(30) + 1
            WHEN mo = 'late' THEN start + minutes(31) + up_to(draws, 'mo', hours(20))
        END AS mo_at,
        CASE
            WHEN knb = 'edge' THEN start + hours(3)
            WHEN knb = 'near' THEN start + hours(3) - 1
            WHEN knb IN ('inside', 'failed', 'astray')
                THEN start + minutes(1) + up_to(draws, 'knb', minutes(178))
            WHEN knb = 'late-edge' THEN start + hours(3) + 1
            WHEN knb = 'late' THEN start + minutes(181) + up_to(draws, 'knb', hours(40))
        END AS knb_at,
        escalated(auth, draws, 'auth', start) AS auth_at,
        escalated(up_knb, draws, 'up-knb', start) AS up_knb_at,
        CASE
            WHEN advice = 'edge' THEN closed_at
            WHEN advice IN ('inside', 'person', 'failed', 'astray')
                THEN start + up_to(draws, 'advice', hours(40))
            WHEN advice = 'late-edge' THEN closed_at + 1
            WHEN advice = 'late' THEN closed_at + minutes(1) + up_to(draws, 'advice', hours(40))
        END AS advice_at,
        CASE eliminated
            WHEN 'inside' THEN start + up_to(draws, 'causes', hours(48))
            WHEN 'edge' THEN start + hours(48)
            WHEN 'half' THEN start + up_to(draws, 'causes', hours(48))
            WHEN 'after' THEN start + hours(48) + 1
        END AS causes_eliminated_at,
        CASE eliminated
            WHEN 'inside' THEN start + up_to(draws, 'consequences', hours(48))
            WHEN 'edge' THEN start + up_to(draws, 'consequences', hours(48))
            WHEN 'after' THEN start + hours(48)
        END AS consequences_eliminated_at
    FROM begun
), received AS (
    SELECT *, mo_at + 1000000 + up_to(draws, 'transit', minutes(9)) AS receipt,
        reply IN ('unreceived', 'unrecorded', 'unrecorded-edge') AS unreceived
    FROM told
)
SELECT *, CASE
    WHEN reply = 'edge' THEN receipt + hours(48)
    WHEN reply = 'unrecorded-edge' THEN mo_at + hours(48)
    WHEN reply IN ('inside', 'person', 'unrecorded', 'incomplete', 'astray', 'content')
        THEN receipt + hours(1) + up_to(draws, 'reply', hours(40))
    WHEN reply = 'late-edge' THEN receipt + hours(48) + 1
    WHEN reply = 'late' THEN receipt + hours(48) + minutes(1) + up_to(draws, 'reply', hours(60))
    WHEN reply = 'first' THEN receipt - 1
END AS reply_at
FROM received;

CREATE TYPE kinds AS ENUM ('notice', 'recommendation', 'reply', 'escalation', 'document');
CREATE TYPE who AS ENUM ('STC', 'KNB', 'AB', 'OP', 'body', 'person', 'lapsed');
CREATE TYPE states AS ENUM ('delivered', 'sent', 'failed');
CREATE TYPE contents AS ENUM ('', 'event', 'incident', 'event;analysis', 'incident;measures',
    'analysis', 'measures');

-- A message of each duty that was attempted, and around them what no norm minds: attempts that
-- failed, notices repeated, papers.
CREATE TABLE sendings AS
WITH drafts AS (
    SELECT number, draws, 1 AS part, 'notice' AS type, 'STC' AS sender,
        CASE mo WHEN 'person' THEN 'person' WHEN 'astray' THEN 'OP' WHEN 'lapsed' THEN 'lapsed'
            ELSE 'body' END AS recipient,
        mo_at AS sent_at, mo = 'failed' AS failed, unreceived, occasion AS covers, owner,
        receipt AS received_at
    FROM events_told
    UNION ALL
    SELECT number, draws, 2, 'notice', 'STC', CASE knb WHEN 'astray' THEN 'OP' ELSE 'KNB' END,
        knb_at, knb = 'failed', false, occasion, owner, NULL
    FROM events_told
    UNION ALL
    SELECT number, draws, 3, 'reply', CASE reply WHEN 'person' THEN 'person' ELSE 'body' END,
        CASE reply WHEN 'astray' THEN 'OP' ELSE 'STC' END, reply_at, false, false,
        CASE
            WHEN reply = 'content' THEN ''
            WHEN (occasion = 'event') <> (reply = 'incomplete')
                THEN ['analysis', 'event;analysis'][among(draws, 'covers', 2) + 1]
            ELSE ['measures', 'incident;measures'][among(draws, 'covers', 2) + 1]
        END, owner, NULL
    FROM events_told
    UNION ALL
    SELECT number, draws, 4, 'escalation', 'STC', CASE auth WHEN 'astray' THEN 'OP' ELSE 'AB' END,
        auth_at, auth = 'failed', false, '', owner, NULL
    FROM events_told
    UNION ALL
    SELECT number, draws, 5, 'escalation', 'STC',
        CASE up_knb WHEN 'astray' THEN 'OP' ELSE 'KNB' END,
        up_knb_at, up_knb = 'failed', false, '', owner, NULL
    FROM events_told
    UNION ALL
    SELECT number, draws, 6, 'recommendation', 'STC',
        CASE advice WHEN 'astray' THEN 'OP' WHEN 'person' THEN 'person' ELSE 'body' END,
        advice_at, advice = 'failed', false, '', owner, NULL
    FROM events_told
    UNION ALL
    SELECT number, draws, 7 + attempt, 'notice', 'STC', ['body', 'KNB'][attempt + 1],
        start + 1 + up_to(draws, 'attempt', minutes(20)), true, false, occasion, owner, NULL
    FROM events_told, range(2) AS attempts(attempt)
    WHERE age <> 'future' AND age <> 'young' AND attempt < among(draws, 'attempts', 3)
    UNION ALL
    SELECT number, draws, 9 + copy, 'notice', 'STC', ['body', 'KNB'][copy + 1],
        [mo_at, knb_at][copy + 1] + hours(1) + up_to(draws, 'copy', hours(40)),
        false, false, occasion, owner, NULL
    FROM events_told, range(2) AS copies(copy)
    WHERE copy < among(draws, 'copies', 3) AND age NOT IN ('young', 'middle') AND NOT unreceived
        AND [mo, knb][copy + 1] IN ('edge', 'near', 'inside', 'person', 'late-edge', 'late')
    UNION ALL
    SELECT number, draws, 11, 'document', 'body', 'STC',
        start + up_to(draws, 'paper', hours(40)), false, false, '', owner, NULL
    FROM events_told
    WHERE draw(draws, 'paper?') < 640000 AND age NOT IN ('young', 'future')
)
SELECT number, (part + 20 * (draws % 2))::UTINYINT AS part, type::kinds AS type,
    sender::who AS sender, recipient::who AS recipient, sent_at,
    CASE WHEN failed OR unreceived THEN NULL
        ELSE coalesce(received_at, sent_at + 1000000 + up_to(draws, part, minutes(9)))
    END AS received_at,
    CASE WHEN failed THEN 'failed' WHEN unreceived THEN 'sent' ELSE 'delivered' END::states
        AS status,
    covers::contents AS covers, owner::SMALLINT AS owner
FROM drafts
WHERE sent_at IS NOT NULL;

-- The tables of the dataset, times still as microseconds.

CREATE MACRO owner_name(owner) AS CASE
    WHEN owner < 300 THEN printf('MO-%03d', owner)
    WHEN owner = 300 THEN 'NB'
    ELSE printf('PR-%02d', owner - 300)
END;
CREATE MACRO case_name(number) AS printf('C-%08d', number);
CREATE MACRO object_name(scope, thing) AS upper(scope) || printf('-%04d', thing);
CREATE MACRO party(word, owner) AS CASE word
    WHEN 'body' THEN owner_name(owner)
    WHEN 'person' THEN 'AP-' || owner_name(owner)
    WHEN 'lapsed' THEN 'LP-' || owner_name(owner)
    WHEN 'OP' THEN 'OPERATOR'
    ELSE word::VARCHAR
END;

CREATE VIEW organisations AS
SELECT * FROM (VALUES
    ('STC', 'Technical service', 'kz:stc'),
    ('KNB', 'Security committee', 'kz:knb'),
    ('AB', 'Authorised body', 'kz:authorised-body'),
    ('OPERATOR', 'An operator', ''),
    ('NB', 'National bank', 'kz:national-bank')
) AS offices(id, name, roles)
UNION ALL
SELECT owner_name(owner), 'Body ' || owner, CASE WHEN owner < 300 THEN 'kz:state-body' ELSE '' END
FROM range(321) AS owners(owner) WHERE owner <> 300
UNION ALL
SELECT party(word, owner), 'Person for ' || owner_name(owner), ''
FROM range(321) AS owners(owner), (VALUES ('person'), ('lapsed')) AS persons(word);

CREATE VIEW relations AS
SELECT * FROM (VALUES ('KNB', 'contract', 'STC', '2025-01-01', NULL))
    AS ties(source, relation, target, valid_from, valid_to)
UNION ALL
SELECT party('person', owner), 'authorised-by', owner_name(owner), '2025-01-01', NULL
FROM range(321) AS owners(owner)
UNION ALL
SELECT party('lapsed', owner), 'authorised-by', owner_name(owner), '2024-01-01', '2026-06-30'
FROM range(321) AS owners(owner);

-- Of the objects in scope some miss an exclusion by one cell: secrets in software, a system that
-- is not protected, an ordinary network, the National Bank integrated.
CREATE VIEW objects AS
WITH things AS (
    SELECT 'in' AS scope, thing, CASE WHEN thing < 2970 THEN thing % 300 ELSE 300 END AS owner
    FROM range(3000) AS all_of(thing)
    UNION ALL
    SELECT scope, thing, CASE scope WHEN 'bank' THEN 300 WHEN 'private' THEN 301 + thing
        ELSE thing END
    FROM range(20) AS all_of(thing), (VALUES ('work-type'), ('territory'), ('private'), ('secret'),
        ('system'), ('network'), ('bank'), ('unknown')) AS scopes(scope)
)
SELECT object_name(scope, thing) AS id, owner_name(owner) AS owner,
    CASE
        WHEN scope IN ('secret', 'unknown') THEN 'digital-resource'
        WHEN scope = 'system' THEN 'digital-system'
        WHEN scope = 'network' THEN 'telecom-network'
        ELSE ['software', 'digital-resource', 'digital-system', 'telecom-network',
            'internet-resource'][thing % 5 + 1]
    END AS category,
    CASE WHEN scope = 'secret' OR category = 'software' THEN 'true' ELSE 'false' END
        AS contains_state_secrets,
    CASE WHEN scope = 'system' OR category = 'software' THEN 'true' ELSE 'false' END
        AS protected_execution,
    CASE
        WHEN scope = 'network'
            THEN ['special', 'government', 'secret', 'encrypted', 'coded'][thing % 5 + 1]
        ELSE 'ordinary'
    END AS network_class,
    CASE WHEN scope = 'bank' THEN 'false' ELSE 'true' END AS egov_integrated,
    CASE scope WHEN 'territory' THEN 'DE' WHEN 'unknown' THEN NULL ELSE 'KZ' END AS country,
    CASE WHEN scope = 'work-type' THEN '1;2' ELSE ['1;2;3', '3', '2;3'][thing % 3 + 1] END
        AS work_types
FROM things;

CREATE VIEW cases AS
SELECT case_name(number) AS id, object_name(scope, thing) AS object,
    CASE kind WHEN 'event' THEN 'event' ELSE 'incident' END AS class, detected_at, classified_at,
    primary_analysis_at, containment_feasible, contained_at, dispatch_needed, dispatched_at,
    causes_eliminated_at, consequences_eliminated_at, closed_at
FROM cases_told JOIN (
    SELECT number, max(causes_eliminated_at) AS causes_eliminated_at,
        max(consequences_eliminated_at) AS consequences_eliminated_at
    FROM events_told GROUP BY number
) USING (number)
ORDER BY number;

CREATE VIEW messages AS
SELECT printf('M-%08d-%02d', number, part) AS id, type::VARCHAR AS type,
    case_name(number) AS "case", party(sender, owner) AS sender,
    party(recipient, owner) AS recipient, sent_at, received_at, status::VARCHAR AS status,
    covers::VARCHAR AS covers
FROM (FROM sendings ORDER BY sent_at, number, part);

CREATE VIEW attestations AS
SELECT 'kz-229/rules/' || provision AS provision, 'STC' AS organisation,
    case_name(number) AS "case", closed_at AS date,
    CASE fate WHEN 'denied' THEN 'false' ELSE 'true' END AS holds
FROM (
    SELECT number, closed_at, '10.3.i' AS provision, containment AS fate FROM cases_told
    UNION ALL
    SELECT number, closed_at, '10.3.j', visit FROM cases_told
)
WHERE fate IN ('stated', 'denied')
ORDER BY closed_at, number, provision;
