"""Quiz questions made out of the catalogue, seeded and repeatable."""
