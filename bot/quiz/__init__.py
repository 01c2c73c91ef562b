"""Private rounds."""
