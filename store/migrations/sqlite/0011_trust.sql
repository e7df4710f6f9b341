-- The salt of the hashes of a lead, in its receipt and beside it. It is erased with the lead: then nobody can try which lead
-- they are of. Referrals of before have none.
CREATE TABLE lead_salts (
    referral INTEGER PRIMARY KEY REFERENCES referrals (number),
    salt TEXT NOT NULL
) STRICT;

-- The last day on which the referral protects its customer (RFC 3339 full-date). Referrals of before have it in their receipt.
ALTER TABLE referrals ADD COLUMN protected_until TEXT;
-- When somebody of the vendor's said that it is not a machine's, after all.
ALTER TABLE referrals ADD COLUMN cleared_at TEXT;

-- Feedback passes the same gate as leads.
ALTER TABLE feedback ADD COLUMN attributed_by TEXT NOT NULL DEFAULT 'claim';
ALTER TABLE feedback ADD COLUMN suspicion TEXT;

-- To whom a delivery goes: the program, and the destination's name in its `relay.json`. One receiver that is slow must not
-- delay what goes to another.
ALTER TABLE deliveries ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
UPDATE deliveries SET receiver =
    (SELECT program FROM referrals WHERE referrals.number = deliveries.referral) || '/' || destination;
CREATE INDEX deliveries_of_receiver ON deliveries (receiver, due) WHERE state = 'waiting';
