-- Mistakes that readers reported: no id of who reported, only what was asked and said.
CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    question TEXT NOT NULL,
    understanding TEXT NOT NULL,
    answer TEXT NOT NULL,
    reported_ms INTEGER NOT NULL
);
CREATE INDEX report_reported ON report (reported_ms);
