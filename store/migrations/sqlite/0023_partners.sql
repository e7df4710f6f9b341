-- The vendor's partners. Whoever refers no more stays, with what was agreed.
CREATE TABLE partners (
    -- By which pages and tokens name the partner.
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- The address of record, in small letters.
    email TEXT,
    -- Each in a line: people, websites that may refer, public keys that sign the partner's tokens, and programs.
    contacts TEXT NOT NULL,
    websites TEXT NOT NULL,
    keys TEXT NOT NULL,
    programs TEXT NOT NULL,
    language TEXT,
    -- What rules may read.
    country TEXT,
    domain TEXT,
    level TEXT,
    -- The id of the referral by which the partner applied.
    application TEXT UNIQUE,
    -- The mail that invites, the SHA-256 of the secret in its link, and when the link ends.
    invitation TEXT UNIQUE,
    invitation_sha256 BLOB UNIQUE,
    invitation_ends_at INTEGER,
    added_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX partners_email ON partners (email);

-- What partners have agreed to.
CREATE TABLE partner_agreements (
    partner TEXT NOT NULL REFERENCES partners (id),
    program TEXT NOT NULL,
    -- The SHA-256 of the agreement, in hexadecimal.
    sha256 TEXT NOT NULL,
    version TEXT NOT NULL,
    accepted_at INTEGER NOT NULL,
    -- The name of the person who accepted it.
    accepted_by TEXT NOT NULL,
    PRIMARY KEY (partner, program, sha256)
) STRICT;

-- Links to addresses of record. Each works once.
CREATE TABLE entry_links (
    -- The id of the mail.
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL,
    -- The SHA-256 of the link's secret. NULL until the mail is sent.
    sha256 BLOB UNIQUE,
    ends_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

-- Where partners have come in by such a link.
CREATE TABLE partner_sessions (
    -- The SHA-256 of the cookie's secret.
    sha256 BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
