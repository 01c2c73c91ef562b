"""Group trivia games."""
