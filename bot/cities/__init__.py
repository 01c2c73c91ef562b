"""What the bot knows: cities, titles, awards, memorials and facts."""
