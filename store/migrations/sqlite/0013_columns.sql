-- Points in time are milliseconds since 1970, as in the queue of deliveries. All were written as 2026-11-30T05:00:00.000Z.
ALTER TABLE referrals ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
UPDATE referrals SET received = unixepoch(substr(received_at, 1, 19)) * 1000 + CAST(substr(received_at, 21, 3) AS INTEGER);
ALTER TABLE referrals DROP COLUMN received_at;
ALTER TABLE referrals RENAME COLUMN received TO received_at;

ALTER TABLE referrals ADD COLUMN cleared INTEGER;
UPDATE referrals SET cleared = unixepoch(substr(cleared_at, 1, 19)) * 1000 + CAST(substr(cleared_at, 21, 3) AS INTEGER)
WHERE cleared_at IS NOT NULL;
ALTER TABLE referrals DROP COLUMN cleared_at;
ALTER TABLE referrals RENAME COLUMN cleared TO cleared_at;

ALTER TABLE status_history ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE status_history SET since = unixepoch(substr(at, 1, 19)) * 1000 + CAST(substr(at, 21, 3) AS INTEGER);
ALTER TABLE status_history DROP COLUMN at;
ALTER TABLE status_history RENAME COLUMN since TO at;

ALTER TABLE feedback ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
UPDATE feedback SET received = unixepoch(substr(received_at, 1, 19)) * 1000 + CAST(substr(received_at, 21, 3) AS INTEGER);
ALTER TABLE feedback DROP COLUMN received_at;
ALTER TABLE feedback RENAME COLUMN received TO received_at;

ALTER TABLE releases ADD COLUMN first INTEGER NOT NULL DEFAULT 0;
UPDATE releases SET first = unixepoch(substr(first_seen, 1, 19)) * 1000 + CAST(substr(first_seen, 21, 3) AS INTEGER);
ALTER TABLE releases DROP COLUMN first_seen;
ALTER TABLE releases RENAME COLUMN first TO first_seen;

ALTER TABLE delivery_attempts ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
UPDATE delivery_attempts SET made = unixepoch(substr(at, 1, 19)) * 1000 + CAST(substr(at, 21, 3) AS INTEGER);
ALTER TABLE delivery_attempts DROP COLUMN at;
ALTER TABLE delivery_attempts RENAME COLUMN made TO at;

-- The newest key is the one with the largest number, in every database.
CREATE TABLE numbered_keys (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    public TEXT NOT NULL UNIQUE,
    pem TEXT,
    since INTEGER NOT NULL
) STRICT;
INSERT INTO numbered_keys (public, pem, since)
SELECT public, pem, unixepoch(substr(since, 1, 19)) * 1000 + CAST(substr(since, 21, 3) AS INTEGER)
FROM signing_keys ORDER BY rowid;
DROP TABLE signing_keys;
ALTER TABLE numbered_keys RENAME TO signing_keys;

-- Who refers, beside the whole attribution.
ALTER TABLE referrals ADD COLUMN partner TEXT;
UPDATE referrals SET partner = attribution ->> '$.partner' WHERE json_valid(attribution);
CREATE INDEX referrals_of_partner ON referrals (partner, number);

-- The same condition as it is asked.
DROP INDEX referrals_to_relay;
CREATE INDEX referrals_to_relay ON referrals (number) WHERE relayed = FALSE;

-- Who brings a delivery, and until when nobody else does (milliseconds since 1970).
ALTER TABLE deliveries ADD COLUMN lease TEXT;
ALTER TABLE deliveries ADD COLUMN lease_until INTEGER;
CREATE INDEX deliveries_leased ON deliveries (lease) WHERE lease IS NOT NULL;

-- What somebody has used up of what is granted. `who` is a hash.
CREATE TABLE quotas (
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    -- When all of it is there again, in microseconds since 1970.
    whole_at INTEGER NOT NULL,
    PRIMARY KEY (name, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotas_whole ON quotas (whole_at);

-- How often something has happened to somebody since a point in time, and until when that counts.
CREATE TABLE tallies (
    name TEXT NOT NULL,
    who TEXT NOT NULL,
    count INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (name, who)
) STRICT, WITHOUT ROWID;
CREATE INDEX tallies_over ON tallies (until);
