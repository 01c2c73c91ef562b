-- What a chat, or one topic of it (0: none), gets by its own clock. kind: quiz, anniversary, digest.
-- minute: after local midnight; weekdays: a bit a day, Monday lowest; planned_ms: up to when its
-- messages are planned; plan_ms: when to plan on.
-- streak: days answered in a row, as settled up to counted_to; freezes: how many missed days of
-- freeze_month were forgiven.
CREATE TABLE subscription (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    minute INTEGER NOT NULL,
    zone TEXT NOT NULL,
    weekdays INTEGER NOT NULL,
    theme TEXT NOT NULL,
    level TEXT NOT NULL,
    active INTEGER NOT NULL,
    paused_until TEXT,
    planned_ms INTEGER NOT NULL,
    plan_ms INTEGER NOT NULL,
    version INTEGER NOT NULL,
    streak INTEGER NOT NULL DEFAULT 0,
    best_streak INTEGER NOT NULL DEFAULT 0,
    freeze_month TEXT NOT NULL DEFAULT '',
    freezes INTEGER NOT NULL DEFAULT 0,
    counted_to TEXT,
    UNIQUE (chat_id, thread_id, kind)
);
CREATE INDEX subscription_to_plan ON subscription (plan_ms) WHERE active = 1;

-- One day's message. state: due, sending, sent, unknown, blocked, failed, skipped.
-- try_ms: not before this moment; turn: place among those due in the same minute.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    sub_id INTEGER NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    local_date TEXT NOT NULL,
    due_ms INTEGER NOT NULL,
    try_ms INTEGER NOT NULL,
    turn INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due',
    attempts INTEGER NOT NULL DEFAULT 0,
    token TEXT NOT NULL UNIQUE,
    payload_json TEXT NOT NULL,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    message_id INTEGER,
    poll_id TEXT,
    paid INTEGER NOT NULL DEFAULT 0,
    sent_ms INTEGER,
    error TEXT,
    UNIQUE (sub_id, local_date)
);
CREATE INDEX delivery_due ON delivery (try_ms, turn) WHERE state = 'due';
CREATE INDEX delivery_sending ON delivery (id) WHERE state = 'sending';
CREATE INDEX delivery_unknown ON delivery (chat_id) WHERE state = 'unknown';
CREATE INDEX delivery_poll ON delivery (poll_id) WHERE poll_id IS NOT NULL;
CREATE INDEX delivery_paid ON delivery (sent_ms) WHERE paid = 1;

-- Further copies of a day's poll, asked for with /today; an answer to any of them is the answer.
CREATE TABLE delivery_copy (
    poll_id TEXT PRIMARY KEY,
    delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE
);
CREATE INDEX delivery_copy_of ON delivery_copy (delivery_id);

-- Who answered a day's question: once each, whichever copy and however often.
CREATE TABLE daily_answer (
    sub_id INTEGER NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    local_date TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    knew INTEGER NOT NULL,
    answered_ms INTEGER NOT NULL,
    PRIMARY KEY (sub_id, local_date, user_id)
) WITHOUT ROWID;
CREATE INDEX daily_answer_user ON daily_answer (user_id);
CREATE INDEX daily_answer_age ON daily_answer (answered_ms);

-- How many readers of a private daily quiz answered a question on a day, and how many knew it.
CREATE TABLE daily_tally (
    question_id TEXT NOT NULL,
    local_date TEXT NOT NULL,
    answers INTEGER NOT NULL,
    knew INTEGER NOT NULL,
    PRIMARY KEY (question_id, local_date)
) WITHOUT ROWID;
CREATE INDEX daily_tally_day ON daily_tally (local_date);

-- What the bot last asked in a chat and waits to read as text. step: hour, zone, date.
CREATE TABLE daily_prompt (
    chat_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,
    step TEXT NOT NULL,
    minute INTEGER NOT NULL,
    PRIMARY KEY (chat_id, thread_id)
);
