-- A chat the bot has met: a person's private chat (chat_id is the user's id) or a group.
CREATE TABLE chat (
    chat_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    chosen INTEGER NOT NULL DEFAULT 0,
    zone TEXT,
    seen_day INTEGER NOT NULL
);
CREATE INDEX chat_seen ON chat (seen_day);

-- Chats that cannot be written to: the bot was blocked or removed.
CREATE TABLE blocked_chat (
    chat_id INTEGER PRIMARY KEY,
    since_ms INTEGER NOT NULL
);

-- Groups that became supergroups.
CREATE TABLE moved_chat (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL
);
