"""Understanding a question and choosing its answer: pure functions."""
