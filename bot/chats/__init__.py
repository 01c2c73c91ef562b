"""A chat's language, time zone and settings."""
