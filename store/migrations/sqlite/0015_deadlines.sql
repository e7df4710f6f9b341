-- The vendor's business hours, each time that somebody has set them: the newest hold.
CREATE TABLE calendars (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- JSON, as it was checked.
    calendar TEXT NOT NULL,
    since INTEGER NOT NULL,
    -- The id of the user who set them.
    user_id TEXT NOT NULL
) STRICT;

-- What is owed, since when and by when, and when it was done: a list in JSON.
ALTER TABLE referrals ADD COLUMN duties TEXT NOT NULL DEFAULT '[]';
-- By when the vendor must do something next.
ALTER TABLE referrals ADD COLUMN next_due INTEGER;
CREATE INDEX referrals_due ON referrals (next_due) WHERE next_due IS NOT NULL;

-- Referrals on which nobody has worked for long.
CREATE INDEX referrals_untouched ON referrals (touched_at) WHERE status IN ('in-review', 'accepted');
