"""Whole conversations with the bot in the sandbox."""
