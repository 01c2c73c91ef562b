"""The sentences of ask."""
