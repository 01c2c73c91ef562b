"""All SQL of the daily quiz, a room for each kind of thing that is kept."""
