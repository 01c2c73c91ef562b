-- Updates as they came in; raw is dropped once the update is done.
-- state: 0 waiting, 1 done, 2 quarantined (could not be read, or failed too often).
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER NOT NULL UNIQUE,
    raw TEXT,
    received_ms INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX inbox_waiting ON inbox (id) WHERE state = 0;
CREATE INDEX inbox_received ON inbox (received_ms);
