-- By what a customer is known again (`agreement.known_by`), and the last day on which the referral protects it. What was
-- referred before has no rows here.
CREATE TABLE customers (
    program TEXT NOT NULL,
    customer TEXT NOT NULL,
    referral INTEGER NOT NULL REFERENCES referrals (number),
    -- RFC 3339 full-date.
    until TEXT NOT NULL,
    PRIMARY KEY (program, customer, referral)
) STRICT, WITHOUT ROWID;
