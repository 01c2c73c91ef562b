-- Several games over days with one table. stage: waiting, lobby, over.
CREATE TABLE trivia_tournament (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    setup TEXT NOT NULL,
    games INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    zone TEXT NOT NULL,
    next_ms INTEGER NOT NULL,
    played INTEGER NOT NULL DEFAULT 0,
    stage TEXT NOT NULL DEFAULT 'waiting'
);
CREATE INDEX trivia_tournament_due ON trivia_tournament (next_ms) WHERE stage <> 'over';

-- Where a tournament is played, or wants to be until the admins of all other places have agreed.
CREATE TABLE trivia_venue (
    id INTEGER PRIMARY KEY,
    tournament_id INTEGER NOT NULL REFERENCES trivia_tournament (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL,
    topic INTEGER NOT NULL DEFAULT 0,
    title TEXT NOT NULL,
    agreed INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tournament_id, chat_id, topic)
);
CREATE INDEX trivia_venue_chat ON trivia_venue (chat_id, topic);

-- Which place has agreed that which other one takes part.
CREATE TABLE trivia_consent (
    venue_id INTEGER NOT NULL REFERENCES trivia_venue (id) ON DELETE CASCADE,
    by_venue_id INTEGER NOT NULL REFERENCES trivia_venue (id) ON DELETE CASCADE,
    PRIMARY KEY (venue_id, by_venue_id)
);
