-- Why a submission may be a machine's: a list of sentences in JSON; null where nothing speaks for it.
ALTER TABLE referrals ADD COLUMN suspicion TEXT;
