-- The referral that feedback is about, if it is about one.
ALTER TABLE feedback ADD COLUMN referral INTEGER REFERENCES referrals (number);
CREATE INDEX feedback_of_referral ON feedback (referral);

-- Who said it, beside the whole attribution.
ALTER TABLE feedback ADD COLUMN partner TEXT;
UPDATE feedback SET partner = attribution ->> '$.partner' WHERE json_valid(attribution);
CREATE INDEX feedback_of_partner ON feedback (partner, number);

-- SHA-256 of the key with which its sender sees the answer. NULL for what is said of a referral, and for feedback of before.
ALTER TABLE feedback ADD COLUMN status_key BLOB;

-- What the vendor's people answer. The last answer counts.
CREATE TABLE feedback_answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    feedback INTEGER NOT NULL REFERENCES feedback (number),
    text TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX feedback_answers_of ON feedback_answers (feedback, number);
