-- The vendor's people. Whoever is removed stays as a name for what they did.
CREATE TABLE users (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    -- In small letters.
    email TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'manager', 'finance', 'viewer')),
    -- Argon2id (PHC string). NULL until one is chosen.
    password TEXT,
    -- The key of one-time codes (RFC 6238), in Base32, and the step of the last code that was used.
    totp_secret TEXT,
    totp_step INTEGER,
    -- The SHA-256 of the secret in the link that sets a password, and when the link ends.
    link_sha256 BLOB UNIQUE,
    link_ends_at INTEGER,
    added_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX users_email ON users (email) WHERE removed_at IS NULL;

-- Where people are signed in.
CREATE TABLE sessions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The SHA-256 of the cookie's secret.
    sha256 BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id),
    -- False until the one-time code was entered, where the user has some.
    confirmed INTEGER NOT NULL,
    -- What the browser calls itself.
    browser TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_user ON sessions (user_id);

-- The tokens by which other systems use the API.
CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 BLOB NOT NULL UNIQUE,
    -- What it may do: words with spaces between them.
    scopes TEXT NOT NULL,
    -- The id of the user who made it.
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER
) STRICT;
