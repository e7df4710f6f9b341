-- SQLite copies each page of a table that several rows go into at once, in case the last of them is refused. It need not if the
-- referral is looked up when the transaction ends.
DROP TRIGGER names_go_with_the_lead;

CREATE TABLE new_referral_words (
    referral INTEGER NOT NULL REFERENCES referrals (number) DEFERRABLE INITIALLY DEFERRED,
    word TEXT NOT NULL,
    PRIMARY KEY (referral, word)
) STRICT, WITHOUT ROWID;
INSERT INTO new_referral_words (referral, word) SELECT referral, word FROM referral_words;
DROP TABLE referral_words;
ALTER TABLE new_referral_words RENAME TO referral_words;
CREATE INDEX referrals_of_word ON referral_words (word, referral);

CREATE TABLE new_customers (
    program TEXT NOT NULL,
    customer TEXT NOT NULL,
    referral INTEGER NOT NULL REFERENCES referrals (number) DEFERRABLE INITIALLY DEFERRED,
    -- RFC 3339 full-date.
    until TEXT NOT NULL,
    PRIMARY KEY (program, customer, referral)
) STRICT, WITHOUT ROWID;
INSERT INTO new_customers (program, customer, referral, until) SELECT program, customer, referral, until FROM customers;
DROP TABLE customers;
ALTER TABLE new_customers RENAME TO customers;
CREATE INDEX customers_of_referral ON customers (referral);

-- Whoever erases a lead erases its words, and its customer's names.
CREATE TRIGGER names_go_with_the_lead AFTER UPDATE OF lead ON referrals WHEN new.lead IS NOT old.lead BEGIN
    DELETE FROM referral_words WHERE referral = new.number;
    UPDATE refused_leads SET customers = '[]' WHERE referral = new.number;
END;
