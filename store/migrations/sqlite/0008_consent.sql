-- What the customer agreed to, in the words that were shown, as the partner confirmed it, and when.
ALTER TABLE referrals ADD COLUMN consent TEXT;
