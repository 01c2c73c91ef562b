"""What becomes of subscriptions and messages: load, apply a rule, save, in one transaction."""
