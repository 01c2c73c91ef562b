"""The kinds of questions, one module for each family."""
