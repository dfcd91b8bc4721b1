"""A joining unit is asked for its own note of a month."""
