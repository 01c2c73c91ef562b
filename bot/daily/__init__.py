"""Daily quiz subscriptions."""
