"""A highlight changes state: submitted, adopted or declined."""
