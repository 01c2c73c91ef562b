"""Free questions and their answers."""
