"""A local Bot API server and a terminal chat."""
