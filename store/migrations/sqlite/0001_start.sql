-- A good pair of program.json and script, kept for ever: it proves what a referral was judged by.
CREATE TABLE releases (
    program TEXT NOT NULL,
    program_hash TEXT NOT NULL,
    rules_hash TEXT NOT NULL,
    program_json TEXT NOT NULL,
    script TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    PRIMARY KEY (program, program_hash, rules_hash)
) STRICT;

-- The release in service. A vendor may go back to an older one, so the newest is not always it.
CREATE TABLE current_releases (
    program TEXT PRIMARY KEY,
    program_hash TEXT NOT NULL,
    rules_hash TEXT NOT NULL,
    FOREIGN KEY (program, program_hash, rules_hash) REFERENCES releases
) STRICT;

CREATE TABLE referrals (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    program TEXT NOT NULL,
    program_version TEXT NOT NULL,
    program_hash TEXT NOT NULL,
    rules_hash TEXT NOT NULL,
    -- SHA-256 of program and lead: whether a key comes again with the same lead.
    fingerprint TEXT NOT NULL,
    lead_fingerprint TEXT NOT NULL,
    -- JSON as it was posted.
    lead TEXT NOT NULL,
    attribution TEXT NOT NULL,
    agreement TEXT NOT NULL,
    claimed_versions TEXT NOT NULL,
    claimed_verdict TEXT,
    verdict TEXT NOT NULL,
    verdicts_agree INTEGER,
    -- The answer, byte for byte, so that a repeated submission gets the same.
    receipt TEXT NOT NULL,
    status TEXT NOT NULL,
    received_at TEXT NOT NULL,
    FOREIGN KEY (program, program_hash, rules_hash) REFERENCES releases
) STRICT;

CREATE INDEX referrals_of_program ON referrals (program, number);

CREATE TABLE status_history (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    referral INTEGER NOT NULL REFERENCES referrals (number),
    status TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

CREATE INDEX history_of_referral ON status_history (referral, number);

-- SHA-256 of the vendor's token: one row at most.
CREATE TABLE vendor_token (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sha256 BLOB NOT NULL
) STRICT;
