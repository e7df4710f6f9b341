-- What mails to partners tell that is no event of a referral.
CREATE TABLE partner_mails (
    -- The id of the mail.
    id TEXT COLLATE "C" PRIMARY KEY,
    -- Of a mail that tells of a new address of record: the partner, the old address, to which it goes, and the new one, hidden in part.
    partner TEXT COLLATE "C",
    email TEXT COLLATE "C",
    new_address TEXT COLLATE "C",
    -- The answer to feedback that it brings.
    answer BIGINT REFERENCES feedback_answers (number),
    at BIGINT NOT NULL
);
CREATE INDEX partner_mails_at ON partner_mails (at);
