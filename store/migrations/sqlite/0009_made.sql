-- What was made in a receiver's system before the lead, by name: ids as JSON. Another attempt makes none of it again.
ALTER TABLE deliveries ADD COLUMN made TEXT NOT NULL DEFAULT '{}';

DROP VIEW deliveries_of;
CREATE VIEW deliveries_of AS
    SELECT deliveries.number, deliveries.id, referrals.id AS referral, program, destination, state, attempts, due, until, made
    FROM deliveries JOIN referrals ON referrals.number = deliveries.referral;
