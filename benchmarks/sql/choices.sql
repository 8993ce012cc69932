-- What is chosen before any fact: for each case its plot, for each of its occasions the fate of
-- every duty. Nothing here computes a verdict from a date: dates follow from fates, in facts.sql.
-- Variables: seed, cases; violated, undecided and edging (shares between 0 and 1).
--
-- Ages of cases: `before` was detected a microsecond before the commencement, `first` at it; of a
-- `young` one the notice is not yet due at the moment asked about, of a `middle` one the
-- escalation; a `future` one is detected after that moment. With an `old` one all terms are over.

CREATE MACRO draw(number, what) AS
    (hash(number, what, getvariable('seed')) % 1000000)::BIGINT;
CREATE MACRO among(number, what, size) AS
    (hash(number, what, getvariable('seed'), 'among') % size)::BIGINT;

CREATE TABLE plots AS
WITH fallible AS (
    SELECT number, draw(number, 'wrong') < getvariable('violated') * 1000000 AS wrong
    FROM range(getvariable('cases')) AS cases(number)
), aged AS (
    SELECT *, CASE
        WHEN wrong THEN 'old'
        WHEN draw(number, 'age') < getvariable('edging') * 1000000
            THEN ['before', 'first', 'young', 'middle', 'future'][among(number, 'ages', 5) + 1]
        ELSE 'old'
    END AS age
    FROM fallible
), doubted AS (
    SELECT *, CASE
        WHEN wrong OR age <> 'old' OR draw(number, 'doubt') >= getvariable('undecided') * 1000000
            THEN ''
        ELSE ['country', 'ghost', 'receipt', 'content', 'first'][among(number, 'doubts', 5) + 1]
    END AS doubt
    FROM aged
), placed AS (
    SELECT *,
        CASE
            WHEN draw(number, 'kind') < 400000 THEN 'event'
            WHEN draw(number, 'kind') < 900000 OR age <> 'old' OR doubt <> '' THEN 'incident'
            ELSE 'upgraded'
        END AS kind,
        CASE
            WHEN doubt = 'country' THEN 'unknown'
            WHEN wrong OR age <> 'old' OR doubt <> '' OR draw(number, 'scope') >= 40000 THEN 'in'
            WHEN draw(number, 'scope') < 10000 THEN 'work-type'
            WHEN draw(number, 'scope') < 15000 THEN 'territory'
            ELSE ['private', 'secret', 'system', 'network', 'bank'][among(number, 'out', 5) + 1]
        END AS scope,
        -- How old a `young` or a `middle` case is; `middle`: at the end of the 48 hours, a
        -- microsecond later, somewhere between, at the end of the grace.
        among(number, 'stage', 4) AS stage,
        age IN ('old', 'before', 'first')
            AND (wrong OR doubt <> '' OR draw(number, 'closed') < 900000) AS closed
    FROM doubted
), aimed AS (
    SELECT *, CASE
        WHEN NOT wrong THEN ''
        WHEN kind = 'event' THEN ['mo', 'knb', 'reply', 'analysis'][among(number, 'aim', 4) + 1]
        ELSE ['mo', 'knb', 'reply', 'analysis', 'auth', 'up-knb', 'advice', 'containment', 'visit']
            [among(number, 'aim', 9) + 1]
    END AS aim
    FROM placed
)
SELECT *,
    CASE
        WHEN age = 'future' THEN 'idle'
        WHEN wrong AND (aim = 'analysis' OR draw(number, 'analysis!') < 250000)
            THEN ['late-edge', 'late', 'missing'][among(number, 'analysis', 3) + 1]
        WHEN NOT closed AND draw(number, 'analysis') < 500000 THEN 'waiting'
        WHEN age = 'young' THEN 'waiting'
        WHEN closed AND draw(number, 'analysis') < 150000 THEN 'edge'
        ELSE 'inside'
    END AS analysis,
    CASE
        WHEN kind = 'event' OR age = 'future' THEN 'idle'
        WHEN wrong AND (aim = 'containment' OR draw(number, 'containment!') < 250000)
            THEN ['late-edge', 'late', 'denied'][among(number, 'containment', 3) + 1]
        WHEN draw(number, 'containment') < 500000 THEN 'idle'
        WHEN draw(number, 'containment') < 600000 THEN 'unflagged'
        WHEN age = 'young' OR NOT closed AND draw(number, 'containment') < 800000 THEN 'waiting'
        WHEN draw(number, 'containment') < 700000 THEN 'stated'
        WHEN draw(number, 'containment') < 750000 AND closed THEN 'unstated'
        WHEN draw(number, 'containment') < 800000 AND closed THEN 'edge'
        ELSE 'inside'
    END AS containment,
    CASE
        WHEN kind = 'event' OR age = 'future' THEN 'idle'
        WHEN wrong AND (aim = 'visit' OR draw(number, 'visit!') < 250000)
            THEN ['late-edge', 'late', 'denied'][among(number, 'visit', 3) + 1]
        WHEN draw(number, 'visit') < 700000 THEN 'idle'
        WHEN draw(number, 'visit') < 750000 THEN 'unflagged'
        WHEN age = 'young' OR NOT closed AND draw(number, 'visit') < 900000 THEN 'waiting'
        WHEN draw(number, 'visit') < 820000 THEN 'stated'
        WHEN draw(number, 'visit') < 850000 AND closed THEN 'unstated'
        WHEN draw(number, 'visit') < 900000 AND closed THEN 'edge'
        ELSE 'inside'
    END AS visit
