-- The verdicts that were chosen: each duty's fate in the words of the specification, unless its
-- case is exempt or undecided. No instant is looked at.

CREATE TABLE outcomes AS FROM (VALUES
    ('edge', 'compliant', ''),
    ('near', 'compliant', ''),
    ('inside', 'compliant', ''),
    ('person', 'compliant', ''),
    ('beyond', 'compliant', ''),
    ('unrecorded', 'compliant', ''),
    ('unrecorded-edge', 'compliant', ''),
    ('stated', 'compliant', ''),
    ('late-edge', 'violated', 'late'),
    ('late', 'violated', 'late'),
    ('missing', 'violated', 'missing'),
    ('failed', 'violated', 'missing'),
    ('denied', 'violated', 'missing'),
    ('astray', 'violated', 'wrong-recipient'),
    ('lapsed', 'violated', 'wrong-recipient'),
    ('premature-edge', 'violated', 'premature'),
    ('premature', 'violated', 'premature'),
    ('incomplete', 'violated', 'incomplete'),
    ('waiting', 'pending', ''),
    ('idle', 'not-triggered', ''),
    ('none', 'not-triggered', ''),
    ('unstated', 'attestation-required', ''),
    ('unflagged', 'attestation-required', ''),
    ('unreceived', 'indeterminate', 'missing-data'),
    ('content', 'indeterminate', 'missing-data'),
    ('first', 'indeterminate', 'bad-data')
) AS outcomes(fate, verdict, reason);

-- `dated`: in force if its clock starts no earlier than the commencement; the others' clocks start
-- later. `tracked`: owed only where events are tracked. `of_incident`: not owed for an event.
CREATE VIEW duties AS
WITH fated AS (
    SELECT fates.*, plots.analysis, plots.containment, plots.visit
    FROM fates JOIN plots USING (number)
), each_norm AS (
    SELECT '10.3.g.mo' AS norm, true AS dated, true AS tracked, false AS of_incident, mo AS fate, *
    FROM fated
    UNION ALL SELECT '10.3.g.knb', true, true, false, knb, * FROM fated
    UNION ALL SELECT '10.3.k.auth', false, true, true, auth, * FROM fated
    UNION ALL SELECT '10.3.k.knb', false, true, true, up_knb, * FROM fated
    UNION ALL SELECT '12.e.event', false, false, false, reply, * FROM fated
        WHERE occasion = 'event'
    UNION ALL SELECT '12.e.incident', false, false, true, reply, * FROM fated
    UNION ALL SELECT '10.3.f', true, true, false, analysis, * FROM fated
    UNION ALL SELECT '10.3.h', true, true, true, advice, * FROM fated
    UNION ALL SELECT '10.3.i', true, true, true, containment, * FROM fated
    UNION ALL SELECT '10.3.j', true, true, true, visit, * FROM fated
), exempted AS (
    SELECT *, CASE
        WHEN dated AND age = 'before' THEN 'out-of-force'
        WHEN scope = 'territory' THEN 'territory'
        WHEN tracked AND scope = 'work-type' THEN 'work-type'
        WHEN scope IN ('private', 'secret', 'system', 'network', 'bank') THEN 'excluded'
        WHEN of_incident AND occasion = 'event' THEN 'event'
        ELSE ''
    END AS exempt
    FROM each_norm
)
SELECT 'kz-229/rules/' || norm AS norm, number, occasion,
    CASE
        WHEN exempt <> '' THEN 'not-applicable'
        WHEN doubt IN ('ghost', 'country') THEN 'indeterminate'
        ELSE outcomes.verdict
    END AS verdict,
    CASE
        WHEN exempt <> '' THEN exempt
        WHEN doubt = 'ghost' THEN 'bad-data'
        WHEN doubt = 'country' THEN 'missing-data'
        ELSE outcomes.reason
    END AS reason
FROM exempted JOIN outcomes USING (fate);

CREATE VIEW every_duty AS
SELECT norm, case_name(number) AS subject, occasion, verdict, reason FROM duties
ORDER BY norm, number, occasion;
