-- The facts of the partner with which the rules judged the referral, in JSON. NULL if its program lists none.
ALTER TABLE referrals ADD COLUMN partner_facts TEXT;
