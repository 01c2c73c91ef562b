"""Several games over days with one table, perhaps in several groups."""
