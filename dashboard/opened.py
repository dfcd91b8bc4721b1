"""A report as the public may read it: published figures, without notes, names and problems. Pure."""
