-- The words by which people find a referral: those of the answers that are one line of text, each in one way of writing.
CREATE TABLE referral_words (
    referral INTEGER NOT NULL REFERENCES referrals (number),
    word TEXT NOT NULL,
    PRIMARY KEY (referral, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX referrals_of_word ON referral_words (word, referral);

-- Whether its words are there. Those of earlier referrals are made at the next start.
ALTER TABLE referrals ADD COLUMN has_words INTEGER NOT NULL DEFAULT FALSE;
CREATE INDEX referrals_without_words ON referrals (number) WHERE has_words = FALSE;

-- Leads that were refused, because another referral protects their customer: nothing that was answered is kept of them.
CREATE TABLE refused_leads (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The idempotency key of the submission, so that each is kept once.
    key TEXT NOT NULL UNIQUE,
    -- The referral that protects the customer.
    referral INTEGER NOT NULL REFERENCES referrals (number),
    at INTEGER NOT NULL,
    -- Who would have referred, and how that is known.
    partner TEXT,
    attributed_by TEXT NOT NULL,
    -- Whether it would have protected the customer, or a machine may have sent it: protects, asks.
    claim TEXT NOT NULL,
    -- By what the customer is known again: a list in JSON. It is emptied with the lead of the referral.
    customers TEXT NOT NULL
) STRICT;
CREATE INDEX refused_leads_of_referral ON refused_leads (referral, number);

-- Whoever erases a lead erases its words, and its customer's names.
CREATE TRIGGER names_go_with_the_lead AFTER UPDATE OF lead ON referrals WHEN new.lead IS NOT old.lead BEGIN
    DELETE FROM referral_words WHERE referral = new.number;
    UPDATE refused_leads SET customers = '[]' WHERE referral = new.number;
END;

-- The order of the desk's list: what is due next comes first. What the list can be narrowed by is in the index as well, so that
-- no referral is read that is not shown.
CREATE INDEX referrals_at_desk ON referrals (next_due, number, status, stage, program, partner, assignee);
DROP INDEX referrals_due;
CREATE INDEX referrals_suspected ON referrals (next_due, number) WHERE suspicion IS NOT NULL AND cleared_at IS NULL;
CREATE INDEX referrals_of_status ON referrals (status, number);
CREATE INDEX referrals_of_stage ON referrals (stage, number) WHERE stage IS NOT NULL;
CREATE INDEX referrals_of_assignee ON referrals (assignee, number) WHERE assignee IS NOT NULL;
CREATE INDEX referrals_of_period ON referrals (received_at, number);
