-- What happened to a referral: kept for ever, in order. Nothing that a person wrote stands here.
CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    referral INTEGER NOT NULL REFERENCES referrals (number),
    -- 1 for the first event of a referral, 2 for the second, and so on.
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    -- user, partner, clock
    actor TEXT NOT NULL,
    -- The user's id, where a user did it.
    user_id TEXT,
    -- received, accepted, declined, ...
    name TEXT NOT NULL,
    -- JSON: the name, or an object of the name and what belongs to it.
    event TEXT NOT NULL,
    UNIQUE (referral, revision)
) STRICT;

-- What was written along with an event. It can be erased.
CREATE TABLE event_texts (
    event INTEGER PRIMARY KEY REFERENCES events (number),
    -- For partner and desk.
    message TEXT,
    -- For the desk alone.
    note TEXT
) STRICT;

-- Commands that came with an idempotency key, so that none is carried out twice.
CREATE TABLE commands (
    referral INTEGER NOT NULL REFERENCES referrals (number),
    key TEXT NOT NULL,
    -- SHA-256 of the command: whether the key comes again with the same one.
    fingerprint TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (referral, key)
) STRICT, WITHOUT ROWID;

-- Where a referral stands: what its events have made of it.
ALTER TABLE referrals ADD COLUMN stage TEXT;
-- The id of the user who works on it.
ALTER TABLE referrals ADD COLUMN assignee TEXT;
ALTER TABLE referrals ADD COLUMN partner_asks INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE referrals ADD COLUMN desk_asks INTEGER NOT NULL DEFAULT FALSE;
-- What was won: an amount in minor units, its currency, and the day of the contract.
ALTER TABLE referrals ADD COLUMN deal_value INTEGER;
ALTER TABLE referrals ADD COLUMN deal_currency TEXT;
ALTER TABLE referrals ADD COLUMN deal_on TEXT;
-- When a person last did something.
ALTER TABLE referrals ADD COLUMN touched_at INTEGER NOT NULL DEFAULT 0;
-- How many events it has had.
ALTER TABLE referrals ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

-- What had happened before: a referral arrived, most with the protection of their customer; somebody may have accepted it, or
-- have said that no machine had sent it, from when on it protected.
INSERT INTO events (referral, revision, at, actor, user_id, name, event)
SELECT referral, row_number() OVER (PARTITION BY referral ORDER BY at, place), at, actor, user_id, name, event FROM (
    SELECT number AS referral, received_at AS at, 1 AS place, 'partner' AS actor, NULL AS user_id, 'received' AS name,
        '{"received":{"status":"' || coalesce((
            SELECT status_history.status FROM status_history WHERE referral = referrals.number
            ORDER BY status_history.number LIMIT 1
        ), status) || '"' || CASE
            WHEN cleared_at IS NULL AND protected_until IS NOT NULL THEN ',"protected_until":"' || protected_until || '"'
            ELSE ''
        END || '}}' AS event
    FROM referrals
    UNION ALL
    SELECT number, cleared_at, 2, 'user', 'token', 'cleared', '"cleared"' FROM referrals WHERE cleared_at IS NOT NULL
    UNION ALL
    SELECT referral, at, 3, 'user', 'token', 'accepted', '"accepted"' FROM status_history
    WHERE status = 'accepted' AND EXISTS (
        SELECT * FROM status_history AS earlier
        WHERE earlier.referral = status_history.referral AND earlier.number < status_history.number
    )
    UNION ALL
    SELECT number, cleared_at, 4, 'user', 'token', 'protected', '{"protected":{"until":"' || protected_until || '"}}'
    FROM referrals WHERE cleared_at IS NOT NULL AND protected_until IS NOT NULL
) AS happened ORDER BY referral, at, place;
UPDATE referrals SET
    touched_at = (SELECT max(at) FROM events WHERE events.referral = referrals.number),
    revision = (SELECT count(*) FROM events WHERE events.referral = referrals.number);
DROP TABLE status_history;
