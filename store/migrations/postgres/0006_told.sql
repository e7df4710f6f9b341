-- Whether an event is queued for all who are told of it. Nobody is told of what happened before.
ALTER TABLE events ADD COLUMN told BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE events ALTER COLUMN told SET DEFAULT FALSE;
CREATE INDEX events_to_tell ON events (number) WHERE told = FALSE;

-- The language of the form (BCP 47), in which its partner is written to.
ALTER TABLE referrals ADD COLUMN language TEXT COLLATE "C";

-- A destination gets a referral once, and each of its events once. A digest belongs to no referral.
DROP VIEW deliveries_of;
-- The revision of the event; 0 for the referral itself, and for a digest.
ALTER TABLE deliveries ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE deliveries ALTER COLUMN referral DROP NOT NULL;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_referral_destination_key;
ALTER TABLE deliveries ADD UNIQUE (referral, destination, sequence);
CREATE INDEX deliveries_failed ON deliveries (due) WHERE state = 'failed';

CREATE VIEW deliveries_of AS
    SELECT deliveries.number, deliveries.id, referrals.id AS referral, referrals.program, deliveries.sequence,
        events.name AS event, deliveries.destination, deliveries.state, deliveries.attempts, deliveries.due,
        deliveries.until, deliveries.made
    FROM deliveries LEFT JOIN referrals ON referrals.number = deliveries.referral
    LEFT JOIN events ON events.referral = deliveries.referral AND events.revision = deliveries.sequence;

-- The links by which partners see their referral: of each the SHA-256 alone.
CREATE TABLE partner_links (
    sha256 BYTEA PRIMARY KEY,
    referral BIGINT NOT NULL REFERENCES referrals (number),
    made_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX links_of_referral ON partner_links (referral);
