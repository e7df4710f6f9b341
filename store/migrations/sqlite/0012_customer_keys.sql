-- By which rule, packages and lists the keys in `customers` were made: one row at most. Without one, they are of before, and
-- are made anew from the leads.
CREATE TABLE customer_keys (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    made_by TEXT NOT NULL
) STRICT;

CREATE INDEX customers_of_referral ON customers (referral);

-- Referrals that were made before this was kept have it in `customers` alone. Whoever was cleared too late protects nobody.
UPDATE referrals SET protected_until = (SELECT max(until) FROM customers WHERE referral = number)
WHERE protected_until IS NULL AND cleared_at IS NULL;
