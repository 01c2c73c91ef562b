"""What the bot keeps about a person: handed over, or deleted."""
