"""What the daily quiz says, a room for each occasion."""
