-- What the endpoint brings to the vendor's other systems. Referrals of before are not brought anywhere.
ALTER TABLE referrals ADD COLUMN relayed INTEGER NOT NULL DEFAULT 1;
CREATE INDEX referrals_to_relay ON referrals (number) WHERE relayed = 0;

CREATE TABLE deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Says to the receiver whether it has it already: the same for every attempt.
    id TEXT NOT NULL UNIQUE,
    referral INTEGER NOT NULL REFERENCES referrals (number),
    destination TEXT NOT NULL,
    -- waiting, delivered, failed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Milliseconds since 1970.
    due INTEGER NOT NULL,
    until INTEGER NOT NULL,
    UNIQUE (referral, destination)
) STRICT;

CREATE INDEX deliveries_due ON deliveries (due) WHERE state = 'waiting';

CREATE TABLE delivery_attempts (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery INTEGER NOT NULL REFERENCES deliveries (number),
    at TEXT NOT NULL,
    took_ms INTEGER NOT NULL,
    -- HTTP, where there was an answer.
    status INTEGER,
    error TEXT
) STRICT;

CREATE INDEX attempts_of_delivery ON delivery_attempts (delivery, number);

CREATE VIEW deliveries_of AS
    SELECT deliveries.number, deliveries.id, referrals.id AS referral, program, destination, state, attempts, due, until
    FROM deliveries JOIN referrals ON referrals.number = deliveries.referral;
