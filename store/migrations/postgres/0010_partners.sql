-- The vendor's partners. Whoever refers no more stays, with what was agreed.
CREATE TABLE partners (
    -- By which pages and tokens name the partner.
    id TEXT COLLATE "C" PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    -- The address of record, in small letters.
    email TEXT COLLATE "C",
    -- Each in a line: people, websites that may refer, public keys that sign the partner's tokens, and programs.
    contacts TEXT COLLATE "C" NOT NULL,
    websites TEXT COLLATE "C" NOT NULL,
    keys TEXT COLLATE "C" NOT NULL,
    programs TEXT COLLATE "C" NOT NULL,
    language TEXT COLLATE "C",
    -- What rules may read.
    country TEXT COLLATE "C",
    domain TEXT COLLATE "C",
    level TEXT COLLATE "C",
    -- The id of the referral by which the partner applied.
    application TEXT COLLATE "C" UNIQUE,
    -- The mail that invites, the SHA-256 of the secret in its link, and when the link ends.
    invitation TEXT COLLATE "C" UNIQUE,
    invitation_sha256 BYTEA UNIQUE,
    invitation_ends_at BIGINT,
    added_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX partners_email ON partners (email);

-- What partners have agreed to.
CREATE TABLE partner_agreements (
    partner TEXT COLLATE "C" NOT NULL REFERENCES partners (id),
    program TEXT COLLATE "C" NOT NULL,
    -- The SHA-256 of the agreement, in hexadecimal.
    sha256 TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    accepted_at BIGINT NOT NULL,
    -- The name of the person who accepted it.
    accepted_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (partner, program, sha256)
);

-- Links to addresses of record. Each works once.
CREATE TABLE entry_links (
    -- The id of the mail.
    id TEXT COLLATE "C" PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    -- The SHA-256 of the link's secret. NULL until the mail is sent.
    sha256 BYTEA UNIQUE,
    ends_at BIGINT NOT NULL,
    used_at BIGINT
);

-- Where partners have come in by such a link.
CREATE TABLE partner_sessions (
    -- The SHA-256 of the cookie's secret.
    sha256 BYTEA PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    begun_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
