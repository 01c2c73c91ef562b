"""What the quiz says: its menu, questions, results, classes and progress."""
