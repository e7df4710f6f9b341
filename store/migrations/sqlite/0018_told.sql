-- Whether an event is queued for all who are told of it. Nobody is told of what happened before.
ALTER TABLE events ADD COLUMN told INTEGER NOT NULL DEFAULT FALSE;
UPDATE events SET told = TRUE;
CREATE INDEX events_to_tell ON events (number) WHERE told = FALSE;

-- The language of the form (BCP 47), in which its partner is written to.
ALTER TABLE referrals ADD COLUMN language TEXT;

-- A destination gets a referral once, and each of its events once. A digest belongs to no referral.
DROP VIEW deliveries_of;
CREATE TABLE new_deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Says to the receiver whether it has it already: the same for every attempt.
    id TEXT NOT NULL UNIQUE,
    referral INTEGER REFERENCES referrals (number),
    -- The revision of the event; 0 for the referral itself, and for a digest.
    sequence INTEGER NOT NULL DEFAULT 0,
    destination TEXT NOT NULL,
    -- To whom it goes: the program, and the destination's name.
    receiver TEXT NOT NULL,
    -- waiting, delivered, failed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL,
    until INTEGER NOT NULL,
    -- What was made in the receiver's system before the lead, by name: ids as JSON.
    made TEXT NOT NULL DEFAULT '{}',
    -- Who brings it, and until when nobody else does.
    lease TEXT,
    lease_until INTEGER,
    UNIQUE (referral, destination, sequence)
) STRICT;
INSERT INTO new_deliveries
    (number, id, referral, destination, receiver, state, attempts, due, until, made, lease, lease_until)
SELECT number, id, referral, destination, receiver, state, attempts, due, until, made, lease, lease_until FROM deliveries;
CREATE TABLE new_attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES new_deliveries (number),
    at INTEGER NOT NULL,
    took_ms INTEGER NOT NULL,
    -- Of HTTP or SMTP, where there was an answer.
    status INTEGER,
    error TEXT
) STRICT;
INSERT INTO new_attempts (number, delivery, at, took_ms, status, error)
SELECT number, delivery, at, took_ms, status, error FROM delivery_attempts;
DROP TABLE delivery_attempts;
DROP TABLE deliveries;
ALTER TABLE new_deliveries RENAME TO deliveries;
ALTER TABLE new_attempts RENAME TO delivery_attempts;
CREATE INDEX deliveries_due ON deliveries (due) WHERE state = 'waiting';
CREATE INDEX deliveries_of_receiver ON deliveries (receiver, due) WHERE state = 'waiting';
CREATE INDEX deliveries_leased ON deliveries (lease) WHERE lease IS NOT NULL;
CREATE INDEX deliveries_failed ON deliveries (due) WHERE state = 'failed';
CREATE INDEX attempts_of_delivery ON delivery_attempts (delivery, number);

CREATE VIEW deliveries_of AS
    SELECT deliveries.number, deliveries.id, referrals.id AS referral, referrals.program, deliveries.sequence,
        events.name AS event, deliveries.destination, deliveries.state, deliveries.attempts, deliveries.due,
        deliveries.until, deliveries.made
    FROM deliveries LEFT JOIN referrals ON referrals.number = deliveries.referral
    LEFT JOIN events ON events.referral = deliveries.referral AND events.revision = deliveries.sequence;

-- The links by which partners see their referral: of each the SHA-256 alone.
CREATE TABLE partner_links (
    sha256 BLOB PRIMARY KEY,
    referral INTEGER NOT NULL REFERENCES referrals (number),
    made_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX links_of_referral ON partner_links (referral);
