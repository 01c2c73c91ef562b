"""Getting started: /start, /help, /privacy, /sources."""
