-- SHA-256 of the key with which the sender of a referral may act on it. Empty once the key was revoked. NULL where there never was
-- one: referrals of before have none.
ALTER TABLE referrals ADD COLUMN status_key BLOB;
