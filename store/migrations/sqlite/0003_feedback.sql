-- What partners think of a program.
CREATE TABLE feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    program TEXT NOT NULL,
    program_version TEXT NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    email TEXT,
    attribution TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;
