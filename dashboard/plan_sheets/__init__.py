"""A plan as an Excel template: written out, filled in, read back with errors by cell."""
