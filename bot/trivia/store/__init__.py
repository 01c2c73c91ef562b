"""All SQL of games: groups, games, questions with answers, and their copies."""
