"""The methods of the Bot API, grouped by subject."""
