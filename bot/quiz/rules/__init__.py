"""What a quiz is: its settings, rounds, scores, memory and progress; pure, time is an argument."""
