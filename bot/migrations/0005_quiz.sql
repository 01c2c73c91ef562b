-- A round of one person: its settings, the message it is shown in, and whether it is over.
-- script: questions fixed beforehand; rival: the round (or class) whose questions they are.
CREATE TABLE quiz_round (
    id TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    message_id INTEGER,
    kind TEXT NOT NULL,
    setup TEXT NOT NULL,
    script TEXT NOT NULL,
    rival TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    paused_ms INTEGER,
    ended_ms INTEGER,
    score INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX quiz_round_person ON quiz_round (user_id, chat_id, ended_ms);
CREATE INDEX quiz_round_chat ON quiz_round (chat_id);
CREATE INDEX quiz_round_rival ON quiz_round (rival) WHERE rival <> '';
CREATE INDEX quiz_round_started ON quiz_round (started_ms);

-- A question of a round; verdict stays NULL while it is open.
CREATE TABLE quiz_turn (
    round_id TEXT NOT NULL REFERENCES quiz_round (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    seed INTEGER NOT NULL,
    theme TEXT NOT NULL,
    topic TEXT NOT NULL,
    difficulty INTEGER NOT NULL,
    asked_ms INTEGER NOT NULL,
    deadline_ms INTEGER,
    marked TEXT NOT NULL,
    verdict TEXT,
    points INTEGER NOT NULL,
    closed_ms INTEGER,
    PRIMARY KEY (round_id, number)
);
CREATE INDEX quiz_turn_due ON quiz_turn (deadline_ms) WHERE verdict IS NULL;
CREATE INDEX quiz_turn_person ON quiz_turn (user_id);

-- Questions that a teacher gives to a class; user_id is the teacher.
CREATE TABLE quiz_class (
    code TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    setup TEXT NOT NULL,
    script TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    closed_ms INTEGER
);
CREATE INDEX quiz_class_person ON quiz_class (user_id);
CREATE INDEX quiz_class_chat ON quiz_class (chat_id);

-- What a person chose last, and how hard a question they can answer (1 to 5).
CREATE TABLE quiz_person (
    user_id INTEGER PRIMARY KEY,
    setup TEXT NOT NULL,
    ability REAL NOT NULL
);

-- How often a person has been shown a question.
CREATE TABLE quiz_seen (
    user_id INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    shown INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, question_id)
);

-- How well a person remembers a fact; state, step, stability and difficulty are those of FSRS.
CREATE TABLE quiz_memory (
    user_id INTEGER NOT NULL,
    fact_id TEXT NOT NULL,
    question_id TEXT NOT NULL,
    knew INTEGER NOT NULL,
    state INTEGER NOT NULL,
    step INTEGER,
    stability REAL,
    difficulty REAL,
    due_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, fact_id)
);

-- How everybody together answers a question; names nobody.
CREATE TABLE quiz_stat (
    question_id TEXT PRIMARY KEY,
    shown INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    spent_ms INTEGER NOT NULL
);

-- Questions that people reported; user_id is dropped when the person's data is deleted.
CREATE TABLE quiz_report (
    question_id TEXT NOT NULL,
    user_id INTEGER,
    language TEXT NOT NULL,
    reason TEXT NOT NULL,
    sent_ms INTEGER NOT NULL,
    UNIQUE (question_id, user_id)
);
