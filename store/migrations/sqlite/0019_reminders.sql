-- When people are reminded next of what the vendor owes (milliseconds since 1970). 0: that is not known yet. So the endpoint looks
-- at what was open before there were reminders, and gives a deadline to those in review that have none.
ALTER TABLE referrals ADD COLUMN next_reminder INTEGER DEFAULT 0;
UPDATE referrals SET next_reminder = NULL WHERE next_due IS NULL AND status <> 'in-review';
CREATE INDEX referrals_reminded ON referrals (next_reminder, number) WHERE next_reminder IS NOT NULL;

-- What became of leads in review, for the record of a program.
CREATE INDEX events_decided ON events (at) WHERE name IN ('accepted', 'declined', 'expired');
