-- How it is known who referred: token, origin or claim; and the token's id (RFC 7519, jti).
ALTER TABLE referrals ADD COLUMN attributed_by TEXT NOT NULL DEFAULT 'claim';
ALTER TABLE referrals ADD COLUMN token_id TEXT;
