-- How many had voted when a copy's poll was closed (NULL: open), and how many votes of a turn did
-- not count: when all are in, the question need not stay open for votes that are on their way.
ALTER TABLE trivia_copy ADD COLUMN voters INTEGER;
ALTER TABLE trivia_turn ADD COLUMN others INTEGER NOT NULL DEFAULT 0;
