-- Subscriptions are read and planned in one transaction: no version is needed to tell a stale plan.
ALTER TABLE subscription DROP COLUMN version;
