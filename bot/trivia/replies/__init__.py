"""What the bot says in group games."""
