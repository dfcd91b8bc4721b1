"""原文对照: the plan's own text with its figures, lights and units in place. Pure."""