FROM aimed;

CREATE TABLE fates AS
WITH occasions AS (
    SELECT *, number * 2 + (kind = 'upgraded' AND occasion = 'incident')::BIGINT AS draws
    FROM (
        SELECT * EXCLUDE (analysis, containment, visit),
            unnest(CASE kind
                WHEN 'event' THEN ['event']
                WHEN 'incident' THEN ['incident']
                ELSE ['event', 'incident']
            END) AS occasion
        FROM plots
    )
), meant AS (
    SELECT * REPLACE (CASE WHEN kind = 'upgraded' AND occasion = 'event' THEN '' ELSE aim END AS aim)
    FROM occasions
), lapsed AS (
    SELECT *,
        CASE
            WHEN occasion = 'event' THEN 'event'
            WHEN age IN ('young', 'future') THEN 'open'
            WHEN age = 'middle' THEN 'open'
            WHEN aim IN ('auth', 'up-knb') OR draw(draws, 'eliminated') < 300000
                THEN ['never', 'half', 'after'][among(draws, 'eliminated', 3) + 1]
            WHEN draw(draws, 'eliminated') < 500000 THEN 'edge'
            ELSE 'inside'
        END AS eliminated
    FROM meant
), told AS (
    SELECT *,
        CASE
            WHEN age = 'future' THEN 'idle'
            WHEN age = 'young' THEN 'waiting'
            WHEN age = 'middle' OR doubt <> '' THEN 'inside'
            WHEN wrong AND (aim = 'mo' OR draw(draws, 'mo!') < 250000) THEN CASE
                WHEN aim = 'reply' OR draw(draws, 'mo') < 500000
                    THEN ['late-edge', 'late'][among(draws, 'mo', 2) + 1]
                ELSE ['missing', 'failed', 'astray', 'lapsed'][among(draws, 'mo', 4) + 1]
            END
            WHEN draw(draws, 'mo') < 150000 THEN 'edge'
            WHEN draw(draws, 'mo') < 250000 THEN 'near'
            WHEN draw(draws, 'mo') < 350000 THEN 'person'
            ELSE 'inside'
        END AS mo,
        CASE
            WHEN age = 'future' THEN 'idle'
            WHEN age = 'young' THEN 'waiting'
            WHEN age = 'middle' OR doubt <> '' THEN 'inside'
            WHEN wrong AND (aim = 'knb' OR draw(draws, 'knb!') < 250000)
                THEN ['late-edge', 'late', 'missing', 'failed', 'astray'][among(draws, 'knb', 5) + 1]
            WHEN draw(draws, 'knb') < 150000 THEN 'edge'
            WHEN draw(draws, 'knb') < 250000 THEN 'near'
            ELSE 'inside'
        END AS knb,
        CASE
            WHEN eliminated = 'event' THEN 'none'
            WHEN age IN ('young', 'future') OR eliminated IN ('edge', 'inside') THEN 'idle'
            WHEN age = 'middle' THEN 'waiting'
            WHEN wrong AND (aim = 'auth' OR draw(draws, 'auth!') < 250000)
                THEN ['missing', 'failed', 'premature-edge', 'premature', 'astray']
                    [among(draws, 'auth', 5) + 1]
            WHEN draw(draws, 'auth') < 300000 THEN 'edge'
            WHEN draw(draws, 'auth') < 700000 THEN 'inside'
            ELSE 'beyond'
        END AS auth,
        CASE
            WHEN eliminated = 'event' THEN 'none'
            WHEN age IN ('young', 'future') OR eliminated IN ('edge', 'inside') THEN 'idle'
            WHEN age = 'middle' THEN 'waiting'
            WHEN wrong AND (aim = 'up-knb' OR draw(draws, 'up-knb!') < 250000)
                THEN ['missing', 'failed', 'premature-edge', 'premature', 'astray']
                    [among(draws, 'up-knb', 5) + 1]
            WHEN draw(draws, 'up-knb') < 300000 THEN 'edge'
            WHEN draw(draws, 'up-knb') < 700000 THEN 'inside'
            ELSE 'beyond'
        END AS up_knb,
        CASE
            WHEN occasion = 'event' THEN 'none'
            WHEN age = 'future' THEN 'idle'
            WHEN wrong AND (aim = 'advice' OR draw(draws, 'advice!') < 250000)
                THEN ['late-edge', 'late', 'missing', 'failed', 'astray']
                    [among(draws, 'advice', 5) + 1]
            WHEN age = 'young' OR NOT closed AND draw(draws, 'advice') < 500000 THEN 'waiting'
            WHEN closed AND draw(draws, 'advice') < 150000 THEN 'edge'
            WHEN draw(draws, 'advice') < 250000 THEN 'person'
            ELSE 'inside'
        END AS advice
    FROM lapsed
), astray AS (
    -- What went astray is astray for both limbs: where it is the only trace, it is the reason.
    SELECT * REPLACE (
        CASE WHEN mo IN ('missing', 'failed') AND knb = 'astray' THEN 'astray' ELSE mo END AS mo,
        CASE WHEN knb IN ('missing', 'failed') AND mo IN ('astray', 'lapsed') THEN 'astray'
            ELSE knb END AS knb,
        CASE WHEN auth IN ('missing', 'failed') AND up_knb = 'astray' THEN 'astray'
            WHEN age = 'middle' AND stage = 0 AND auth = 'waiting' THEN 'idle'
            ELSE auth END AS auth,
        CASE WHEN up_knb IN ('missing', 'failed') AND auth = 'astray' THEN 'astray'
            WHEN age = 'middle' AND stage = 0 AND up_knb = 'waiting' THEN 'idle'
            ELSE up_knb END AS up_knb
    )
    FROM told
)
SELECT *, CASE
    WHEN age IN ('young', 'future') OR mo IN ('missing', 'failed', 'astray', 'lapsed') THEN 'idle'
    WHEN doubt = 'receipt' THEN 'unreceived'
    WHEN doubt = 'content' THEN 'content'
    WHEN doubt = 'first' THEN 'first'
    WHEN age = 'middle' AND stage < 2 AND draw(draws, 'reply') < 500000 THEN 'waiting'
    WHEN age = 'middle' THEN 'inside'
    WHEN wrong AND (aim = 'reply' OR draw(draws, 'reply!') < 250000) THEN CASE
        WHEN kind = 'upgraded' THEN ['late-edge', 'late'][among(draws, 'reply', 2) + 1]
        ELSE ['late-edge', 'late', 'missing', 'incomplete', 'astray'][among(draws, 'reply', 5) + 1]
    END
    WHEN draw(draws, 'reply') < 150000 THEN 'edge'
    WHEN draw(draws, 'reply') < 200000 AND kind <> 'upgraded' THEN 'unrecorded-edge'
    WHEN draw(draws, 'reply') < 250000 AND kind <> 'upgraded' THEN 'unrecorded'
    WHEN draw(draws, 'reply') < 350000 THEN 'person'
    ELSE 'inside'
END AS reply
FROM astray;
