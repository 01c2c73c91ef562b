-- What this installation knows about itself: its hash key, the menu it published, its last restore.
CREATE TABLE install (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
INSERT INTO install (key, value) VALUES ('hash_key', lower(hex(randomblob(16))));

-- Keyed hashes of people who had their data deleted, so that an old backup does not bring it back.
CREATE TABLE forgotten (
    who TEXT PRIMARY KEY,
    since_ms INTEGER NOT NULL
);
