-- Whether the token of a challenge came along.
ALTER TABLE referrals ADD COLUMN challenged INTEGER NOT NULL DEFAULT 0;
