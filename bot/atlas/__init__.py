"""City cards, lists, the nearest cities and memorials."""
