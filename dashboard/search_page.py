"""Search over targets, tasks, units and the plan's text of one report. Pure."""
