-- The keys that receipts were signed with. The private one is there where the endpoint has made it itself.
CREATE TABLE signing_keys (
    public TEXT PRIMARY KEY,
    pem TEXT,
    since TEXT NOT NULL
) STRICT;

-- The vendor's signature of a release, where there is one, and how far the counter of a program's signatures has come.
ALTER TABLE releases ADD COLUMN signature TEXT;
CREATE TABLE signature_counters (
    program TEXT PRIMARY KEY,
    counter INTEGER NOT NULL
) STRICT;
