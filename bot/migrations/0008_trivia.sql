-- What a group has chosen for its games; starters: anyone or admins.
CREATE TABLE trivia_group (
    chat_id INTEGER PRIMARY KEY,
    setup TEXT NOT NULL,
    starters TEXT NOT NULL DEFAULT 'anyone'
);

-- One game in one chat and topic (0: none). phase: lobby, asking, pause, over.
-- due_ms: when the next step must be taken. said: whether the final table has been posted.
-- counted: whether its scores count on the group's board.
CREATE TABLE trivia_game (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat_id INTEGER NOT NULL,
    topic INTEGER NOT NULL DEFAULT 0,
    phase TEXT NOT NULL,
    setup TEXT NOT NULL,
    deck TEXT NOT NULL DEFAULT '[]',
    due_ms INTEGER NOT NULL,
    silent INTEGER NOT NULL DEFAULT 0,
    ending TEXT,
    ended_ms INTEGER,
    hardest TEXT,
    tournament_id INTEGER,
    board_id INTEGER,
    said INTEGER NOT NULL DEFAULT 0,
    counted INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX trivia_one_game ON trivia_game (chat_id, topic) WHERE phase <> 'over';
CREATE INDEX trivia_due ON trivia_game (due_ms) WHERE phase <> 'over';
CREATE INDEX trivia_unsaid ON trivia_game (chat_id) WHERE phase = 'over' AND said = 0;
CREATE INDEX trivia_ended ON trivia_game (chat_id, ended_ms);
CREATE INDEX trivia_of_tournament ON trivia_game (tournament_id) WHERE tournament_id IS NOT NULL;

-- Who played. A deleted player keeps the seat, without id and name.
CREATE TABLE trivia_player (
    game_id INTEGER NOT NULL REFERENCES trivia_game (id) ON DELETE CASCADE,
    seat INTEGER NOT NULL,
    user_id INTEGER,
    user_name TEXT,
    team TEXT NOT NULL DEFAULT '',
    host INTEGER NOT NULL DEFAULT 0,
    joined INTEGER NOT NULL DEFAULT 1,
    points INTEGER NOT NULL DEFAULT 0,
    correct INTEGER NOT NULL DEFAULT 0,
    answered INTEGER NOT NULL DEFAULT 0,
    streak INTEGER NOT NULL DEFAULT 0,
    best_streak INTEGER NOT NULL DEFAULT 0,
    mistakes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (game_id, seat),
    UNIQUE (game_id, user_id)
);
CREATE INDEX trivia_player_user ON trivia_player (user_id);

-- One question of a game, stored whole so that every later copy of it is the same.
CREATE TABLE trivia_turn (
    id INTEGER PRIMARY KEY,
    game_id INTEGER NOT NULL REFERENCES trivia_game (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    theme TEXT,
    question TEXT NOT NULL,
    asked_ms INTEGER NOT NULL,
    opened_ms INTEGER,
    closed_ms INTEGER,
    sends INTEGER NOT NULL DEFAULT 1,
    hints INTEGER NOT NULL DEFAULT 0,
    UNIQUE (game_id, number)
);

-- The messages that show a turn: one, or more where it is unknown whether one arrived.
CREATE TABLE trivia_copy (
    id INTEGER PRIMARY KEY,
    turn_id INTEGER NOT NULL REFERENCES trivia_turn (id) ON DELETE CASCADE,
    message_id INTEGER,
    poll_id TEXT UNIQUE
);
CREATE INDEX trivia_copy_turn ON trivia_copy (turn_id);
CREATE INDEX trivia_copy_message ON trivia_copy (message_id);

-- One answer of one player to one question, whatever arrives how often.
CREATE TABLE trivia_answer (
    turn_id INTEGER NOT NULL REFERENCES trivia_turn (id) ON DELETE CASCADE,
    seat INTEGER NOT NULL,
    user_id INTEGER,
    options TEXT NOT NULL DEFAULT '[]',
    city TEXT NOT NULL DEFAULT '',
    distance REAL,
    at_ms INTEGER NOT NULL,
    correct INTEGER NOT NULL DEFAULT 0,
    points INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (turn_id, seat),
    UNIQUE (turn_id, user_id)
);
CREATE INDEX trivia_answer_user ON trivia_answer (user_id);

-- Votes in polls not known yet: Telegram may report a vote before it confirms the poll.
CREATE TABLE trivia_stray (
    poll_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    options TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (poll_id, user_id)
);
