-- What mails to partners tell that is no event of a referral.
CREATE TABLE partner_mails (
    -- The id of the mail.
    id TEXT PRIMARY KEY,
    -- Of a mail that tells of a new address of record: the partner, the old address, to which it goes, and the new one, hidden in part.
    partner TEXT,
    email TEXT,
    new_address TEXT,
    -- The answer to feedback that it brings.
    answer INTEGER REFERENCES feedback_answers (number),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX partner_mails_at ON partner_mails (at);
